#pragma once

#include <exception>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace millrace {

namespace detail {

/// What copies of a Failure share: the exception itself, however it came.
struct FailureBody
{
    const std::exception *exception = nullptr; ///< Null for what isn't derived from std::exception.
    mutable bool reported = false;             ///< An unhandled failure is reported once, whoever drops it.

    virtual ~FailureBody() = default;
    [[noreturn]] virtual void raise() const = 0;
    [[nodiscard]] virtual std::exception_ptr pointer() const = 0;
};

template <class E>
struct FailureOf final : FailureBody
{
    explicit FailureOf(E e) : error(std::move(e)) { exception = &error; }
    void raise() const override { throw error; }
    [[nodiscard]] std::exception_ptr pointer() const override { return std::make_exception_ptr(error); }

    E error;
};

} // namespace detail

/// An error as a value: what goes down a chain of errbacks. Copies are cheap and share the error.
///
/// Made without throwing and looked into without throwing:
/// \code
/// Failure f = Failure::of(TimeoutError());
/// if (const auto *late = f.as<TimeoutError>())
///     std::puts(late->what());
/// \endcode
class Failure
{
public:
    /// \cost one allocation; nothing is thrown.
    template <class E>
    requires std::is_base_of_v<std::exception, E>
    [[nodiscard]] static Failure of(E error)
    {
        return Failure(std::make_shared<detail::FailureOf<E>>(std::move(error)));
    }

    /// The exception being handled; call it in a catch block, else it holds a std::bad_exception.
    [[nodiscard]] static Failure current();

    /// What \a pointer points to, as it was thrown. A null one gives a std::bad_exception.
    [[nodiscard]] static Failure from(const std::exception_ptr &pointer);

    /// The error as an \a E, or null if it is something else. Base classes match too.
    template <class E>
    [[nodiscard]] const E *as() const
    {
        return dynamic_cast<const E *>(m_body->exception);
    }

    template <class E>
    [[nodiscard]] bool is() const
    {
        return as<E>() != nullptr;
    }

    /// The error's sentence; says so if the error isn't derived from std::exception.
    [[nodiscard]] std::string message() const;

    /// Throws the error.
    [[noreturn]] void raise() const
    {
        m_body->raise();
        std::terminate(); // Not reached; GCC doesn't see it where the sanitizers are on.
    }

    [[nodiscard]] std::exception_ptr exceptionPtr() const { return m_body->pointer(); }

    /// True if both hold one and the same error, not just equal ones.
    friend bool operator==(const Failure &a, const Failure &b) noexcept { return a.m_body == b.m_body; }

    /// For the report of unhandled failures: true the first time it is asked of this error.
    [[nodiscard]] bool takeReport() const noexcept { return !std::exchange(m_body->reported, true); }

private:
    explicit Failure(std::shared_ptr<const detail::FailureBody> body) : m_body(std::move(body)) {}

    std::shared_ptr<const detail::FailureBody> m_body;
};

} // namespace millrace
