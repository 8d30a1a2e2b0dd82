#pragma once

#include "core/queue/jobrecord.h"

#include <span>
#include <vector>

namespace millrace {

/// The queue's own settings, kept with its jobs.
struct QueueSettings
{
    QueueId queue = QueueId::Default;
    int width = 0;
    bool paused = false;
    int hostCap = 0; ///< Fetches underway at once to one host; 0 is no cap.

    friend bool operator==(const QueueSettings &, const QueueSettings &) = default;
};

/// Where a JobQueue writes down what must survive the program; core/store implements it.
///
/// Calls are cheap and never block: they copy what they are given (all of it is shared data) and return.
/// Batches are committed in the order of the calls. What is durable is told through the number that note()
/// returned.
class JobJournal
{
public:
    /// Orders the batches: what is durable up to a mark includes all marks before.
    using Mark = std::uint64_t;

    virtual ~JobJournal() = default;

    /// Writes new jobs and every later change of their state, attempt, priority, position, times and outcome.
    /// Called at once for a put and before a launch's work starts (the attempt is counted before it starts),
    /// and once a frame for the rest; progress and last lines are not journalled.
    virtual Mark note(std::span<const JobRecord *const> records) = 0;
    virtual Mark noteRemoved(std::span<const JobNumber> numbers) = 0;
    virtual Mark noteSettings(const QueueSettings &settings) = 0;
};

/// What a journal gave back at the start.
struct RestoredJobs
{
    /// Ids not yet given; none is underway: a fetch that was is pending again, a command is interrupted.
    std::vector<JobRecord> records;
    QueueSettings settings;
    bool settingsKept = false; ///< False: nothing was noted of the settings yet, those above say nothing.
    JobNumber nextNumber{1};   ///< The same in every piece; put nothing before the first piece is there.
};

} // namespace millrace
