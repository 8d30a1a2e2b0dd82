#pragma once

#include "core/deferred/deferred.h"

#include <cstdint>
#include <list>
#include <memory>
#include <string>

namespace millrace::detail {

/// Resolvers in the order they came, each of which may leave the line by being cancelled: what locks, queues and
/// pools keep their waiters in.
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
        line->closed = true;
        while (!line->waiters.empty())
            takeFirst(line->waiters).errback(AbandonedError("What this waited for was destroyed."));
    }
    [[nodiscard]] bool isClosed() const noexcept { return m_line->closed; }

    /// \throws DestroyedError, while the line is being destroyed.
    [[nodiscard]] Deferred<T> add()
    {
        if (m_line->closed)
            throw DestroyedError();
        const auto place = m_line->waiters.emplace(m_line->waiters.end());
        auto [deferred, resolver] = makeDeferred<T>(Leave{m_line, place});
        place->number = m_line->added++;
        place->resolver = std::move(resolver);
        return std::move(deferred);
    }

    [[nodiscard]] std::size_t size() const noexcept { return m_line->waiters.size(); }

    /// False if nobody waits. Takes those out of the line who would never learn of a result.
    [[nodiscard]] bool dropUnwanted()
    {
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
        Resolver<T> resolver = takeFirst(m_line->waiters);
        resolver.callback(std::forward<Value>(value)...);
    }

    /// Errbacks the first waiter; otherwise as fireFirst().
    void failFirst(Failure failure)
    {
        Resolver<T> resolver = takeFirst(m_line->waiters);
        resolver.errback(std::move(failure));
    }

    /// Fires all who wait now, each with a copy of \a value.
    /// \reenters as fireFirst().
    template <class... Value>
    void fireAll(const Value &...value)
    {
        const std::shared_ptr<Line> line = m_line;
        for (const std::uint64_t end = line->added; isBefore(*line, end);)
            takeFirst(line->waiters).callback(value...);
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
    };

    /// The canceller of a waiter.
    struct Leave
    {
        std::weak_ptr<Line> line;
        typename std::list<Waiter>::iterator place;

        void operator()() const
        {
            if (const auto alive = line.lock()) {
                Resolver<T> resolver = std::move(place->resolver);
                alive->waiters.erase(place);
                resolver.errback(CancelledError());
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
