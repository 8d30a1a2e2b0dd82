#pragma once

#include "core/deferred/clock.h"

#include <concepts>
#include <functional>
#include <initializer_list>
#include <optional>
#include <ranges>
#include <vector>

namespace millrace {

/// The delays before the attempts of a RetryingCall, one after the other: growing, of your own, or drawn at random.
///
/// A copy starts where the original is.
/// \code
/// Backoff backoff;                                          // 0, 10 ms, 20 ms, 40 ms … 2.56 s: ten in all
/// Backoff patient = Backoff::growing({.initial = 1s, .cap = 1h, .count = 100, .jitter = Backoff::Jitter::Full});
/// Backoff own{0s, 1s, 1s, 5s};
/// \endcode
class Backoff
{
public:
    using Duration = Clock::Duration;

    enum class First {
        Now,   ///< The first delay is none.
        Later, ///< The first delay is the initial one.
    };
    enum class Jitter {
        None,
        Full, ///< Each delay is drawn evenly from zero to what it would be, so that many callers don't come at once.
    };
    struct Options
    {
        First first = First::Now;
        Duration initial = std::chrono::milliseconds(10); ///< More than zero.
        double factor = 2.0;                              ///< At least 1.
        Duration cap = std::chrono::seconds(120);
        int count = 10; ///< Of delays in all, and so of attempts; at least 1.
        Jitter jitter = Jitter::None;
        std::function<double()> random{}; ///< For Jitter::Full, from [0, 1); empty: one of this thread's own.
    };

    Backoff();
    /// \throws std::invalid_argument, if an option is out of range.
    [[nodiscard]] static Backoff growing(Options options);
    Backoff(std::initializer_list<Duration> delays) : Backoff(std::vector<Duration>(delays)) {}
    /// Exactly these delays.
    explicit Backoff(std::vector<Duration> delays);
    template <std::ranges::input_range Range>
    requires std::convertible_to<std::ranges::range_reference_t<Range>, Duration>
    explicit Backoff(Range delays)
        : Backoff(std::vector<Duration>(std::ranges::begin(delays), std::ranges::end(delays)))
    {}
    /// Whatever \a next returns, until it returns nothing.
    explicit Backoff(std::function<std::optional<Duration>()> next) : m_next(std::move(next)) {}

    /// The next delay, or nothing when they are used up.
    [[nodiscard]] std::optional<Duration> next() { return m_next(); }

private:
    std::function<std::optional<Duration>()> m_next;
};

} // namespace millrace
