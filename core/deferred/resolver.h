#pragma once

#include "core/deferred/detail/produce.h"
#include "core/deferred/errors.h"
#include "core/deferred/outcome.h"

#include <cassert>
#include <type_traits>
#include <utility>

namespace millrace {

template <class T = void>
class Resolver;

/// Fires a Deferred: the producer's end. Move-only; destroyed unfired, it fires AbandonedError.
template <class T>
class [[nodiscard]] Resolver
{
public:
    Resolver() = default;
    Resolver(Resolver &&) noexcept = default;
    Resolver &operator=(Resolver &&other) noexcept
    {
        Resolver old(std::exchange(m_chain, std::move(other.m_chain)));
        return *this;
    }
    ~Resolver()
    {
        if (!m_chain)
            return;
        assert(m_chain->mark.isHere() && "A Resolver is destroyed on the thread that it was made on.");
        // One that a canceller lets go of is not abandoned: CancelledError follows.
        if (!m_chain->isFired() && !m_chain->isCancelling())
            m_chain->fireFailure(Failure::of(AbandonedError()));
    }

    /// Fires with \a value; with what its constructor throws as the Failure, if it throws.
    /// \throws   AlreadyCalledError the second time, or after a cancel() that a canceller saw to.
    /// \reenters runs the callbacks before it returns; they may destroy this Resolver.
    template <class V = detail::Stored<T>>
    void callback(V &&value) requires(!std::is_void_v<T>)
    {
        fireWith([&]() -> T { return std::forward<V>(value); });
    }
    void callback() requires std::is_void_v<T>
    {
        fireWith([] { return detail::Stored<T>(); });
    }

    /// Fires with \a failure; otherwise as callback().
    void errback(Failure failure)
    {
        if (const detail::ChainRef chain = take())
            chain->fireFailure(std::move(failure));
    }
    template <class E>
    requires std::is_base_of_v<std::exception, E>
    void errback(E error) { errback(Failure::of(std::move(error))); }

    /// Fires with whichever \a outcome is.
    void resolve(Outcome<T> outcome)
    {
        if (!outcome.hasValue())
            errback(outcome.failure());
        else if constexpr (std::is_void_v<T>)
            callback();
        else
            callback(std::move(outcome).value());
    }

    /// True until it has fired, was cancelled or was moved from.
    [[nodiscard]] bool isPending() const noexcept { return m_chain && !m_chain->isFired(); }

    /// True while pending and somebody would learn of the result: the Deferred is there, or it has callbacks.
    [[nodiscard]] bool isWanted() const noexcept { return isPending() && m_chain->hasConsumer(); }

private:
    friend struct detail::Access;
    friend class Deferred<T>;

    explicit Resolver(detail::ChainRef chain) noexcept : m_chain(std::move(chain)) {}

    /// The chain, to be fired now; null if a late result is to be swallowed.
    [[nodiscard]] detail::ChainRef take()
    {
        if (!m_chain)
            throw AlreadyCalledError();
        m_chain->mark.check();
        detail::ChainRef chain = std::move(m_chain);
        if (!chain->isFired())
            return chain;
        if (!chain->swallowsLateResult())
            throw AlreadyCalledError();
        return {};
    }

    template <class Make>
    void fireWith(Make &&make)
    {
        if (const detail::ChainRef chain = take()) {
            try {
                chain->slot.template emplace<detail::Stored<T>>(std::forward<Make>(make));
            } catch (...) { // This Resolver is spent by now, so the failure is the chain's.
                chain->setFailure(Failure::current());
            }
            chain->fire();
        }
    }

    detail::ChainRef m_chain;
};

} // namespace millrace
