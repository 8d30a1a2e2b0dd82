#pragma once

#include "core/deferred/deferred.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

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
    /// \fires   with the value of \a key: at once if it is set, else when it is.
    /// \errback CancelledError, AbandonedError
    /// \cancel  stops waiting; others who wait for the same key go on.
    [[nodiscard]] Deferred<T> get(const Key &key)
    {
        State &state = *m_state;
        if (const auto found = state.values.find(key); found != state.values.end())
            return succeed(found->second);
        const std::uint64_t number = state.asked++;
        auto [deferred, resolver] = makeDeferred<T>([weak = std::weak_ptr<State>(m_state), key, number] {
            if (const auto alive = weak.lock())
                alive->leave(key, number);
        });
        state.waiting[key].push_back({number, std::move(resolver)});
        return std::move(deferred);
    }

    /// Sets the value of \a key, whether it had one or not, and hands it to everybody who waits for it.
    /// \reenters the waiters' callbacks.
    void set(const Key &key, T value)
    {
        const std::shared_ptr<State> state = m_state; // A callback may destroy this.
        auto waiters = state->waiting.extract(key);
        const auto [stored, isNew] = state->values.insert_or_assign(key, std::move(value));
        if (waiters.empty())
            return;
        const T copy = stored->second; // A callback may set or remove it.
        for (Waiter &waiter : waiters.mapped())
            waiter.resolver.callback(copy);
    }

    /// Takes \a key out and returns its value; later gets wait again.
    /// \throws UnknownKeyError, if it isn't set.
    T remove(const Key &key)
    {
        auto taken = m_state->values.extract(key);
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
    struct Waiter
    {
        std::uint64_t number;
        Resolver<T> resolver;
    };
    struct State
    {
        std::unordered_map<Key, T, Hash> values;
        std::unordered_map<Key, std::vector<Waiter>, Hash> waiting;
        std::uint64_t asked = 0;

        void leave(const Key &key, std::uint64_t number)
        {
            const auto found = waiting.find(key);
            if (found == waiting.end())
                return; // It is being fired.
            auto &line = found->second;
            for (auto it = line.begin(); it != line.end(); ++it) {
                if (it->number != number)
                    continue;
                Resolver<T> resolver = std::move(it->resolver);
                line.erase(it);
                if (line.empty())
                    waiting.erase(found);
                return resolver.errback(CancelledError());
            }
        }
    };

    std::shared_ptr<State> m_state = std::make_shared<State>();
};

} // namespace millrace
