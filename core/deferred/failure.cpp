#include "core/deferred/failure.h"

namespace millrace {

namespace {

/// An exception that was caught: the pointer keeps the object alive that `exception` points to.
struct CaughtFailure final : detail::FailureBody
{
    // NOLINTNEXTLINE(bugprone-throw-keyword-missing): a pointer to an exception isn't one
    explicit CaughtFailure(std::exception_ptr p) : caught(std::move(p))
    {
        try {
            std::rethrow_exception(caught);
        } catch (const std::exception &e) {
            exception = &e;
        } catch (...) { // What it is can't be told, but it can be thrown on.
        }
    }
    void raise() const override { std::rethrow_exception(caught); }
    [[nodiscard]] std::exception_ptr pointer() const override { return caught; }

    std::exception_ptr caught;
};

} // namespace

Failure Failure::current()
{
    return from(std::current_exception());
}

Failure Failure::from(const std::exception_ptr &pointer)
{
    if (!pointer)
        return of(std::bad_exception());
    return Failure(std::make_shared<CaughtFailure>(pointer));
}

std::string Failure::message() const
{
    return m_body->exception ? m_body->exception->what()
                             : "Something was thrown that is not a std::exception.";
}

} // namespace millrace
