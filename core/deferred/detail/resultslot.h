#pragma once

#include "core/deferred/failure.h"

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <variant>

namespace millrace::detail {

/// What a Deferred<T> holds: nothing is something too.
template <class T>
using Stored = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

/// The one result that a chain carries from link to link: of any type, in place where it is small, so that a
/// chain whose types change needs no allocation a link.
class ResultSlot
{
public:
    static constexpr std::size_t capacity = 32; ///< A std::string fits.

    template <class T>
    static constexpr bool
        inPlace = sizeof(T) <= capacity &&
                  alignof(T) <= alignof(std::max_align_t) && std::is_nothrow_move_constructible_v<T>;

    ResultSlot() = default;
    ResultSlot(const ResultSlot &) = delete;
    ResultSlot &operator=(const ResultSlot &) = delete;
    ~ResultSlot() { clear(); }

    [[nodiscard]] bool isEmpty() const noexcept { return m_holds == Holds::Nothing; }
    [[nodiscard]] bool isFailure() const noexcept { return m_holds == Holds::Failure; }

    /// Holds what \a make returns, constructed in place. Stays empty if it throws.
    template <class T, class Make>
    void emplace(Make &&make)
    {
        assert(isEmpty());
        if constexpr (inPlace<T>)
            ::new (static_cast<void *>(m_bytes)) T(std::forward<Make>(make)());
        else
            ::new (static_cast<void *>(m_bytes)) T *(new T(std::forward<Make>(make)()));
        m_ops = &opsOf<T>;
        m_holds = Holds::Value;
    }

    void setFailure(Failure failure) noexcept
    {
        assert(isEmpty());
        ::new (static_cast<void *>(m_bytes)) Failure(std::move(failure));
        m_ops = &opsOf<Failure>;
        m_holds = Holds::Failure;
    }

    template <class T>
    [[nodiscard]] T &value() noexcept
    {
        assert(m_holds == Holds::Value);
        if constexpr (inPlace<T>)
            return *std::launder(reinterpret_cast<T *>(m_bytes));
        else
            return **std::launder(reinterpret_cast<T **>(m_bytes));
    }

    [[nodiscard]] Failure &failure() noexcept
    {
        assert(m_holds == Holds::Failure);
        return *std::launder(reinterpret_cast<Failure *>(m_bytes));
    }

    /// Takes over what \a other holds, which is empty afterwards.
    void takeFrom(ResultSlot &other) noexcept
    {
        assert(isEmpty() && !other.isEmpty());
        other.m_ops->relocate(m_bytes, other.m_bytes);
        m_ops = other.m_ops;
        m_holds = std::exchange(other.m_holds, Holds::Nothing);
    }

    void clear() noexcept
    {
        if (std::exchange(m_holds, Holds::Nothing) != Holds::Nothing)
            m_ops->destroy(m_bytes);
    }

    /// The value moved out of a slot, which is empty from then on: a callback can be given it while its own
    /// result is put into the slot.
    template <class T, bool = inPlace<T>>
    class Taken
    {
    public:
        explicit Taken(ResultSlot &slot) noexcept : m_value(std::move(slot.value<T>()))
        {
            slot.value<T>().~T();
            slot.m_holds = Holds::Nothing;
        }
        [[nodiscard]] T &&get() noexcept { return std::move(m_value); }

    private:
        T m_value;
    };

    template <class T>
    class Taken<T, false>
    {
    public:
        explicit Taken(ResultSlot &slot) noexcept : m_value(&slot.value<T>())
        {
            slot.m_holds = Holds::Nothing;
        }
        [[nodiscard]] T &&get() noexcept { return std::move(*m_value); }

    private:
        std::unique_ptr<T> m_value;
    };

    [[nodiscard]] Failure takeFailure() noexcept
    {
        Failure taken = std::move(failure());
        clear();
        return taken;
    }

private:
    enum class Holds : std::uint8_t { Nothing, Value, Failure };

    struct Ops
    {
        void (*destroy)(void *bytes) noexcept;
        void (*relocate)(void *to, void *from) noexcept;
    };

    template <class T>
    static constexpr Ops opsOf{[](void *bytes) noexcept {
                                   if constexpr (inPlace<T>)
                                       static_cast<T *>(bytes)->~T();
                                   else
                                       delete *static_cast<T **>(bytes);
                               },
                               [](void *to, void *from) noexcept {
                                   if constexpr (inPlace<T>) {
                                       ::new (to) T(std::move(*static_cast<T *>(from)));
                                       static_cast<T *>(from)->~T();
                                   } else {
                                       ::new (to) T *(*static_cast<T **>(from));
                                   }
                               }};

    const Ops *m_ops = nullptr;
    Holds m_holds = Holds::Nothing;
    alignas(std::max_align_t) std::byte m_bytes[capacity];
};

} // namespace millrace::detail
