#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace millrace {

/// Names one item of an IndexedHeap for as long as it is in; a stale one is recognised.
struct HeapHandle
{
    std::uint32_t slot = UINT32_MAX;
    std::uint32_t generation = 0;

    friend bool operator==(const HeapHandle &, const HeapHandle &) = default;
};

/// A priority queue whose items can be found again: removed and re-keyed by handle.
///
/// A d-ary heap of (key, slot) beside a slab of places and one of values: sifting moves small keys only and never touches
/// a value. The smallest key by \a Less is on top. Keys that should keep an order among equals bring it with
/// them, as a (priority, arrival) pair does.
/// \code
/// IndexedHeap<std::pair<int, std::uint64_t>, JobId> line;
/// const HeapHandle handle = line.push({0, arrival++}, id);
/// line.update(handle, {-1, line.key(handle).second});
/// \endcode
template <class Key, class Value, class Less = std::less<Key>, std::size_t Arity = 4>
class IndexedHeap
{
    static_assert(Arity >= 2, "a heap needs at least two children a node");

public:
    using Handle = HeapHandle;

    [[nodiscard]] std::size_t size() const noexcept { return m_heap.size(); }
    [[nodiscard]] bool isEmpty() const noexcept { return m_heap.empty(); }
    void reserve(std::size_t size)
    {
        m_heap.reserve(size);
        m_slots.reserve(size);
        m_values.reserve(size);
    }

    /// \cost O(log n), usually O(1).
    Handle push(Key key, Value value)
    {
        const std::uint32_t slot = takeSlot(std::move(value));
        m_heap.push_back({std::move(key), slot});
        siftUp(m_heap.size() - 1);
        return {slot, m_slots[slot].generation};
    }

    /// The item with the smallest key. There must be one.
    [[nodiscard]] const Value &top() const
    {
        assert(!isEmpty());
        return m_values[m_heap.front().slot];
    }
    [[nodiscard]] const Key &topKey() const
    {
        assert(!isEmpty());
        return m_heap.front().key;
    }

    /// Takes the item with the smallest key out. There must be one.
    /// \cost O(log n).
    Value pop()
    {
        assert(!isEmpty());
        return takeAt(0);
    }

    /// True while the item is in.
    [[nodiscard]] bool contains(Handle handle) const noexcept
    {
        return handle.slot < m_slots.size() && m_slots[handle.slot].generation == handle.generation &&
               m_slots[handle.slot].position != notIn;
    }

    // These need a handle that contains() knows.
    [[nodiscard]] const Key &key(Handle handle) const { return m_heap[position(handle)].key; }
    [[nodiscard]] const Value &value(Handle handle) const { return m_values[checked(handle)]; }
    [[nodiscard]] Value &value(Handle handle) { return m_values[checked(handle)]; }

    /// Takes the item out, wherever it is.
    /// \cost O(log n), usually O(1).
    Value remove(Handle handle) { return takeAt(position(handle)); }

    /// Gives the item another key, and thereby another place.
    /// \cost O(log n), usually O(1).
    void update(Handle handle, Key key)
    {
        const std::size_t at = position(handle);
        m_heap[at].key = std::move(key);
        resift(at);
    }

    /// Calls f(key, value) for every item, in no order. \a f must not change the heap.
    template <class F>
    void forEach(F &&f) const
    {
        for (const Node &node : m_heap)
            f(node.key, m_values[node.slot]);
    }

    /// Takes everything out; all handles are stale afterwards.
    void clear()
    {
        while (!isEmpty())
            takeAt(size() - 1);
    }

private:
    struct Node
    {
        Key key;
        std::uint32_t slot;
    };
    static constexpr std::uint32_t notIn = UINT32_MAX;
    /// What a handle is checked against and leads to, side by side: at a million items each place in memory that is
    /// looked at is one that no cache holds.
    struct Slot
    {
        std::uint32_t position = notIn; ///< In m_heap.
        std::uint32_t generation = 0;
    };

    [[nodiscard]] std::uint32_t checked(Handle handle) const
    {
        assert(contains(handle) && "this handle's item has left the heap");
        return handle.slot;
    }
    [[nodiscard]] std::size_t position(Handle handle) const { return m_slots[checked(handle)].position; }

    std::uint32_t takeSlot(Value value)
    {
        if (m_free.empty()) {
            m_values.push_back(std::move(value));
            m_slots.push_back({});
            return static_cast<std::uint32_t>(m_slots.size() - 1);
        }
        const std::uint32_t slot = m_free.back();
        m_free.pop_back();
        m_values[slot] = std::move(value);
        return slot;
    }

    Value takeAt(std::size_t at)
    {
        const std::uint32_t freed = m_heap[at].slot;
        Value taken = std::move(m_values[freed]);
        m_slots[freed].position = notIn;
        ++m_slots[freed].generation;
        m_free.push_back(freed);
        Node last = std::move(m_heap.back());
        m_heap.pop_back();
        if (at < m_heap.size()) {
            place(at, std::move(last));
            resift(at);
        }
        return taken;
    }

    void place(std::size_t at, Node node)
    {
        m_slots[node.slot].position = static_cast<std::uint32_t>(at);
        m_heap[at] = std::move(node);
    }

    void resift(std::size_t at)
    {
        if (at > 0 && m_less(m_heap[at].key, m_heap[(at - 1) / Arity].key))
            siftUp(at);
        else
            siftDown(at);
    }

    void siftUp(std::size_t at)
    {
        Node node = std::move(m_heap[at]);
        for (; at > 0; at = (at - 1) / Arity) {
            Node &parent = m_heap[(at - 1) / Arity];
            if (!m_less(node.key, parent.key))
                break;
            place(at, std::move(parent));
        }
        place(at, std::move(node));
    }

    void siftDown(std::size_t at)
    {
        Node node = std::move(m_heap[at]);
        while (true) {
            const std::size_t first = at * Arity + 1;
            if (first >= m_heap.size())
                break;
            const std::size_t end = first + Arity < m_heap.size() ? first + Arity : m_heap.size();
            std::size_t least = first;
            for (std::size_t child = first + 1; child < end; ++child)
                if (m_less(m_heap[child].key, m_heap[least].key))
                    least = child;
            if (!m_less(m_heap[least].key, node.key))
                break;
            place(at, std::move(m_heap[least]));
            at = least;
        }
        place(at, std::move(node));
    }

    [[no_unique_address]] Less m_less;
    std::vector<Node> m_heap;
    std::vector<Slot> m_slots;
    std::vector<Value> m_values; ///< By slot too.
    std::vector<std::uint32_t> m_free;
};

} // namespace millrace
