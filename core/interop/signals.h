#pragma once

#include <QObject>

#include "core/deferred/deferred.h"

#include <memory>
#include <source_location>
#include <tuple>
#include <type_traits>
#include <utility>

namespace millrace {

namespace detail {

/// What a signal with these arguments gives: nothing, the one, or a tuple of all.
template <class... Args>
struct SignalValue
{
    using Type = std::tuple<std::decay_t<Args>...>;
};
template <class Arg>
struct SignalValue<Arg>
{
    using Type = std::decay_t<Arg>;
};
template <>
struct SignalValue<>
{
    using Type = void;
};

/// The two connections of one wait, and who is told.
template <class T>
struct SignalWait
{
    Resolver<T> resolver;
    QMetaObject::Connection emitted;
    QMetaObject::Connection destroyed;

    /// Before the Resolver is used: firing may destroy the sender, or emit again.
    [[nodiscard]] Resolver<T> take()
    {
        QObject::disconnect(emitted);
        QObject::disconnect(destroyed);
        return std::move(resolver);
    }
};

} // namespace detail

/// The next time that \a sender emits \a signal.
///
/// \fires   with the signal's argument; with nothing, or with a tuple, if it has none or several.
/// \errback AbandonedError, if the sender is destroyed before.
/// \cancel  disconnects.
template <class Sender, class Class, class... Args>
[[nodiscard]] Deferred<typename detail::SignalValue<Args...>::Type>
fromSignal(Sender *sender, void (Class::*signal)(Args...),
           std::source_location made = std::source_location::current())
{
    using T = typename detail::SignalValue<Args...>::Type;
    auto wait = std::make_shared<detail::SignalWait<T>>();
    auto [deferred, resolver] = makeDeferred<T>(
        [weak = std::weak_ptr<detail::SignalWait<T>>(wait)] {
            if (const auto alive = weak.lock())
                alive->take().errback(CancelledError());
        },
        made);
    wait->resolver = std::move(resolver);
    wait->emitted = QObject::connect(sender, signal, sender, [wait](Args... args) {
        const auto alive = wait; // Disconnecting destroys this function.
        Resolver<T> fired = alive->take();
        if (!fired.isPending())
            return;
        if constexpr (std::is_void_v<T>)
            fired.callback();
        else
            fired.callback(T(std::forward<Args>(args)...));
    });
    wait->destroyed = QObject::connect(sender, &QObject::destroyed, sender, [wait] {
        const auto alive = wait;
        Resolver<T> fired = alive->take();
        if (fired.isPending())
            fired.errback(AbandonedError("The object was destroyed before it gave the awaited signal."));
    });
    return std::move(deferred);
}

} // namespace millrace
