#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace millrace {

/// A call that was asked for with Clock::callLater(); letting go of it does not cancel the call.
class DelayedCall
{
public:
    /// What a clock implements; shared between the clock and the handles.
    class Entry
    {
    public:
        virtual ~Entry() = default;
        virtual void cancel() = 0;
        [[nodiscard]] virtual bool isActive() const = 0;
    };

    DelayedCall() = default;
    explicit DelayedCall(std::shared_ptr<Entry> entry) : m_entry(std::move(entry)) {}

    /// Takes the call back; does nothing once it was made or cancelled.
    void cancel()
    {
        if (m_entry)
            std::exchange(m_entry, nullptr)->cancel();
    }

    /// True until the call is made or cancelled.
    [[nodiscard]] bool isActive() const { return m_entry && m_entry->isActive(); }

private:
    std::shared_ptr<Entry> m_entry;
};

/// Tells the time and calls back later. QtClock in the program, ManualClock in tests.
///
/// One thread. now() never goes back and has no meaning but in differences; wallNow() is what people and
/// files know, and may jump.
class Clock
{
public:
    using Duration = std::chrono::nanoseconds;
    using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Duration>;
    using WallPoint = std::chrono::sys_time<std::chrono::milliseconds>;

    virtual ~Clock() = default;

    [[nodiscard]] virtual TimePoint now() const = 0;
    [[nodiscard]] virtual WallPoint wallNow() const = 0;

    /// Calls \a call once, \a delay from now, from the event loop: never from inside this function. Calls
    /// that are due at the same time come in the order they were asked for. A negative delay is as zero.
    DelayedCall callLater(Duration delay, std::function<void()> call)
    {
        return schedule(delay, std::move(call));
    }

protected:
    Clock() = default;
    Clock(const Clock &) = default;
    Clock &operator=(const Clock &) = default;

private:
    virtual DelayedCall schedule(Duration delay, std::function<void()> call) = 0;
};

} // namespace millrace
