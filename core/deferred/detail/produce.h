#pragma once

#include "core/deferred/detail/chain.h"
#include "core/deferred/outcome.h"

#include <type_traits>
#include <utility>

namespace millrace {

template <class T>
class Deferred;
template <class T>
class Resolver;

/// How a callback may return something that isn't there yet. Specialise it for an asynchronous type R to make
/// callbacks work that return it: `using Value`, and `static Deferred<Value> start(make)`, where make() calls the
/// callback and returns an R. core/interop does for QFuture and QCoro::Task.
template <class R>
struct AsynchronousResult
{};

template <class T>
struct AsynchronousResult<Deferred<T>>
{
    using Value = T;
    template <class Make>
    static Deferred<T> start(Make &&make)
    {
        return std::forward<Make>(make)();
    }
};

} // namespace millrace

namespace millrace::detail {

template <class R>
concept Asynchronous = requires
{
    typename AsynchronousResult<R>::Value;
};

template <class R>
struct ResultOf
{
    using Type = R;
};
template <Asynchronous R>
struct ResultOf<R>
{
    using Type = typename AsynchronousResult<R>::Value;
};
template <class T>
struct ResultOf<Outcome<T>>
{
    using Type = T;
};

/// The T of the Deferred<T> that calling F with Args leads to.
template <class F, class... Args>
using ProducedBy = typename ResultOf<std::decay_t<std::invoke_result_t<F, Args...>>>::Type;

/// A void argument is no argument.
template <class F, class T>
struct CallbackResult
{
    using Type = ProducedBy<F, T>;
};
template <class F>
struct CallbackResult<F, void>
{
    using Type = ProducedBy<F>;
};

/// Gives access to what Deferred and Resolver keep to themselves.
struct Access
{
    template <class T>
    static ChainRef take(Deferred<T> &&deferred) noexcept
    {
        return std::move(deferred.m_chain);
    }
    template <class T>
    static Deferred<T> deferred(ChainRef chain) noexcept
    {
        return Deferred<T>(std::move(chain));
    }
    template <class T>
    static Resolver<T> resolver(ChainRef chain) noexcept
    {
        return Resolver<T>(std::move(chain));
    }
    /// Fires \a resolver with what \a make returns, or throws.
    template <class T, class Make>
    static void fireWith(Resolver<T> &resolver, Make &&make)
    {
        resolver.fireWith(std::forward<Make>(make));
    }
    template <class T>
    static Chain *chain(const Deferred<T> &deferred) noexcept
    {
        return deferred.m_chain.get();
    }
};

template <class U, class T>
void produceOutcome(Chain &chain, Outcome<T> outcome)
{
    if (!outcome.hasValue())
        chain.setFailure(outcome.failure());
    else if constexpr (std::is_void_v<U>)
        chain.slot.emplace<Stored<U>>([] { return std::monostate(); });
    else
        chain.slot.emplace<U>([&]() -> U { return std::move(outcome).value(); });
}

/// Puts what \a make returns (a value, something asynchronous, an Outcome, nothing) or throws into \a chain,
/// whose slot is empty.
template <class U, class Make>
void produce(Chain &chain, Make &&make) noexcept
try {
    using R = std::decay_t<std::invoke_result_t<Make>>;
    if constexpr (std::is_void_v<R>) {
        static_assert(std::is_void_v<U>, "this function must return a value, or something that becomes one");
        std::forward<Make>(make)();
        chain.slot.emplace<Stored<U>>([] { return std::monostate(); });
    } else if constexpr (Asynchronous<R>) {
        static_assert(std::is_same_v<typename AsynchronousResult<R>::Value, U>,
                      "what this function returns must fire with the type of the chain");
        ChainRef inner = Access::take(AsynchronousResult<R>::start(std::forward<Make>(make)));
        if (!inner)
            throw EmptyDeferredError();
        chain.adopt(inner.release());
    } else if constexpr (requires(R r) { []<class V>(const Outcome<V> &) {}(r); }) {
        produceOutcome<U>(chain, std::forward<Make>(make)());
    } else if constexpr (std::is_void_v<U>) {
        static_cast<void>(std::forward<Make>(make)());
        chain.slot.emplace<Stored<U>>([] { return std::monostate(); });
    } else {
        chain.slot.emplace<U>([&]() -> U { return std::forward<Make>(make)(); });
    }
} catch (...) {
    chain.setFailure(Failure::current());
}

} // namespace millrace::detail
