#pragma once

#include "core/deferred/detail/waiterline.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>

namespace millrace {

/// Items in one end, out of the other, in the order they were put; whoever comes for one that isn't there waits.
///
/// Destroyed, it errbacks the waiting getters with AbandonedError. A getter that was cancelled, or that nobody holds
/// or listens to any more, is skipped: no item is lost in it.
/// \code
/// DeferredQueue<std::string> lines;
/// lines.get().addCallback([](const std::string &line) { std::puts(line.c_str()); });
/// lines.put("hello");
/// \endcode
template <class T>
class DeferredQueue
{
public:
    static constexpr std::size_t unlimited = SIZE_MAX;

    /// Stores up to \a size items and lets up to \a backlog getters wait.
    explicit DeferredQueue(std::size_t size = unlimited, std::size_t backlog = unlimited)
        : m_limit(size), m_backlog(backlog)
    {}

    /// Hands \a item to the getter that has waited longest, else stores it.
    /// \throws   QueueOverflow, if it is full.
    /// \reenters the getter's callbacks.
    /// \cost     O(1).
    void put(T item)
    {
        if (m_getters.dropUnwanted())
            return m_getters.fireFirst(std::move(item));
        if (m_items.size() >= m_limit)
            throw QueueOverflow();
        m_items.push_back(std::move(item));
    }

    /// Takes the oldest item, waiting for one if none is there.
    ///
    /// \fires   with the item.
    /// \errback CancelledError, if cancelled while waiting; AbandonedError.
    /// \throws  QueueUnderflow, if backlog getters are waiting already.
    /// \cost    O(1).
    [[nodiscard]] Deferred<T> get()
    {
        m_getters.checkThread();
        if (!m_items.empty()) {
            T item = std::move(m_items.front());
            m_items.pop_front();
            return succeed(std::move(item));
        }
        if (m_getters.size() >= m_backlog)
            throw QueueUnderflow();
        return m_getters.add();
    }

    /// How many items are stored.
    [[nodiscard]] std::size_t size() const noexcept { return m_items.size(); }
    [[nodiscard]] bool isEmpty() const noexcept { return m_items.empty(); }
    /// How many getters wait.
    [[nodiscard]] std::size_t waiting() const noexcept { return m_getters.size(); }

private:
    std::size_t m_limit;
    std::size_t m_backlog;
    std::deque<T> m_items;
    detail::WaiterLine<T> m_getters;
};

} // namespace millrace
