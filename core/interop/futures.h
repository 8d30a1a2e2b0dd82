#pragma once

#include <QFuture>
#include <QFutureWatcher>
#include <QPromise>

#include "core/deferred/deferred.h"

#include <exception>
#include <memory>
#include <source_location>
#include <type_traits>
#include <utility>

namespace millrace {

namespace detail {

/// The result of a future that has finished.
template <class T>
Outcome<T> outcomeOf(QFuture<T> &future)
{
    try {
        future.waitForFinished(); // It has: this throws the exception it holds.
        if constexpr (std::is_void_v<T>) {
            if (!future.isCanceled())
                return {};
        } else if (!future.isCanceled() && future.resultCount() > 0) {
            if constexpr (std::is_copy_constructible_v<T>)
                return future.result();
            else
                return future.takeResult();
        }
    } catch (...) {
        return Failure::current();
    }
    return Failure::of(CancelledError("The future was cancelled, or finished without a result."));
}

} // namespace detail

/// The first result of a future, on this thread, which needs an event loop unless the future has finished already.
///
/// \fires    with the result; copied, unless T can only be moved.
/// \errback  what the future holds as an exception; CancelledError, if it was cancelled or has no result.
/// \cancel   cancels the future.
template <class T>
[[nodiscard]] Deferred<T> fromFuture(QFuture<T> future,
                                     std::source_location made = std::source_location::current())
{
    if (future.isFinished()) {
        auto [deferred, resolver] = makeDeferred<T>(made);
        resolver.resolve(detail::outcomeOf(future));
        return std::move(deferred);
    }
    auto *watcher = new QFutureWatcher<T>;
    auto [deferred, resolver] = makeDeferred<T>(
        [watcher] {
            QObject::disconnect(watcher, nullptr, nullptr, nullptr);
            watcher->cancel();
            watcher->deleteLater();
        },
        made);
    auto shared = std::make_shared<Resolver<T>>(std::move(resolver));
    QObject::connect(watcher, &QFutureWatcherBase::finished, watcher, [watcher, shared] {
        QFuture<T> finished = watcher->future();
        watcher->deleteLater();
        shared->resolve(detail::outcomeOf(finished));
    });
    watcher->setFuture(future);
    return std::move(deferred);
}

/// A future of what \a deferred fires with. Cancelling the future cancels the Deferred, from the event loop; a
/// Deferred that ends by CancelledError gives a cancelled future, other failures an exception in it.
template <class T>
[[nodiscard]] QFuture<T> toFuture(Deferred<T> deferred)
{
    struct Bridge
    {
        QPromise<T> promise;
        QFutureWatcher<T> *watcher = nullptr;
        Deferred<> tail;
    };
    auto bridge = std::make_shared<Bridge>();
    bridge->promise.start();
    QFuture<T> future = bridge->promise.future();
    bridge->tail = std::move(deferred).addBoth([bridge](Outcome<T> outcome) {
        if (bridge->watcher) {
            bridge->watcher->disconnect();
            bridge->watcher->deleteLater(); // It may be the one that calls this.
        }
        if (!outcome.hasValue()) {
            if (outcome.failure().template is<CancelledError>())
                bridge->promise.future().cancel();
            else
                bridge->promise.setException(outcome.failure().exceptionPtr());
        } else if constexpr (!std::is_void_v<T>) {
            try {
                bridge->promise.addResult(std::move(outcome).value());
            } catch (...) {
                bridge->promise.setException(std::current_exception());
            }
        }
        bridge->promise.finish();
    });
    if (bridge->tail.isSettled())
        return future;
    bridge->watcher = new QFutureWatcher<T>;
    QObject::connect(bridge->watcher, &QFutureWatcherBase::canceled, bridge->watcher,
                     [weak = std::weak_ptr<Bridge>(bridge)] {
                         if (const auto alive = weak.lock())
                             alive->tail.cancel();
                     });
    bridge->watcher->setFuture(future);
    return future;
}

/// A callback, or a function given to maybeDeferred(), may return a future.
template <class T>
struct AsynchronousResult<QFuture<T>>
{
    using Value = T;
    template <class Make>
    static Deferred<T> start(Make &&make)
    {
        return fromFuture(std::forward<Make>(make)());
    }
};

} // namespace millrace
