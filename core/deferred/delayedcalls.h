#pragma once

#include "core/deferred/clock.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace millrace {

/// The calls that a clock has yet to make, in the order Clock documents: what QtClock and ManualClock are
/// made from.
class DelayedCalls
{
public:
    DelayedCalls();
    ~DelayedCalls();
    DelayedCalls(const DelayedCalls &) = delete;
    DelayedCalls &operator=(const DelayedCalls &) = delete;

    /// \cost O(log n), and so is taking it back with DelayedCall::cancel(), which leaves nothing behind.
    DelayedCall add(Clock::TimePoint due, std::function<void()> call);

    /// When the next one is due; nothing if there is none.
    [[nodiscard]] std::optional<Clock::TimePoint> nextDue() const;

    /// Takes the next one out, to be called; there must be one.
    [[nodiscard]] std::function<void()> takeNext();

    [[nodiscard]] std::size_t size() const;

    /// How many calls were added before now: one that was added later isn't due in this turn of the loop.
    [[nodiscard]] std::uint64_t added() const;
    /// The number of the next one, in the order of the adds.
    [[nodiscard]] std::uint64_t nextNumber() const;

private:
    class Line;
    std::shared_ptr<Line> m_line;
};

} // namespace millrace
