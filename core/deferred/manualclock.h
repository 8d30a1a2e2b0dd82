#pragma once

#include "core/deferred/clock.h"
#include "core/deferred/delayedcalls.h"

namespace millrace {

/// A clock that stands still until it is told to go on: for tests.
/// \code
/// ManualClock clock;
/// clock.callLater(1s, [] { std::puts("one second"); });
/// clock.advance(1s);
/// \endcode
class ManualClock final : public Clock
{
public:
    [[nodiscard]] TimePoint now() const override { return m_now; }
    [[nodiscard]] WallPoint wallNow() const override
    {
        return m_wall + std::chrono::duration_cast<std::chrono::milliseconds>(m_now - m_wallSet);
    }

    /// Goes on by \a duration, which must not be negative, and makes the calls that are due on the way, each
    /// at its own time; also those that such calls ask for.
    /// \throws std::invalid_argument if negative.
    void advance(Duration duration);

    /// Sets the wall clock, which goes on with now() from here; jumps, in either direction, are fine.
    void setWall(WallPoint wall);

    /// How many calls are waiting.
    [[nodiscard]] std::size_t pendingCalls() const { return m_calls.size(); }

private:
    DelayedCall schedule(Duration delay, std::function<void()> call) override;

    TimePoint m_now{std::chrono::hours(1)}; ///< Not zero, so that nobody takes a time for a duration.
    WallPoint m_wall{std::chrono::sys_days(std::chrono::year(2024) / 1 / 1)};
    TimePoint m_wallSet = m_now;
    DelayedCalls m_calls;
};

} // namespace millrace
