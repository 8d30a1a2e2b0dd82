#pragma once

// Included by deferred.h, which is what to include.
#include "core/deferred/deferred.h"

#include <functional>
#include <source_location>

namespace millrace {

/// The two ends of one operation.
template <class T>
struct DeferredEnds
{
    Deferred<T> deferred;
    Resolver<T> resolver;
};

/// Makes both ends of an operation that nobody can stop: cancelled, it gives CancelledError at once and
/// swallows the one result that comes too late.
/// \cost one allocation.
template <class T = void>
[[nodiscard]] DeferredEnds<T> makeDeferred(std::source_location made = std::source_location::current())
{
    const detail::ChainRef chain(new detail::Chain(made));
    return {detail::Access::deferred<T>(chain), detail::Access::resolver<T>(chain)};
}

/// As above, for an operation that \a canceller can stop: a `void()` function that cancel() runs at most
/// once. It may fire the Resolver with what it likes, else CancelledError follows. It is destroyed when the
/// Deferred fires.
template <class T = void, std::invocable F>
[[nodiscard]] DeferredEnds<T> makeDeferred(F canceller,
                                           std::source_location made = std::source_location::current())
{
    DeferredEnds<T> ends = makeDeferred<T>(made);
    detail::Access::chain(ends.deferred)->setCanceller(std::move(canceller));
    return ends;
}

/// A Deferred that has fired with \a value.
template <class T>
[[nodiscard]] Deferred<T> succeed(T value, std::source_location made = std::source_location::current())
{
    auto [deferred, resolver] = makeDeferred<T>(made);
    resolver.callback(std::move(value));
    return std::move(deferred);
}
[[nodiscard]] inline Deferred<void> succeed(std::source_location made = std::source_location::current())
{
    auto [deferred, resolver] = makeDeferred<void>(made);
    resolver.callback();
    return std::move(deferred);
}

/// A Deferred that has fired with \a failure.
template <class T = void>
[[nodiscard]] Deferred<T> fail(Failure failure, std::source_location made = std::source_location::current())
{
    auto [deferred, resolver] = makeDeferred<T>(made);
    resolver.errback(std::move(failure));
    return std::move(deferred);
}
template <class T = void, class E>
requires std::is_base_of_v<std::exception, E>
[[nodiscard]] Deferred<T> fail(E error, std::source_location made = std::source_location::current())
{
    return fail<T>(Failure::of(std::move(error)), made);
}

/// Calls \a f and gives a Deferred of whatever comes of it: a value, something asynchronous, an exception.
template <class F, class... Args>
auto maybeDeferred(F &&f, Args &&...args)
{
    using U = detail::ProducedBy<F, Args...>;
    detail::ChainRef chain(new detail::Chain(std::source_location::current()));
    detail::produce<U>(*chain, [&]() -> decltype(auto) {
        return std::invoke(std::forward<F>(f), std::forward<Args>(args)...);
    });
    chain->fire();
    return detail::Access::deferred<U>(std::move(chain));
}

} // namespace millrace
