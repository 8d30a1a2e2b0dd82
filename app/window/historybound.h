#pragma once

#include "core/deferred/clock.h"
#include "core/queue/jobqueue.h"
#include "core/store/history.h"

#include <QObject>

namespace millrace {

/// Forgets what ended first beyond the bounds, results included; what is pending, underway or waits for a decision is
/// never touched.
///
/// As looking at every job costs something, up to a tenth more is let stand, and what grows old is looked for every ten
/// minutes.
class HistoryBound : public QObject
{
    Q_OBJECT

public:
    HistoryBound(JobQueue &queue, Clock &clock, const HistoryBounds &bounds, QObject *parent = nullptr);

    ~HistoryBound() override;

    void setBounds(const HistoryBounds &bounds);

private:
    void take(const JobChanges &changes);
    [[nodiscard]] bool isDue() const;
    void look();
    void apply();

    JobQueue &m_queue;
    Clock &m_clock;
    HistoryBounds m_bounds;
    qint64 m_bytes = 0;  // Of what has ended: exact when last applied, since then what was seen to end.
    WallTime m_oldest{}; // Ended first, when last applied; the epoch before.
    DelayedCall m_nextLook;
};

} // namespace millrace
