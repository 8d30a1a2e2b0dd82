#pragma once

#include "core/deferred/detail/waiterline.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <type_traits>
#include <unordered_map>
#include <utility>

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
        m_calls->mark.check();
        auto &calls = m_calls->underway;
        if (const auto found = calls.find(key); found != calls.end())
            return watch(found->second);
        auto call = std::make_shared<Call>();
        call->calls = m_calls;
        call->key = key;
        calls.emplace(key, call);
        Deferred<T> watcher = watch(call);
        Deferred<> work = maybeDeferred(std::forward<F>(start)).addBoth([call](const Outcome<T> &outcome) {
            finish(*call, outcome);
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
        [[no_unique_address]] detail::ThreadMark mark;
    };
    struct Call
    {
        std::weak_ptr<Calls> calls;
        Key key{};
        detail::WaiterLine<T> watchers;
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
        return call->watchers.add([weak = std::weak_ptr<Call>(call)](Resolver<T> &, std::size_t left) {
            const auto alive = weak.lock();
            if (!alive || left > 0)
                return;
            alive->forget();
            if (alive->work)
                alive->work.cancel();
        });
    }

    static void finish(Call &call, const Outcome<T> &outcome)
    {
        call.forget();
        call.watchers.forAll([&outcome](Resolver<T> &watcher) {
            if (!outcome.hasValue())
                watcher.errback(outcome.failure());
            else if constexpr (std::is_void_v<T>)
                watcher.callback();
            else
                watcher.callback(outcome.value());
        });
    }

    std::shared_ptr<Calls> m_calls = std::make_shared<Calls>();
};

} // namespace millrace
