#pragma once

#include "core/deferred/detail/waiterline.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <unordered_map>
#include <utility>

namespace millrace {

/// A dictionary whose values may be asked for before they are there: a producer and a consumer that come in
/// unrelated orders meet in it.
///
/// Values are copied to whoever asks. Destroyed, it errbacks those who wait with AbandonedError.
/// \code
/// DeferredDict<std::string, int> ages;
/// ages.get("Ann").addCallback([](int age) { std::printf("%d\n", age); });
/// ages.set("Ann", 44); // prints 44
/// \endcode
template <class Key, class T, class Hash = std::hash<Key>>
class DeferredDict
{
public:
    DeferredDict() = default;
    ~DeferredDict()
    {
        const std::shared_ptr<State> state = m_state;
        state->isClosed = true;
        while (!state->waiting.empty()) // Each line errbacks its own as it goes.
            state->waiting.extract(state->waiting.begin());
    }
    DeferredDict(const DeferredDict &) = delete;
    DeferredDict &operator=(const DeferredDict &) = delete;

    /// \fires   with the value of \a key: at once if it is set, else when it is.
    /// \errback CancelledError, AbandonedError; what copying the value throws.
    /// \throws  DestroyedError, from a callback that runs because this is being destroyed.
    /// \cancel  stops waiting; others who wait for the same key go on.
    [[nodiscard]] Deferred<T> get(const Key &key)
    {
        State &state = m_state->checked();
        if (const auto found = state.values.find(key); found != state.values.end())
            return succeed(found->second);
        return state.waiting[key].add(
            [weak = std::weak_ptr<State>(m_state), key](Resolver<T> &, std::size_t left) {
                if (const auto alive = weak.lock(); alive && left == 0)
                    alive->forget(key);
            });
    }

    /// Sets the value of \a key, whether it had one or not, and hands it to everybody who waits for it.
    /// \throws   as get().
    /// \reenters the waiters' callbacks.
    void set(const Key &key, T value)
    {
        State &state = m_state->checked();
        const auto [stored, isNew] = state.values.insert_or_assign(key, std::move(value));
        auto waiters = state.waiting.extract(key);
        if (waiters.empty())
            return;
        try {
            const T copy = stored->second; // A callback may set or remove it, or destroy this.
            waiters.mapped().fireAll(copy);
        } catch (...) {
            const Failure failure = Failure::current();
            waiters.mapped().forAll([&failure](Resolver<T> &waiter) { waiter.errback(failure); });
        }
    }

    /// Takes \a key out and returns its value; later gets wait again.
    /// \throws UnknownKeyError, if it isn't set; otherwise as get().
    T remove(const Key &key)
    {
        auto taken = m_state->checked().values.extract(key);
        if (taken.empty())
            throw UnknownKeyError();
        return std::move(taken.mapped());
    }

    [[nodiscard]] bool contains(const Key &key) const { return m_state->values.contains(key); }
    /// How many keys are set.
    [[nodiscard]] std::size_t size() const noexcept { return m_state->values.size(); }
    /// How many keys are waited for.
    [[nodiscard]] std::size_t waiting() const noexcept { return m_state->waiting.size(); }

private:
    struct State
    {
        std::unordered_map<Key, T, Hash> values;
        std::unordered_map<Key, detail::WaiterLine<T>, Hash> waiting;
        bool isClosed = false;
        [[no_unique_address]] detail::ThreadMark mark;

        [[nodiscard]] State &checked()
        {
            mark.check();
            if (isClosed)
                throw DestroyedError();
            return *this;
        }

        /// Nobody waits for \a key, unless others have come since.
        void forget(const Key &key)
        {
            const auto found = waiting.find(key);
            if (found != waiting.end() && found->second.size() == 0)
                waiting.erase(found);
        }
    };

    std::shared_ptr<State> m_state = std::make_shared<State>();
};

} // namespace millrace
