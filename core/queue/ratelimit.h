#pragma once

#include "core/deferred/clock.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace millrace {

/// How often jobs may start: \a starts per \a interval in the long run, \a burst of them at once after a
/// rest.
struct RateLimit
{
    int starts = 1;                                     ///< At least 1.
    Clock::Duration interval = std::chrono::seconds(1); ///< Above zero.
    int burst = 1;                                      ///< At least 1.

    friend bool operator==(const RateLimit &, const RateLimit &) = default;
};

/// The token bucket of a RateLimit, kept as the one time at which it would be full ("virtual scheduling"): no
/// tokens are counted, nothing is lost to rounding, nothing ticks.
class TokenBucket
{
public:
    using TimePoint = Clock::TimePoint;

    /// Adjusts live; debts of the old limit count no more than one burst of the new. Absent is no limit.
    /// \throws std::invalid_argument if the limit is out of range.
    void setLimit(const std::optional<RateLimit> &limit, TimePoint now)
    {
        if (limit && (limit->starts < 1 || limit->interval <= Clock::Duration::zero() || limit->burst < 1))
            throw std::invalid_argument(
                "A rate limit has at least one start and one burst, and an interval above zero.");
        m_limit = limit;
        m_fullAt = limit ? std::min(m_fullAt, now + step() * limit->burst) : TimePoint{};
    }
    [[nodiscard]] const std::optional<RateLimit> &limit() const { return m_limit; }

    /// When the next token is there; in the past if one is there now.
    [[nodiscard]] TimePoint nextAt() const
    {
        return m_limit ? m_fullAt - step() * (m_limit->burst - 1) : TimePoint::min();
    }
    void take(TimePoint now)
    {
        if (m_limit)
            m_fullAt = std::max(m_fullAt, now) + step();
    }

private:
    [[nodiscard]] Clock::Duration step() const { return m_limit->interval / m_limit->starts; }

    std::optional<RateLimit> m_limit;
    TimePoint m_fullAt{};
};

} // namespace millrace
