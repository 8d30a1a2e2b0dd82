#pragma once

#include <QCoroTask>

#include "core/deferred/deferred.h"
#include "core/interop/taskscope.h"

#include <coroutine>
#include <memory>
#include <optional>
#include <source_location>
#include <type_traits>
#include <utility>

namespace millrace {

namespace detail {

/// Waits in a coroutine for a Deferred. What the callback needs is apart from the awaiter, in a place that doesn't
/// move: GCC 12 copies awaiters bit by bit in some expressions.
template <class T>
class DeferredAwaiter
{
public:
    explicit DeferredAwaiter(Deferred<T> deferred) : m_wait(std::make_shared<Wait>())
    {
        if (!deferred)
            throw EmptyDeferredError(
                "An empty Deferred was awaited: it was moved from, and its result goes to "
                "whoever it was moved to.");
        m_wait->scope = TaskScope::current();
        if (m_wait->scope && m_wait->scope->isCancelled())
            deferred.cancel();
        m_wait->start(std::move(deferred));
    }
    DeferredAwaiter(DeferredAwaiter &&) = delete;
    ~DeferredAwaiter() { m_wait->leave(); }

    [[nodiscard]] bool await_ready() const noexcept { return m_wait->outcome.has_value(); }
    void await_suspend(std::coroutine_handle<> waiting) { m_wait->suspend(waiting); }
    T await_resume() { return std::move(*m_wait->outcome).value(); }

private:
    struct Wait final : TaskWait, std::enable_shared_from_this<Wait>
    {
        void start(Deferred<T> deferred)
        {
            tail = std::move(deferred).addBoth([self = this->shared_from_this()](Outcome<T> o) {
                self->outcome.emplace(std::move(o));
                self->resume();
            });
        }
        void suspend(std::coroutine_handle<> coroutine)
        {
            waiting = coroutine;
            if (scope)
                scope->add(this);
        }
        void resume()
        {
            if (!waiting)
                return; // It has not suspended, or is gone.
            const std::shared_ptr<Wait> alive = this->shared_from_this();
            const std::coroutine_handle<> coroutine = waiting;
            leave();
            const TaskScope::Entered entered(scope);
            coroutine.resume();
        }
        void leave()
        {
            if (std::exchange(waiting, nullptr) && scope)
                scope->remove(this);
        }
        void cancel() override { tail.cancel(); }

        std::shared_ptr<TaskScope> scope;
        Deferred<> tail;
        std::optional<Outcome<T>> outcome;
        std::coroutine_handle<> waiting;
    };

    std::shared_ptr<Wait> m_wait;
};

/// Waits for \a task and fires \a resolver with what comes of it. \a function is what made the task, kept as long: a
/// coroutine that is a lambda uses its captures after its waits, too. (As a void: GCC warns of a frame with a lambda.)
template <class T>
QCoro::Task<> drive(QCoro::Task<T> task, std::shared_ptr<Resolver<T>> resolver,
                    [[maybe_unused]] std::shared_ptr<void> function = nullptr)
{
    std::optional<Failure> failure;
    try {
        if constexpr (std::is_void_v<T>) {
            co_await task;
            if (resolver->isPending())
                resolver->callback();
        } else {
            T value = co_await task;
            if (resolver->isPending())
                resolver->callback(std::move(value));
        }
    } catch (...) {
        failure = Failure::current();
    }
    if (failure && resolver->isPending())
        resolver->errback(*failure);
}

} // namespace detail

/// `co_await std::move(deferred)` in a coroutine: gives the value, or throws the Failure's error.
///
/// If the coroutine was started by startTask(), cancelling its Deferred cancels the one awaited here.
/// \throws EmptyDeferredError, if it was moved from.
template <class T>
detail::DeferredAwaiter<T> operator co_await(Deferred<T> &&deferred)
{
    return detail::DeferredAwaiter<T>(std::move(deferred));
}

/// The result of a coroutine that was started elsewhere.
///
/// \fires   as the task does, which may be before this returns.
/// \cancel  gives CancelledError at once; the task can't be reached and runs on unwatched. startTask() can do better.
template <class T>
[[nodiscard]] Deferred<T> fromTask(QCoro::Task<T> task,
                                   std::source_location made = std::source_location::current())
{
    auto [deferred, resolver] = makeDeferred<T>(made);
    detail::drive<T>(std::move(task), std::make_shared<Resolver<T>>(std::move(resolver)));
    return std::move(deferred);
}

/// Calls \a f, a function of nothing that returns a QCoro::Task, and gives its result. \a f is kept until the task has
/// ended: it may be a coroutine itself, a lambda with captures too.
///
/// \fires   as the task does: with what it returns, whether or not it ever waits.
/// \errback what it throws, before its first wait too.
/// \cancel  cancels the Deferreds that the coroutine, and the coroutines it has called, wait for; they unwind by
///          that CancelledError, or catch it and return something after all. A signal or a QFuture is awaited by way
///          of its bridge, fromSignal() or fromFuture(), and is cancelled as well. A bare co_await of a QTimer or a
///          QFuture can't be: CancelledError comes at once, and the coroutine runs on, out of reach from there.
template <class F>
[[nodiscard]] auto startTask(F &&f, std::source_location made = std::source_location::current())
{
    using T = typename std::invoke_result_t<F>::value_type;
    const auto scope = std::make_shared<TaskScope>();
    auto [deferred, resolver] = makeDeferred<T>([scope] { scope->cancel(); }, made);
    auto shared = std::make_shared<Resolver<T>>(std::move(resolver));
    const TaskScope::Entered entered(scope);
    try {
        const auto function = std::make_shared<std::decay_t<F>>(std::forward<F>(f));
        detail::drive<T>(std::move(*function)(), shared, function);
    } catch (...) { // The function isn't a coroutine itself, and threw.
        shared->errback(Failure::current());
    }
    return std::move(deferred);
}

/// A coroutine task of a Deferred, for what wants one.
template <class T>
[[nodiscard]] QCoro::Task<T> toTask(Deferred<T> deferred)
{
    if constexpr (std::is_void_v<T>) {
        co_await std::move(deferred);
    } else {
        T value = co_await std::move(deferred);
        co_return std::move(value);
    }
}

/// The one way to let a task run on its own: if it throws, that is reported as an unhandled failure is, with the
/// place where this was called. A cancellation is nobody's error and is not reported.
template <class F>
void runDetached(F &&f, std::source_location made = std::source_location::current())
{
    startTask(std::forward<F>(f), made)
        .addCallback([](auto &&...) {})
        .template addErrback<CancelledError>([](const CancelledError &) {});
}

/// A callback, or a function given to maybeDeferred(), may be a coroutine: cancelling the chain cancels it.
///
/// The chain lets go of a callback as soon as it was called, and of what it was called with. A coroutine that waits
/// must have all it needs in its own frame: a function with parameters by value, or a lambda without captures. A lambda
/// with captures calls such a function, or startTask().
template <class T>
struct AsynchronousResult<QCoro::Task<T>>
{
    using Value = T;
    template <class Make>
    static Deferred<T> start(Make &&make)
    {
        return startTask(std::forward<Make>(make));
    }
};

} // namespace millrace
