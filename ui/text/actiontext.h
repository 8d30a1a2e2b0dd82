#pragma once

#include "core/queue/jobstate.h"

#include <QString>

#include <cstdint>

namespace millrace::text {

/// What can be done to many jobs at once.
enum class BulkAction : std::uint8_t {
    Cancel,
    Retry,
    Remove,
    MoveToTop,
    MoveUp,
    MoveDown,
    MoveToBottom,
    Reprioritize,
    MarkFailed,
    Add
};

/// What it will touch, for a menu entry or button: "Cancel 1,204 pending jobs", "Retry 1 job".
[[nodiscard]] QString willDo(BulkAction action, qint64 jobs);
/// The same where all of the jobs are in one state, which it names.
[[nodiscard]] QString willDo(BulkAction action, qint64 jobs, JobState state);
/// What it did, for a toast: "Cancelled 1,204 jobs".
[[nodiscard]] QString done(BulkAction action, qint64 jobs);

/// What undo did: "Undone: 92 jobs as before; 8 had gone on meanwhile".
[[nodiscard]] QString undone(qint64 jobs, qint64 left);

/// "1,204 jobs", "1 job".
[[nodiscard]] QString jobs(qint64 n);

/// "312 finished, 4 failed": one notification a burst; leaves out what is zero.
[[nodiscard]] QString burst(qint64 finished, qint64 failed);

} // namespace millrace::text
