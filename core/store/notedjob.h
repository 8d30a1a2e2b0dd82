#pragma once

#include "core/queue/jobrecord.h"

namespace millrace {

/// What is written down of a job: the record without what only a window needs. Copying it copies no bytes of
/// the job's texts, all of them are shared.
struct NotedJob
{
    NotedJob() = default;
    explicit NotedJob(const JobRecord &record)
        : number(record.number),
          queue(record.queue),
          kind(record.spec.kind),
          state(record.state),
          attempt(record.attempt),
          priority(record.priority),
          asked(record.spec.priority),
          position(record.position),
          queuedAt(record.queuedAt),
          startedAt(record.startedAt),
          endedAt(record.endedAt),
          heldUntil(record.heldUntil),
          what(record.spec.what),
          key(record.spec.key),
          options(record.spec.options),
          outcome(record.outcome),
          lastLine(record.lastLine)
    {}

    JobNumber number{};
    QueueId queue = QueueId::Default;
    JobKind kind = JobKind::Fetch;
    JobState state = JobState::Pending;
    int attempt = 0;
    int priority = 0;
    int asked = 0;
    std::uint64_t position = 0;
    WallTime queuedAt{}, startedAt{}, endedAt{}, heldUntil{};
    QByteArray what;
    QByteArray key;
    std::shared_ptr<const JobOptions> options;
    JobOutcomePtr outcome;
    QString lastLine;
};

/// A moment as the database keeps it: milliseconds since 1970, 0 for "not yet".
[[nodiscard]] inline std::int64_t stored(WallTime time)
{
    return time.time_since_epoch().count();
}

[[nodiscard]] inline WallTime wallTime(std::int64_t milliseconds)
{
    return WallTime(std::chrono::milliseconds(milliseconds));
}

[[nodiscard]] constexpr std::int64_t stored(JobNumber number)
{
    return static_cast<std::int64_t>(number);
}

/// One attempt of one job, as its row is called.
struct AttemptId
{
    JobNumber job{};
    int attempt = 0;

    static constexpr int attemptBits = 16;
    [[nodiscard]] constexpr std::int64_t row() const { return (stored(job) << attemptBits) | attempt; }
    [[nodiscard]] static constexpr AttemptId ofRow(std::int64_t row)
    {
        return {JobNumber(static_cast<std::uint64_t>(row) >> attemptBits),
                static_cast<int>(row & ((1 << attemptBits) - 1))};
    }
    friend constexpr bool operator==(const AttemptId &, const AttemptId &) = default;
};

} // namespace millrace
