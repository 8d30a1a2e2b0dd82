#pragma once

#include "core/deferred/deferred.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

namespace millrace {

/// One call for everybody who wants the same result at the same time.
///
/// The first to ask for a key starts the call, whoever asks while it is underway watches it, and it is forgotten when
/// it ends, so that the next to ask starts afresh. Results are copied to the watchers. Destroyed, it forgets
/// the calls, which go on for those who watch them.
/// \code
/// SharedInFlight<std::string, Image> averages;
/// averages.ask(name, [name] { return computeAverage(name); }).addCallback(show);
/// averages.ask(name, [name] { return computeAverage(name); }).addCallback(store); // the same computation
/// \endcode
template <class Key, class T, class Hash = std::hash<Key>>
class SharedInFlight
{
public:
    /// Watches the call underway for \a key, or makes it with \a start: a function of nothing that returns a T or
    /// something that becomes one.
    ///
    /// \fires    as the call does.
    /// \cancel   leaves the other watchers alone; the last one to go cancels the call.
    /// \reenters \a start.
    template <class F>
    [[nodiscard]] Deferred<T> ask(const Key &key, F &&start)
    {
        auto &calls = m_calls->underway;
        if (const auto found = calls.find(key); found != calls.end())
            return watch(found->second);
        auto call = std::make_shared<Call>();
        call->calls = m_calls;
        call->key = key;
        calls.emplace(key, call);
        Deferred<T> watcher = watch(call);
        Deferred<> work = maybeDeferred(std::forward<F>(start)).addBoth([call](Outcome<T> outcome) {
            finish(*call, std::move(outcome));
        });
        if (!work.isSettled())
            call->work = std::move(work);
        return watcher;
    }

    [[nodiscard]] bool isUnderway(const Key &key) const { return m_calls->underway.contains(key); }
    /// How many calls are underway.
    [[nodiscard]] std::size_t size() const noexcept { return m_calls->underway.size(); }

private:
    struct Call;
    struct Calls
    {
        std::unordered_map<Key, std::shared_ptr<Call>, Hash> underway;
    };
    struct Call
    {
        std::weak_ptr<Calls> calls;
        Key key{};
        std::vector<std::shared_ptr<Resolver<T>>> watchers;
        Deferred<> work;

        /// The key may belong to a newer call by now.
        void forget()
        {
            const auto alive = calls.lock();
            if (!alive)
                return;
            const auto found = alive->underway.find(key);
            if (found != alive->underway.end() && found->second.get() == this)
                alive->underway.erase(found);
        }
    };

    [[nodiscard]] static Deferred<T> watch(const std::shared_ptr<Call> &call)
    {
        auto place = std::make_shared<Resolver<T>>();
        auto [deferred, resolver] =
            makeDeferred<T>([weak = std::weak_ptr<Call>(call), place] { leave(weak.lock(), place); });
        *place = std::move(resolver);
        call->watchers.push_back(std::move(place));
        return std::move(deferred);
    }

    static void leave(std::shared_ptr<Call> call, const std::shared_ptr<Resolver<T>> &watcher)
    {
        if (!call || std::erase(call->watchers, watcher) == 0)
            return;
        Resolver<T> resolver = std::move(*watcher);
        if (call->watchers.empty()) {
            call->forget();
            if (call->work)
                call->work.cancel();
        }
        if (resolver.isPending())
            resolver.errback(CancelledError());
    }

    static void finish(Call &call, Outcome<T> outcome)
    {
        call.forget();
        for (const auto &watcher : std::exchange(call.watchers, {}))
            if (watcher->isPending())
                watcher->resolve(outcome);
    }

    std::shared_ptr<Calls> m_calls = std::make_shared<Calls>();
};

} // namespace millrace
