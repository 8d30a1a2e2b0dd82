#pragma once

#include "core/deferred/detail/waiterline.h"

#include <memory>
#include <optional>
#include <utility>

namespace millrace {

/// An object that can be used before it is there: calls made while it is set up wait, and then run in order.
///
/// Owns the object once it is ready. None of the calls is lost: if the set-up fails, each of them, and every later
/// one, errbacks with the reason. Destroyed before that, it errbacks them with AbandonedError. The set-up itself is
/// cancelled then: nobody is left who could use the object.
/// \code
/// AsyncInit<Database> database(Database::open("jobs.db"));  // from a Deferred<std::unique_ptr<Database>>
/// database.call([](Database &db) { return db.count(); }).addCallback(show);
/// database.whenReady().addCallback([](Database *db) { … }); // from here on db needs no waiting and no check
/// \endcode
///
/// States: setting up ─▶ ready, or failed.
template <class T>
class AsyncInit
{
public:
    explicit AsyncInit(Deferred<std::unique_ptr<T>> setUp)
    {
        Deferred<> tail = std::move(setUp).addBoth(
            [state = m_state](Outcome<std::unique_ptr<T>> outcome) { state->settle(std::move(outcome)); });
        if (!tail.isSettled())
            m_setUp = std::move(tail);
    }
    ~AsyncInit()
    {
        m_state->waiters.close();
        if (m_setUp)
            m_setUp.cancel();
    }
    AsyncInit(const AsyncInit &) = delete;
    AsyncInit &operator=(const AsyncInit &) = delete;

    /// Calls \a f with the object, now or when it is ready.
    ///
    /// \fires   as what \a f returns or throws.
    /// \errback the reason why the set-up failed; CancelledError; AbandonedError.
    /// \cancel  leaves the line of calls that wait, or cancels what \a f returned.
    template <class F>
    auto call(F &&f)
    {
        return whenReady().addCallback(
            [f = std::forward<F>(f)](T *object) mutable { return maybeDeferred(std::move(f), *object); });
    }

    /// \fires   with the object, which is good for as long as this is.
    /// \errback as call().
    [[nodiscard]] Deferred<T *> whenReady()
    {
        m_state->waiters.checkThread();
        if (m_state->failure)
            return fail<T *>(*m_state->failure);
        // Until those who came first have run, the next one goes behind them, ready or not.
        if (m_state->object && m_state->waiters.size() == 0)
            return succeed(m_state->object.get());
        return m_state->waiters.add();
    }

    [[nodiscard]] bool isReady() const noexcept { return m_state->object != nullptr; }

    /// The object itself; isReady() must be true. No check is made.
    [[nodiscard]] T &operator*() const noexcept { return *m_state->object; }
    [[nodiscard]] T *operator->() const noexcept { return m_state->object.get(); }

private:
    struct State
    {
        void settle(Outcome<std::unique_ptr<T>> outcome)
        {
            if (outcome.hasValue()) {
                object = std::move(outcome).value();
                while (waiters.dropUnwanted())
                    waiters.fireFirst(object.get());
            } else {
                failure = outcome.failure();
                while (waiters.dropUnwanted())
                    waiters.failFirst(*failure);
            }
        }

        std::unique_ptr<T> object;
        std::optional<Failure> failure;
        detail::WaiterLine<T *> waiters;
    };

    std::shared_ptr<State> m_state = std::make_shared<State>();
    Deferred<> m_setUp;
};

/// The finished object: makes a T from \a args and calls its `init()`, which returns nothing or something that
/// becomes a Deferred<>.
///
/// \fires   with a std::unique_ptr<T>, set up.
/// \errback what the constructor threw; why init() failed, the object being destroyed before.
/// \cancel  cancels init().
template <class T, class... Args>
[[nodiscard]] Deferred<std::unique_ptr<T>> make(Args &&...args)
{
    return maybeDeferred([&] {
        auto object = std::make_unique<T>(std::forward<Args>(args)...);
        T &made = *object;
        return maybeDeferred([&made] { return made.init(); })
            .addBoth([object = std::move(object)](Outcome<> outcome) mutable -> Outcome<std::unique_ptr<T>> {
                if (outcome.hasValue())
                    return std::move(object);
                object.reset();
                return outcome.failure();
            });
    });
}

} // namespace millrace
