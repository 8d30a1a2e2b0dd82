#pragma once

#include "core/queue/jobqueue.h"

#include <QObject>

#include <chrono>
#include <cstddef>
#include <vector>

namespace millrace {

/// How much of what has ended is kept; 0 is no bound.
struct HistoryBounds
{
    std::size_t jobs = 0;
    std::chrono::hours age{0};
    qint64 bytes = 0; ///< Of their latest attempts' results, as far as they are kept.

    friend bool operator==(const HistoryBounds &, const HistoryBounds &) = default;
};

/// Forgets what ended first beyond the bounds, results included; what is pending, underway or waits for a decision is
/// never touched.
///
/// Follows the queue's changes, so that it never has to look at all jobs.
/// \cost 32 bytes an ended job, O(log n) for each that ends or is forgotten; a thousand are forgotten a turn
///     of the event loop.
class HistoryBound : public QObject
{
    Q_OBJECT

public:
    /// Make it while the queue is empty: it knows the jobs that it heard of. Forgets nothing before setBounds().
    HistoryBound(JobQueue &queue, Clock &clock, QObject *parent = nullptr);
    ~HistoryBound() override;

    /// Applied at once; later where the number or the bytes are a tenth (at most a thousand jobs) above; what
    /// grows old is looked for every ten minutes.
    void setBounds(const HistoryBounds &bounds);

Q_SIGNALS:
    /// These were removed just now, and nobody can put them back: their results may go.
    void forgotten(const std::vector<millrace::JobNumber> &numbers);

private:
    struct Entry
    {
        WallTime endedAt;
        JobNumber number;
        JobId id;
        qint64 bytes;
    };
    static bool endedLater(const Entry &a, const Entry &b);

    void take(const JobChanges &changes);
    void takeEnded(const std::vector<JobId> &ids);
    void forgetSome();
    void dropStale();
    [[nodiscard]] Entry takeFirst();
    [[nodiscard]] bool isStale(const Entry &entry) const;
    [[nodiscard]] bool isBeyond(std::size_t jobs, std::size_t slackOfJobs, qint64 slackOfBytes) const;
    [[nodiscard]] std::size_t endedJobs() const;

    JobQueue &m_queue;
    Clock &m_clock;
    HistoryBounds m_bounds;
    std::vector<Entry>
        m_entries;      // A heap, the first to be forgotten on top; some were removed or retried since.
    qint64 m_bytes = 0; // Of their results.
    DelayedCall m_next;
};

} // namespace millrace
