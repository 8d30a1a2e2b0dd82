#pragma once

#include "core/deferred/clock.h"
#include "core/deferred/deferred.h"

#include <memory>

namespace millrace {

namespace detail {

/// Takes the time-out back when the result comes, and renames the cancellation that it caused.
class TimeoutLink final : public Link
{
public:
    TimeoutLink(DelayedCall call, std::shared_ptr<const bool> timedOut)
        : m_call(std::move(call)), m_timedOut(std::move(timedOut))
    {}

    void run(Chain &chain) noexcept override
    {
        m_call.cancel();
        if (!*m_timedOut || !chain.slot.isFailure() || !chain.slot.failure().is<CancelledError>())
            return;
        chain.slot.clear();
        chain.setFailure(Failure::of(TimeoutError()));
    }

private:
    DelayedCall m_call;
    std::shared_ptr<const bool> m_timedOut;
};

/// Hands a copy of the result to another chain.
template <class T>
class FanLink final : public Link
{
public:
    explicit FanLink(Resolver<T> downstream) : m_downstream(std::move(downstream)) {}

    void run(Chain &chain) noexcept override
    {
        if (!m_downstream.isPending())
            return;
        if (chain.slot.isFailure()) {
            m_downstream.errback(chain.slot.failure());
            chain.markFailureHandedOn();
        } else if constexpr (std::is_void_v<T>) {
            m_downstream.callback();
        } else {
            m_downstream.callback(std::as_const(chain.slot.value<T>()));
        }
    }

private:
    Resolver<T> m_downstream;
};

} // namespace detail

template <class T>
Deferred<T> Deferred<T>::addTimeout(std::chrono::nanoseconds duration, Clock &clock) &&
{
    static_cast<void>(checked());
    const detail::ChainRef chain = m_chain;
    auto timedOut = std::make_shared<bool>(false);
    DelayedCall call = clock.callLater(duration, [chain, timedOut] {
        *timedOut = true;
        chain->cancel();
    });
    return std::move(*this).template append<T, detail::TimeoutLink>(std::move(call), std::move(timedOut));
}

template <class T>
Deferred<T> Deferred<T>::chain(Resolver<T> downstream) &&
{
    if (!downstream.m_chain)
        throw AlreadyCalledError();
    downstream.m_chain->mark.check(); // Later nobody could be told.
    return std::move(*this).template append<T, detail::FanLink<T>>(std::move(downstream));
}

} // namespace millrace
