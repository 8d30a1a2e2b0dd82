#pragma once

#include "core/deferred/backoff.h"
#include "core/deferred/deferred.h"

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

namespace millrace {

/// What to do about a failed attempt.
enum class Verdict {
    Transient, ///< Try again after the next delay.
    Permanent, ///< Give up with this failure.
};

/// Looks at the Failure of an attempt; asked once for each, in order, so it may remember ("one 404 is forgiven").
using FailureTester = std::function<Verdict(const Failure &)>;

/// Calls a function until it succeeds, with delays in between.
///
/// The object may go once it is started: the call goes on for whoever holds the Deferred.
/// \code
/// RetryingCall call(clock, [url] { return fetch(url); }, [](const Failure &f) {
///     return f.is<TimeoutError>() ? Verdict::Transient : Verdict::Permanent;
/// });
/// call.start().addCallback(show);
/// \endcode
///
/// States: waiting (for the next delay) ─▶ calling ─▶ done, or waiting again.
template <class T>
class RetryingCall
{
public:
    /// \a call is a function of nothing that returns a T or something that becomes one. Without a \a tester every
    /// failure is transient. There is a delay before each attempt, so \a backoff also counts the attempts. The clock
    /// must outlive the call.
    template <class F>
    RetryingCall(Clock &clock, F call, FailureTester tester = {}, Backoff backoff = Backoff())
        : m_state(std::make_shared<State>(clock, std::move(tester), std::move(backoff)))
    {
        m_state->call = [call = std::make_shared<F>(std::move(call))] { return maybeDeferred(*call); };
    }

    /// Starts; the first attempt is made at once if its delay is zero.
    ///
    /// \fires    with the first success.
    /// \errback  the failure that the tester found permanent; the *first* failure, when the delays are used up; what
    ///           the tester or the back-off throws.
    /// \throws   std::logic_error, when started a second time.
    /// \cancel   takes the waiting attempt back, or cancels the one underway.
    /// \reenters the function, if the first delay is zero.
    [[nodiscard]] Deferred<T> start()
    {
        m_state->mark.check();
        if (m_state->started)
            throw std::logic_error("A RetryingCall is started once: make another one.");
        m_state->started = true;
        auto [deferred, resolver] = makeDeferred<T>([weak = std::weak_ptr<State>(m_state)] {
            if (const auto alive = weak.lock())
                alive->cancel();
        });
        m_state->resolver = std::move(resolver);
        m_state->scheduleNext(m_state);
        return std::move(deferred);
    }

    /// How many attempts were made so far.
    [[nodiscard]] int attempts() const noexcept { return m_state->attempts; }

private:
    struct State
    {
        using Self = std::shared_ptr<State>;

        State(Clock &c, FailureTester t, Backoff b) : clock(&c), tester(std::move(t)), backoff(std::move(b))
        {}

        void scheduleNext(const Self &self)
        {
            std::optional<Clock::Duration> delay;
            try {
                delay = backoff.next();
            } catch (...) {
                return fail(Failure::current());
            }
            if (cancelled)
                return; // By the tester or by the back-off.
            if (!delay)
                return fail(firstFailure ? *firstFailure
                                         : Failure::of(Error("There is no attempt to make: the "
                                                             "back-off has no delays.")));
            if (attempts == 0 && *delay <= Clock::Duration::zero())
                return attempt(self);
            waiting = clock->callLater(*delay, [self] { attempt(self); });
        }

        static void attempt(const Self &self)
        {
            ++self->attempts;
            Deferred<> underway =
                self->call().addBoth([self](Outcome<T> outcome) { self->ended(self, std::move(outcome)); });
            if (underway.isSettled())
                return;
            self->underway = std::move(underway);
            if (self->cancelled) // From inside the call, before there was anything to cancel.
                self->underway.cancel();
        }

        void ended(const Self &self, Outcome<T> outcome)
        {
            if (outcome.hasValue() || cancelled)
                return finish(std::move(outcome));
            const Failure &failure = outcome.failure();
            if (!firstFailure)
                firstFailure = failure;
            try {
                if (tester && tester(failure) == Verdict::Permanent)
                    return fail(failure);
            } catch (...) {
                return fail(Failure::current());
            }
            scheduleNext(self);
        }

        void cancel()
        {
            cancelled = true;
            waiting.cancel();
            if (underway)
                underway.cancel();
        }

        void fail(Failure failure) { finish(std::move(failure)); }
        void finish(Outcome<T> outcome)
        {
            if (resolver.isPending())
                resolver.resolve(std::move(outcome));
        }

        Clock *clock;
        std::function<Deferred<T>()> call;
        FailureTester tester;
        Backoff backoff;
        Resolver<T> resolver;
        DelayedCall waiting;
        Deferred<> underway;
        std::optional<Failure> firstFailure;
        int attempts = 0;
        bool started = false;
        bool cancelled = false;
        [[no_unique_address]] detail::ThreadMark mark;
    };

    std::shared_ptr<State> m_state;
};

/// The T is what the function leads to.
template <class F>
RetryingCall(Clock &, F, FailureTester = {}, Backoff = {}) -> RetryingCall<detail::ProducedBy<F &>>;

} // namespace millrace
