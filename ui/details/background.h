#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QPromise>
#include <QThreadPool>

#include <atomic>
#include <memory>
#include <type_traits>
#include <utility>

namespace millrace {

/// Something that is read from a disk while somebody looks at the place where it will be shown; one at a time.
///
/// On threads of their own, which neither sorting nor the program's end waits for: a file on a network that is gone never
/// answers. Belongs to the GUI thread.
class BackgroundLoad
{
public:
    BackgroundLoad() = default;
    ~BackgroundLoad() { drop(); }
    BackgroundLoad(const BackgroundLoad &) = delete;
    BackgroundLoad &operator=(const BackgroundLoad &) = delete;

    /// Drops what is loading, runs \a work on one of the threads and hands what it returns to \a done here; never when
    /// \a context is gone by then. Both are copied; \a work must not touch what lives on the GUI thread.
    template <class Work, class Done>
    void start(QObject *context, Work work, Done done);

    /// Nobody waits for it any more: it won't be done, nor begun if it has not been yet.
    void drop();

    /// Dead files that can be looked at before no other is loaded; images that are decoded at once.
    static constexpr int threads = 2;

private:
    using Dropped = std::shared_ptr<std::atomic<bool>>;

    static QThreadPool &pool();

    Dropped m_dropped;
};

template <class Work, class Done>
void BackgroundLoad::start(QObject *context, Work work, Done done)
{
    using Result = std::invoke_result_t<Work>;
    drop();
    m_dropped = std::make_shared<std::atomic<bool>>(false);
    auto promise = std::make_shared<QPromise<Result>>();
    auto *watcher = new QFutureWatcher<Result>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, dropped = m_dropped, done = std::move(done)]() mutable {
                         watcher->deleteLater();
                         if (!*dropped && watcher->future().resultCount() > 0)
                             done(watcher->result());
                     });
    promise->start();
    watcher->setFuture(promise->future());
    pool().start([promise, dropped = m_dropped, work = std::move(work)]() mutable {
        if (!*dropped)
            promise->addResult(work());
        promise->finish();
    });
}

} // namespace millrace
