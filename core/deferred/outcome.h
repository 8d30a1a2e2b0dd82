#pragma once

#include "core/deferred/failure.h"

#include <type_traits>
#include <utility>
#include <variant>

namespace millrace {

/// How an operation ended: with a value or with a Failure. What Deferred::addBoth() hands to its callback,
/// and what a callback may return to decide between the two without throwing.
template <class T = void>
class Outcome
{
    using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

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
        if constexpr (!std::is_void_v<T>)
            return std::get<0>(m_result);
    }
    std::add_rvalue_reference_t<T> value() &&
    {
        raiseIfFailed();
        if constexpr (!std::is_void_v<T>)
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

    std::variant<Value, Failure> m_result;
};

} // namespace millrace
