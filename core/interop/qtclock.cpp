#include "core/interop/qtclock.h"

#include <QPointer>

#include <algorithm>

namespace millrace {

namespace {

constexpr std::chrono::milliseconds longestTurn{
    4}; ///< Then the rest of what is due waits for the loop's next turn.

} // namespace

QtClock::QtClock(QObject *parent) : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &QtClock::makeDueCalls);
}

QtClock::~QtClock() = default;

Clock::TimePoint QtClock::now() const
{
    return std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
}

Clock::WallPoint QtClock::wallNow() const
{
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

DelayedCall QtClock::schedule(Duration delay, std::function<void()> call)
{
    DelayedCall handle = m_calls.add(now() + std::max(delay, Duration::zero()), std::move(call));
    arm();
    return handle;
}

void QtClock::makeDueCalls()
{
    // Calls that these ask for are for a later turn of the loop, even if they are due at once: a chain of
    // them must not keep the loop from everything else. Nor must many that are due together.
    const TimePoint due = now();
    const std::uint64_t firstNew = m_calls.added();
    const QPointer<QtClock> self(this); // A call may destroy the clock.
    while (m_calls.size() > 0 && *m_calls.nextDue() <= due && m_calls.nextNumber() < firstNew) {
        m_calls.takeNext()();
        if (!self)
            return;
        if (now() - due > longestTurn)
            break;
    }
    arm();
}

void QtClock::arm()
{
    const auto next = m_calls.nextDue();
    if (!next)
        return; // A timer that is still armed finds nothing to do.
    if (m_timer.isActive() && m_armedFor <= *next)
        return;
    const Duration left = std::max(*next - now(), Duration::zero());
    m_armedFor = *next;
    m_timer.start(
        std::min(std::chrono::ceil<std::chrono::milliseconds>(left), std::chrono::milliseconds(INT_MAX)));
}

} // namespace millrace
