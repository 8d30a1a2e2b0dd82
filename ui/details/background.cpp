#include "ui/details/background.h"

namespace millrace {

void BackgroundLoad::drop()
{
    if (m_dropped)
        *m_dropped = true;
    m_dropped.reset();
}

QThreadPool &BackgroundLoad::pool()
{
    // Never deleted: that would wait for a file that never answers.
    static QThreadPool *const pool = [] {
        auto *made = new QThreadPool;
        made->setMaxThreadCount(threads);
        return made;
    }();
    return *pool;
}

} // namespace millrace
