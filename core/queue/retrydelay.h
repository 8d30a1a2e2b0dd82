#pragma once

#include "core/queue/joboutcome.h"
#include "core/queue/jobspec.h"

namespace millrace {

/// The longest pause that a server may ask for.
inline constexpr std::chrono::milliseconds longestRetryAfter = std::chrono::hours(1);

/// How long to wait after the \a attempts-th attempt, which left \a outcome, before the next; absent if there
/// is to be none: the failure isn't transient, or the policy's attempts are used up. \a random is in [0, 1).
[[nodiscard]] std::optional<std::chrono::milliseconds> retryDelay(const RetryPolicy &policy, int attempts,
                                                                  const JobOutcome &outcome, double random);

} // namespace millrace
