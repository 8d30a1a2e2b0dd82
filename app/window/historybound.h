#pragma once

#include "core/queue/jobqueue.h"

#include <QObject>

namespace millrace {

/// Forgets the oldest ended jobs beyond a number, their results included; what is pending, underway or waits for a
/// decision is never touched.
class HistoryBound : public QObject
{
    Q_OBJECT

public:
    /// \a most is how many ended jobs are kept; 0 keeps all.
    HistoryBound(JobQueue &queue, int most, QObject *parent = nullptr);

    void setBound(int most);

private:
    void apply();

    JobQueue &m_queue;
    int m_most;
};

} // namespace millrace
