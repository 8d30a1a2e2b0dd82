#pragma once

#include "core/deferred/detail/links.h"
#include "core/deferred/errors.h"
#include "core/deferred/failure.h"
#include "core/deferred/outcome.h"
#include "core/deferred/resolver.h"

#include <chrono>
#include <concepts>
#include <type_traits>
#include <utility>

namespace millrace {

template <class T = void>
class Deferred;
class Clock;

/// A result that will be there later: the consumer's end.
///
/// Fires exactly once, with a value or with a Failure, whatever happens: a Resolver that is destroyed unfired
/// gives AbandonedError. Callbacks run at once if the result is there, else in the order they were added when
/// it comes; one that is added while others run, runs after them. Each gets what the one before it returned,
/// so that a chain of them is one Deferred whose type changes, handed on from call to call (move-only, and
/// empty afterwards).
///
/// Destroying a Deferred drops its result, not its callbacks; a Failure that nobody handled is reported once
/// (setUnhandledFailureHook()). One thread: checked in debug builds.
/// \code
/// auto [answer, resolver] = makeDeferred<int>();
/// auto text = std::move(answer)
///     .addCallback([](int n) { return std::to_string(n); })
///     .addErrback([](const Failure &failure) { return failure.message(); });
/// resolver.callback(42); // text has "42" now
/// \endcode
///
/// States: waiting ─▶ fired (running its callbacks; waiting again for a Deferred that one of them returned)
/// ─▶ settled.
///
/// What a callback may be: a function of T (of nothing, for Deferred<void>) that returns a value, nothing, a
/// Deferred or anything AsynchronousResult knows (the chain waits for it), an Outcome; or throws (the chain
/// goes on with that Failure). Moves: one into the chain, one out of it into each callback. Copies: none.
template <class T>
class Deferred
{
    static_assert(!std::is_reference_v<T>,
                  "a Deferred holds a value: use a pointer or std::reference_wrapper");

public:
    using Value = T;

    /// An empty one, to be assigned to.
    Deferred() = default;
    Deferred(Deferred &&) noexcept = default;
    Deferred &operator=(Deferred &&other) noexcept
    {
        Deferred old(std::exchange(m_chain, std::move(other.m_chain)));
        return *this;
    }
    ~Deferred()
    {
        if (m_chain)
            m_chain->unpauseAll();
    }

    /// Goes on with what \a f makes of the value; a Failure passes by.
    /// \throws   EmptyDeferredError
    /// \reenters calls \a f before it returns, if the value is there.
    /// \cost     no allocation for the first few small callbacks, then one for each chunk of them.
    template <class F>
    auto addCallback(F &&f) &&
    {
        using U = typename detail::CallbackResult<std::decay_t<F>, T>::Type;
        return std::move(*this).template append<U, detail::CallbackLink<T, U, std::decay_t<F>>>(
            std::forward<F>(f));
    }

    /// Recovers from a Failure: \a f takes it and returns a T (or a Deferred<T>, an Outcome<T>), or throws on. A
    /// value passes by.
    template <class F>
    Deferred addErrback(F &&f) &&
    {
        return std::move(*this).template append<T, detail::ErrbackLink<T, std::decay_t<F>>>(
            std::forward<F>(f));
    }

    /// Recovers from errors that are an \a E: \a f takes a `const E &`. Everything else passes by.
    template <class E, class F>
    Deferred addErrback(F &&f) &&
    {
        return std::move(*this).template append<T, detail::TrapLink<T, E, std::decay_t<F>>>(
            std::forward<F>(f));
    }

    /// Goes on with what \a f makes of the Outcome<T>, whichever it is.
    template <class F>
    auto addBoth(F &&f) &&
    {
        using U = detail::ProducedBy<std::decay_t<F>, Outcome<T>>;
        return std::move(*this).template append<U, detail::BothLink<T, U, std::decay_t<F>>>(
            std::forward<F>(f));
    }

    /// \a f for a value or \a g for a Failure: unlike with addErrback() afterwards, \a g doesn't see what \a f
    /// throws.
    template <class F, class G>
    auto addCallbacks(F &&f, G &&g) &&
    {
        using U = typename detail::CallbackResult<std::decay_t<F>, T>::Type;
        return std::move(*this).template append<U, detail::PairLink<T, U, std::decay_t<F>, std::decay_t<G>>>(
            std::forward<F>(f), std::forward<G>(g));
    }

    /// Calls \a f, with nothing, whichever the result is, and passes the result on as it is.
    template <std::invocable F>
    Deferred addFinally(F &&f) &&
    {
        return std::move(*this).template append<T, detail::FinallyLink<std::decay_t<F>>>(std::forward<F>(f));
    }

    /// Asks the operation to end. Before it has fired, its canceller is called, and CancelledError follows if that
    /// fires nothing; what a canceller throws becomes the Failure. While the chain waits for a Deferred that a
    /// callback returned, that one is cancelled. Without a canceller one late result is swallowed. Does nothing once
    /// fired.
    /// \throws EmptyDeferredError
    void cancel() { checked().cancel(); }

    /// Cancels the operation after \a duration on \a clock, and turns that cancellation, only that one, into
    /// TimeoutError. What was added before counts into the time, what is added later doesn't.
    /// \cost a callback and a delayed call, which is taken back when the chain gets here.
    Deferred addTimeout(std::chrono::nanoseconds duration, Clock &clock) &&;
    void addTimeout(std::chrono::nanoseconds duration, Clock &clock) &
    {
        *this = std::move(*this).addTimeout(duration, clock);
    }

    /// Holds the callbacks back until unpause() was called as often. The result itself may come meanwhile. A
    /// paused Deferred that is destroyed, or returned from a callback, goes on: nobody is left to unpause it.
    void pause() { checked().pause(); }
    void unpause() { checked().unpause(); }

    /// Hands a copy of the result to \a downstream too, and goes on with it unchanged. A downstream that was
    /// cancelled meanwhile is skipped. Cancelling this one reaches every downstream that has not fired.
    /// \throws AlreadyCalledError, if \a downstream has fired: nobody but the chain can fire it from here on.
    Deferred chain(Resolver<T> downstream) &&;

    /// True if the result is there and no callback is left to run.
    [[nodiscard]] bool isSettled() const { return m_chain && m_chain->isSettled(); }

    /// True if it holds a result or the promise of one; false when default-made or moved from.
    explicit operator bool() const noexcept { return static_cast<bool>(m_chain); }

private:
    friend struct detail::Access;

    explicit Deferred(detail::ChainRef chain) noexcept : m_chain(std::move(chain)) {}

    [[nodiscard]] detail::Chain &checked() const
    {
        if (!m_chain)
            throw EmptyDeferredError();
        m_chain->mark.check();
        return *m_chain;
    }

    template <class U, class L, class... Args>
    Deferred<U> append(Args &&...args) &&
    {
        checked().template append<L>(std::forward<Args>(args)...);
        return detail::Access::deferred<U>(std::move(m_chain));
    }

    detail::ChainRef m_chain;
};

} // namespace millrace

// What a Deferred is made with, and the bodies of addTimeout() and chain().
#include "core/deferred/makedeferred.h"

#include "core/deferred/detail/timeoutlink.h"
