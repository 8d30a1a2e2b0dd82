#pragma once

#include "core/deferred/failure.h"

#include <memory>
#include <type_traits>
#include <utility>
#include <variant>

namespace millrace {

namespace detail {

/// Holds a value whose own move may throw, so that moving what it is in doesn't.
template <class T>
class Boxed
{
public:
    Boxed(T value) : m_value(std::make_unique<T>(std::move(value))) {}
    Boxed(const Boxed &other) requires std::is_copy_constructible_v<T>
        : m_value(std::make_unique<T>(*other.m_value))
    {}
    Boxed(Boxed &&) noexcept = default;
    Boxed &operator=(Boxed other) noexcept
    {
        m_value = std::move(other.m_value);
        return *this;
    }

    [[nodiscard]] T &get() const noexcept { return *m_value; }

private:
    std::unique_ptr<T> m_value;
};

} // namespace detail

/// How an operation ended: with a value or with a Failure. What Deferred::addBoth() hands to its callback,
/// and what a callback may return to decide between the two without throwing. Moving it never throws, whatever T is.
template <class T = void>
class Outcome
{
    using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;
    static constexpr bool isBoxed = !std::is_nothrow_move_constructible_v<Value>;
    using Held = std::conditional_t<isBoxed, detail::Boxed<Value>, Value>;

public:
    Outcome() requires std::is_void_v<T>
    = default;
    Outcome(Value value) requires(!std::is_void_v<T>) : m_result(std::in_place_index<0>, std::move(value)) {}
    Outcome(Failure failure) : m_result(std::in_place_index<1>, std::move(failure)) {}

    [[nodiscard]] bool hasValue() const noexcept { return m_result.index() == 0; }

    /// \throws the failure's error, if it isn't a value.
    std::add_lvalue_reference_t<const T> value() const &
    {
        raiseIfFailed();
        if constexpr (isBoxed)
            return std::get<0>(m_result).get();
        else if constexpr (!std::is_void_v<T>)
            return std::get<0>(m_result);
    }
    std::add_rvalue_reference_t<T> value() &&
    {
        raiseIfFailed();
        if constexpr (isBoxed)
            return std::move(std::get<0>(m_result).get());
        else if constexpr (!std::is_void_v<T>)
            return std::get<0>(std::move(m_result));
    }

    /// \throws std::bad_variant_access, if it is a value.
    [[nodiscard]] const Failure &failure() const { return std::get<1>(m_result); }

private:
    void raiseIfFailed() const
    {
        if (const Failure *failed = std::get_if<1>(&m_result))
            failed->raise();
    }

    std::variant<Held, Failure> m_result;
};

} // namespace millrace
