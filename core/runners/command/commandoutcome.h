#pragma once

#include "core/queue/joboutcome.h"
#include "core/runners/command/shimlink.h"

namespace millrace {

/// What the shim reported, in the words that all kinds of jobs share; the files' names are still to be put
/// in.
[[nodiscard]] JobOutcome outcomeOf(const CommandEnd &end);

/// The outcome of a command that was not even tried.
[[nodiscard]] JobOutcome refusedOutcome(FailureReason reason, const QString &detail);

/// The last lines of what a program printed, as text that can be shown: at most 10 lines and 2,000
/// characters; bytes that are no UTF-8 replaced, control characters but tabs and line ends made visible,
/// colours taken out.
[[nodiscard]] QString lastLines(QByteArrayView printed);

} // namespace millrace
