#pragma once

#include "core/deferred/deferred.h"

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <utility>

namespace millrace::detail {

/// Resolvers in the order they came, each of which may leave the line by being cancelled: what everything keeps its
/// waiters in. Whoever is fired has left before, so that callbacks may cancel others, join, or destroy the line.
template <class T>
class WaiterLine
{
public:
    WaiterLine() = default;
    WaiterLine(WaiterLine &&) noexcept = default;
    WaiterLine &operator=(WaiterLine &&) = delete;
    ~WaiterLine() { close(); }

    /// Errbacks everybody with AbandonedError and takes nobody in any more.
    void close() noexcept
    {
        const std::shared_ptr<Line> line = m_line; // Null when moved from.
        if (!line)
            return;
        assert(line->mark.isHere() && "What others wait for is destroyed on the thread that it was made on.");
        line->closed = true;
        while (!line->waiters.empty())
            takeFirst(line->waiters).errback(AbandonedError("What this waited for was destroyed."));
    }
    [[nodiscard]] bool isClosed() const noexcept { return m_line->closed; }

    /// \throws DestroyedError, while the line is being destroyed. WrongThreadError, in debug builds.
    [[nodiscard]] Deferred<T> add()
    {
        return add([](Resolver<T> &, std::size_t) {});
    }

    /// As above. \a left(its Resolver, how many still wait) is called when this waiter has left by being cancelled,
    /// before CancelledError follows; it may destroy the line.
    template <class Left>
    [[nodiscard]] Deferred<T> add(Left left)
    {
        m_line->mark.check();
        if (m_line->closed)
            throw DestroyedError();
        const auto place = m_line->waiters.emplace(m_line->waiters.end());
        auto [deferred, resolver] = makeDeferred<T>(Leave<Left>{m_line, place, std::move(left)});
        place->number = m_line->added++;
        place->resolver = std::move(resolver);
        return std::move(deferred);
    }

    [[nodiscard]] std::size_t size() const noexcept { return m_line->waiters.size(); }

    /// \throws WrongThreadError, in debug builds.
    void checkThread() const { m_line->mark.check(); }

    /// False if nobody waits. Takes those out of the line who would never learn of a result.
    /// \throws WrongThreadError, in debug builds.
    [[nodiscard]] bool dropUnwanted()
    {
        m_line->mark.check();
        auto &waiters = m_line->waiters;
        while (!waiters.empty() && !waiters.front().resolver.isWanted())
            waiters.pop_front();
        return !waiters.empty();
    }

    /// Fires the first waiter; there must be one.
    /// \reenters the waiter's callbacks, which may destroy this line.
    template <class... Value>
    void fireFirst(Value &&...value)
    {
        takeFirst(m_line->waiters).callback(std::forward<Value>(value)...);
    }

    /// Errbacks the first waiter; otherwise as fireFirst().
    void failFirst(Failure failure) { takeFirst(m_line->waiters).errback(std::move(failure)); }

    /// Calls \a fire(Resolver<T> &) for each who waits now, in the order they came.
    /// \reenters as fireFirst().
    template <class Fire>
    void forAll(Fire &&fire)
    {
        const std::shared_ptr<Line> line = m_line;
        line->mark.check();
        for (const std::uint64_t end = line->added; isBefore(*line, end);) {
            Resolver<T> resolver = takeFirst(line->waiters);
            fire(resolver);
        }
    }

    /// Fires all who wait now, each with a copy of \a value, which must outlive the call.
    /// \reenters as fireFirst().
    template <class... Value>
    void fireAll(const Value &...value)
    {
        forAll([&value...](Resolver<T> &resolver) { resolver.callback(value...); });
    }

private:
    struct Waiter
    {
        std::uint64_t number = 0;
        Resolver<T> resolver;
    };
    struct Line
    {
        std::list<Waiter> waiters;
        std::uint64_t added = 0;
        bool closed = false;
        [[no_unique_address]] ThreadMark mark;
    };

    /// The canceller of a waiter. It is there for as long as the waiter is in the line, so its place is good.
    template <class Left>
    struct Leave
    {
        std::weak_ptr<Line> line;
        typename std::list<Waiter>::iterator place;
        Left left;

        void operator()()
        {
            if (const auto alive = line.lock()) {
                Resolver<T> cancelled = std::move(place->resolver);
                alive->waiters.erase(place);
                left(cancelled, alive->waiters.size());
            }
        }
    };

    [[nodiscard]] static Resolver<T> takeFirst(std::list<Waiter> &waiters)
    {
        Resolver<T> resolver = std::move(waiters.front().resolver);
        waiters.pop_front();
        return resolver;
    }
    [[nodiscard]] static bool isBefore(const Line &line, std::uint64_t end)
    {
        return !line.waiters.empty() && line.waiters.front().number < end;
    }

    std::shared_ptr<Line> m_line = std::make_shared<Line>();
};

} // namespace millrace::detail
