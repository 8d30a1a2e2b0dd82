#include "core/deferred/manualclock.h"

#include <algorithm>
#include <stdexcept>

namespace millrace {

void ManualClock::advance(Duration duration)
{
    if (duration < Duration::zero())
        throw std::invalid_argument("A clock never goes back: the duration to advance by is negative.");
    const TimePoint until = m_now + duration;
    while (m_calls.size() > 0 && *m_calls.nextDue() <= until) {
        m_now = std::max(m_now, *m_calls.nextDue());
        m_calls.takeNext()();
    }
    m_now = std::max(m_now, until);
}

void ManualClock::setWall(WallPoint wall)
{
    m_wall = wall;
    m_wallSet = m_now;
}

DelayedCall ManualClock::schedule(Duration delay, std::function<void()> call)
{
    return m_calls.add(m_now + std::max(delay, Duration::zero()), std::move(call));
}

} // namespace millrace
