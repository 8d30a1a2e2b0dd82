#pragma once

#include "core/queue/jobqueue.h"
#include "core/store/history.h"

#include <QObject>

namespace millrace {

/// Forgets what ended first beyond the bounds, results included; what is pending, underway or waits for a decision is
/// never touched.
class HistoryBound : public QObject
{
    Q_OBJECT

public:
    HistoryBound(JobQueue &queue, const Clock &clock, const HistoryBounds &bounds, QObject *parent = nullptr);

    void setBounds(const HistoryBounds &bounds);

private:
    void applyIfDue();
    void apply();

    JobQueue &m_queue;
    const Clock &m_clock;
    HistoryBounds m_bounds;
};

} // namespace millrace
