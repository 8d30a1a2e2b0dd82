#pragma once

#include "core/deferred/detail/waiterline.h"

#include <cstddef>
#include <memory>
#include <utility>

namespace millrace {

/// Counts Deferreds that have not fired, and tells when all have: how a service shuts down with requests underway.
///
/// Destroyed, it errbacks those who wait with AbandonedError; the Deferreds it counted go on.
/// \code
/// DeferredPool requests;
/// requests.add(fetch(url)).addCallback(show);
/// requests.whenEmpty().addCallback([] { std::puts("nothing left underway"); });
/// \endcode
class DeferredPool
{
public:
    enum class WhenEmpty {
        TestImmediately, ///< An empty pool fires at once.
        WaitForNext,     ///< Only becoming empty counts.
    };
    struct Status
    {
        std::size_t outstanding = 0; ///< Deferreds that have not fired.
        std::size_t waiting = 0;     ///< Who waits for the pool to be empty.

        friend bool operator==(const Status &, const Status &) = default;
    };

    /// Counts \a deferred until it fires, and passes its result through untouched.
    /// \reenters the callbacks of whenEmpty(), when it fires; before anything that is added to it afterwards.
    /// \throws   EmptyDeferredError
    template <class T>
    Deferred<T> add(Deferred<T> deferred)
    {
        if (!deferred)
            throw EmptyDeferredError();
        m_waiters->checkThread();
        ++m_state->outstanding; // Before: it may have fired.
        return std::move(deferred).addFinally([state = m_state] { left(*state); });
    }

    /// \fires   when nothing is outstanding.
    /// \errback CancelledError, AbandonedError
    [[nodiscard]] Deferred<> whenEmpty(WhenEmpty when = WhenEmpty::TestImmediately)
    {
        m_waiters->checkThread();
        if (when == WhenEmpty::TestImmediately && m_state->outstanding == 0)
            return succeed();
        return m_waiters->add();
    }

    [[nodiscard]] Status status() const noexcept { return {m_state->outstanding, m_waiters->size()}; }

private:
    using Waiters = detail::WaiterLine<void>;

    struct State
    {
        std::size_t outstanding = 0;
        std::weak_ptr<Waiters> waiters;
    };

    static void left(State &state)
    {
        if (--state.outstanding == 0)
            if (const auto waiters = state.waiters.lock())
                waiters->fireAll();
    }

    std::shared_ptr<Waiters> m_waiters = std::make_shared<Waiters>();
    std::shared_ptr<State> m_state = std::make_shared<State>(State{0, m_waiters});
};

} // namespace millrace
