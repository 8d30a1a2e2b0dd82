#pragma once

#include "core/deferred/detail/waiterline.h"
#include "core/deferred/indexedheap.h"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace millrace {

/// A DeferredQueue whose smallest priority comes out first, and whose items can be found again.
///
/// Equal priorities come out in the order they were put, also after a change of priority.
/// \code
/// DeferredPriorityQueue<std::string> orders;
/// const auto tea = orders.put("tea", 5);
/// orders.put("coffee", 3);
/// orders.reprioritize(tea, 1);
/// orders.get().addCallback([](const std::string &first) { std::puts(first.c_str()); }); // tea
/// \endcode
template <class T, class Priority = int>
class DeferredPriorityQueue
{
public:
    static constexpr std::size_t unlimited = SIZE_MAX;

    /// Names an item until it leaves; one that never was in, because a getter took it at once, is of no use.
    using Handle = HeapHandle;

    /// Stores up to \a size items and lets up to \a backlog getters wait.
    explicit DeferredPriorityQueue(std::size_t size = unlimited, std::size_t backlog = unlimited)
        : m_limit(size), m_backlog(backlog)
    {}

    /// Hands \a item to the getter that has waited longest, else stores it.
    /// \throws   QueueOverflow, if it is full.
    /// \reenters the getter's callbacks.
    /// \cost     O(log n), usually O(1).
    Handle put(T item, Priority priority = {})
    {
        if (m_getters.dropUnwanted()) {
            m_getters.fireFirst(std::move(item));
            return {};
        }
        if (m_items.size() >= m_limit)
            throw QueueOverflow();
        return m_items.push(Key(std::move(priority), m_arrivals++), std::move(item));
    }

    /// Takes the most important item, waiting for one if none is there.
    ///
    /// \fires   with the item.
    /// \errback CancelledError, if cancelled while waiting; AbandonedError.
    /// \throws  QueueUnderflow, if backlog getters are waiting already.
    /// \cost    O(log n).
    [[nodiscard]] Deferred<T> get()
    {
        m_getters.checkThread();
        if (!m_items.isEmpty())
            return succeed(m_items.pop());
        if (m_getters.size() >= m_backlog)
            throw QueueUnderflow();
        return m_getters.add();
    }

    /// Gives a stored item another priority; its place among equals stays that of its put.
    /// \throws UnknownKeyError, if it has left.
    /// \cost   O(log n), usually O(1).
    void reprioritize(Handle handle, Priority priority)
    {
        checkIn(handle);
        m_items.update(handle, m_items.key(handle).with(std::move(priority)));
    }

    /// Takes a stored item out.
    /// \throws UnknownKeyError, if it has left.
    /// \cost   O(log n), usually O(1).
    T remove(Handle handle)
    {
        checkIn(handle);
        return m_items.remove(handle);
    }

    [[nodiscard]] bool contains(Handle handle) const noexcept { return m_items.contains(handle); }
    /// \throws UnknownKeyError, if it has left.
    [[nodiscard]] const Priority &priority(Handle handle) const
    {
        checkIn(handle);
        return m_items.key(handle).priority;
    }

    /// How many items are stored.
    [[nodiscard]] std::size_t size() const noexcept { return m_items.size(); }
    [[nodiscard]] bool isEmpty() const noexcept { return m_items.isEmpty(); }
    /// How many getters wait.
    [[nodiscard]] std::size_t waiting() const noexcept { return m_getters.size(); }

private:
    /// A priority and the number of the put, in halves: with an int they need no more than its alignment.
    struct Key
    {
        Key() = default;
        Key(Priority p, std::uint64_t arrival)
            : priority(std::move(p)),
              arrivalHigh(static_cast<std::uint32_t>(arrival >> 32)),
              arrivalLow(static_cast<std::uint32_t>(arrival))
        {}
        [[nodiscard]] Key with(Priority other) const { return Key(std::move(other), arrival()); }
        [[nodiscard]] std::uint64_t arrival() const noexcept
        {
            return std::uint64_t{arrivalHigh} << 32 | arrivalLow;
        }

        friend bool operator<(const Key &a, const Key &b)
        {
            if (a.priority < b.priority || b.priority < a.priority)
                return a.priority < b.priority;
            return a.arrival() < b.arrival();
        }

        Priority priority{};
        std::uint32_t arrivalHigh = 0;
        std::uint32_t arrivalLow = 0;
    };

    void checkIn(Handle handle) const
    {
        m_getters.checkThread();
        if (!m_items.contains(handle))
            throw UnknownKeyError();
    }

    std::size_t m_limit;
    std::size_t m_backlog;
    std::uint64_t m_arrivals = 0;
    IndexedHeap<Key, T> m_items;
    detail::WaiterLine<T> m_getters;
};

} // namespace millrace
