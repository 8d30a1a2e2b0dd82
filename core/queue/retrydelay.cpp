#include "core/queue/retrydelay.h"

#include <algorithm>
#include <cmath>

namespace millrace {

using std::chrono::milliseconds;

std::optional<milliseconds> retryDelay(const RetryPolicy &policy, int attempts, const JobOutcome &outcome,
                                       double random)
{
    if (!outcome.transient || attempts >= std::clamp(policy.attempts, 1, 100))
        return std::nullopt;
    if (outcome.retryAfter)
        return std::clamp(*outcome.retryAfter, milliseconds(0), longestRetryAfter);
    const double cap = std::max(0.0, double(policy.cap.count()));
    const double grown =
        double(policy.firstDelay.count()) * std::pow(std::max(policy.factor, 1.0), attempts - 1);
    const double delay = std::clamp(grown, 0.0, cap);
    return milliseconds(std::llround(policy.jitter ? delay * random : delay));
}

} // namespace millrace
