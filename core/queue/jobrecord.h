#pragma once

#include "core/queue/jobid.h"
#include "core/queue/joboutcome.h"
#include "core/queue/jobspec.h"
#include "core/queue/jobstate.h"

#include <chrono>
#include <cstdint>

namespace millrace {

/// A moment as people and files know it, to the millisecond; the epoch itself means "not yet".
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// How far a job is. \a total is -1 while nobody knows; \a done counts bytes, or per mille where \a total is
/// 1000.
struct JobProgress
{
    qint64 done = 0;
    qint64 total = -1;
};

/// All that is known of one job, as the window, the store and an export read it.
struct JobRecord
{
    JobId id;
    JobNumber number{};
    QueueId queue = QueueId::Default;
    JobState state = JobState::Pending;
    int attempt = 0;            ///< Launches so far; 0 before the first.
    int priority = 0;           ///< Now; spec.priority is what the list asked for.
    std::uint64_t position = 0; ///< Smallest first within a priority: the arrival, or where it was moved to.
    JobSpec spec;
    /// Start and end are of the latest attempt. One that is retried by hand has neither; one that was cancelled while
    /// pending, or given up after an attempt whose end nobody knows, ended then and has no start.
    WallTime queuedAt{}, startedAt{}, endedAt{};
    WallTime heldUntil{}; ///< Waiting for its next attempt until then.
    JobProgress progress;
    QString lastLine;      ///< The last line it printed, at most 512 characters, made visible.
    JobOutcomePtr outcome; ///< Of the latest attempt that ended; null before.
};

} // namespace millrace
