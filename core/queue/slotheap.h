#pragma once

#include "core/queue/cachealigned.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace millrace {

/// A 4-ary heap whose entries name slots that somebody else keeps: nothing but what sifting compares is moved.
///
/// An Entry has a member `slot()` and an operator<; the smallest is on top. Where each slot stands is written to a table
/// of the caller's (table[slot]), which several heaps may share, so that any entry can be removed or replaced. An
/// IndexedHeap owns values and hands out handles; this is for millions of jobs that have both already.
/// \cost push, remove, replace O(log n).
template <class Entry>
class SlotHeap
{
public:
    using Table = std::vector<std::uint32_t>;

    [[nodiscard]] bool isEmpty() const noexcept { return m_entries.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return entries().size(); }
    [[nodiscard]] const Entry &top() const noexcept { return m_entries[root]; }
    /// \a place is what the table has.
    [[nodiscard]] const Entry &at(std::size_t place) const noexcept { return m_entries[place]; }
    /// In no order.
    [[nodiscard]] std::span<const Entry> entries() const noexcept
    {
        return isEmpty() ? std::span<const Entry>() : std::span<const Entry>(m_entries).subspan(root);
    }

    void push(const Entry &entry, Table &table)
    {
        if (isEmpty())
            m_entries.resize(root);
        m_entries.push_back(entry);
        siftUp(m_entries.size() - 1, entry, table);
    }
    void removeAt(std::size_t place, Table &table)
    {
        const Entry last = m_entries.back();
        m_entries.pop_back();
        if (m_entries.size() == root)
            clear();
        else if (place < m_entries.size())
            siftUp(isBeforeParent(last, place) ? place : sinkHole(place, table), last, table);
    }
    void replaceAt(std::size_t place, const Entry &entry, Table &table)
    {
        if (isBeforeParent(entry, place))
            siftUp(place, entry, table);
        else if (firstChildOf(place) < m_entries.size())
            siftDown(place, entry, table);
        else
            m_entries[place] = entry;
    }

private:
    static constexpr std::size_t arity = 4;
    /// The entries before it aren't used, so that the children of every entry begin at a multiple of four: with
    /// entries of 16 bytes they are one line of the cache, and lines are what a step down a large heap waits for.
    static constexpr std::size_t root = arity - 1;

    static std::size_t parentOf(std::size_t place) { return place / arity + root - 1; }
    static std::size_t firstChildOf(std::size_t place) { return (place - root + 1) * arity; }

    [[nodiscard]] bool isBeforeParent(const Entry &entry, std::size_t place) const
    {
        return place > root && entry < m_entries[parentOf(place)];
    }

    void put(std::size_t place, const Entry &entry, Table &table)
    {
        m_entries[place] = entry;
        table[entry.slot()] = static_cast<std::uint32_t>(place);
    }

    void siftUp(std::size_t place, const Entry entry, Table &table)
    {
        for (; place > root; place = parentOf(place)) {
            const Entry &parent = m_entries[parentOf(place)];
            if (!(entry < parent))
                break;
            put(place, parent, table);
        }
        put(place, entry, table);
    }

    void siftDown(std::size_t place, const Entry entry, Table &table)
    {
        for (std::size_t first = firstChildOf(place); first < m_entries.size(); first = firstChildOf(place)) {
            const std::size_t least = leastFrom(first);
            if (!(m_entries[least] < entry))
                break;
            put(place, m_entries[least], table);
            place = least;
        }
        put(place, entry, table);
    }

    /// Moves the least children up, down to a leaf, and returns that as the new hole. What goes there comes from the
    /// end of the heap and seldom belongs higher: not comparing it on the way leaves no branch to mispredict.
    std::size_t sinkHole(std::size_t place, Table &table)
    {
        for (std::size_t first = firstChildOf(place); first < m_entries.size(); first = firstChildOf(place)) {
            prefetchFrom(firstChildOf(first));
            const std::size_t least = leastFrom(first);
            put(place, m_entries[least], table);
            place = least;
        }
        return place;
    }

    /// Asks for the grandchildren while it is still being found out whose children they will have to be.
    void prefetchFrom(std::size_t first) const
    {
        if (first + arity * arity > m_entries.size())
            return;
        for (const Entry *entry = m_entries.data() + first, *end = entry + arity * arity; entry < end;
             entry += arity)
            __builtin_prefetch(entry);
    }

    /// The least of the up to four siblings from \a first on; of four, without a branch.
    [[nodiscard]] std::size_t leastFrom(std::size_t first) const
    {
        const Entry *all = m_entries.data();
        const Entry *sibling = all + first;
        if (first + arity > m_entries.size())
            return static_cast<std::size_t>(std::min_element(sibling, all + m_entries.size()) - all);
        const Entry *left = sibling + (sibling[1] < sibling[0] ? 1 : 0);
        const Entry *right = sibling + (sibling[3] < sibling[2] ? 3 : 2);
        return static_cast<std::size_t>((*right < *left ? right : left) - all);
    }

    void clear()
    {
        m_entries.clear();
        if (m_entries.capacity() > 1024)
            std::vector<Entry, CacheAligned<Entry>>().swap(m_entries);
    }

    std::vector<Entry, CacheAligned<Entry>> m_entries;
};

} // namespace millrace
