#pragma once

#include <QObject>
#include <QThread>

#include "core/deferred/deferred.h"

#include <cstddef>
#include <memory>
#include <source_location>
#include <tuple>
#include <type_traits>
#include <utility>

namespace millrace {

namespace detail {

/// How many arguments a signal has for others: those that only their class may emit end with an empty, private type.
template <class... Args>
inline constexpr std::size_t publicArguments = 0;
template <class First, class... Rest>
inline constexpr std::size_t publicArguments<First, Rest...> = sizeof...(Rest) > 0
                                                                   ? 1 + publicArguments<Rest...>
                                                                   : (std::is_empty_v<First> ? 0 : 1);

/// The first arguments, by value.
template <class Tuple, std::size_t... I>
auto firstOf(Tuple &&all, std::index_sequence<I...>)
{
    return std::tuple<std::decay_t<std::tuple_element_t<I, std::remove_cvref_t<Tuple>>>...>(
        std::get<I>(std::forward<Tuple>(all))...);
}

template <class Tuple>
struct SimplestForm
{
    using Type = Tuple;
};
template <class T>
struct SimplestForm<std::tuple<T>>
{
    using Type = T;
};
template <>
struct SimplestForm<std::tuple<>>
{
    using Type = void;
};

/// What a signal with these arguments gives: nothing, the one, or a tuple of all.
template <class... Args>
struct SignalValue
{
    using Public = std::make_index_sequence<publicArguments<Args...>>;
    using Type =
        typename SimplestForm<decltype(firstOf(std::declval<std::tuple<Args...>>(), Public()))>::Type;
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
/// \throws  WrongThreadError, if the sender lives on another thread: it would fire the Deferred there.
/// \cancel  disconnects.
template <class Sender, class Class, class... Args>
[[nodiscard]] Deferred<typename detail::SignalValue<Args...>::Type>
fromSignal(Sender *sender, void (Class::*signal)(Args...),
           std::source_location made = std::source_location::current())
{
    using T = typename detail::SignalValue<Args...>::Type;
    if (sender->thread() != QThread::currentThread())
        throw WrongThreadError(
            "The object whose signal is waited for lives on another thread: it would fire the "
            "Deferred there.");
    auto wait = std::make_shared<detail::SignalWait<T>>();
    auto [deferred, resolver] = makeDeferred<T>(
        [weak = std::weak_ptr<detail::SignalWait<T>>(wait)] {
            if (const auto alive = weak.lock())
                static_cast<void>(alive->take()); // CancelledError follows.
        },
        made);
    wait->resolver = std::move(resolver);
    wait->emitted = QObject::connect(sender, signal, sender, [wait](Args... args) {
        const auto alive = wait; // Disconnecting destroys this function.
        Resolver<T> fired = alive->take();
        if (!fired.isPending())
            return;
        auto values =
            detail::firstOf(std::forward_as_tuple(args...), typename detail::SignalValue<Args...>::Public());
        if constexpr (std::is_void_v<T>)
            fired.callback();
        else if constexpr (std::is_same_v<T, decltype(values)>)
            fired.callback(std::move(values));
        else
            fired.callback(std::get<0>(std::move(values)));
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
