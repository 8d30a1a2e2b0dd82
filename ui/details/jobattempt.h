#pragma once

#include "core/queue/joboutcome.h"
#include "core/queue/jobrecord.h"

namespace millrace {

/// One launch of a job and how it ended.
struct JobAttempt
{
    int number = 1; ///< Counted from 1.
    WallTime startedAt{}, endedAt{};
    JobState state = JobState::Finished; ///< How it ended; Underway for the one that runs.
    JobOutcomePtr outcome;               ///< Null while it runs.
};

} // namespace millrace
