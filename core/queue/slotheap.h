#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace millrace {

/// A 4-ary heap whose entries name slots that somebody else keeps: nothing but what sifting compares is moved.
///
/// An Entry has a member `slot` and an operator<; the smallest is on top. Where each slot stands is written to a table
/// of the caller's (table[slot]), which several heaps may share, so that any entry can be removed or replaced. An
/// IndexedHeap owns values and hands out handles; this is for millions of jobs that have both already.
/// \cost push, remove, replace O(log n).
template <class Entry>
class SlotHeap
{
public:
    using Table = std::vector<std::uint32_t>;

    [[nodiscard]] bool isEmpty() const noexcept { return m_entries.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return m_entries.size(); }
    [[nodiscard]] const Entry &top() const noexcept { return m_entries.front(); }
    [[nodiscard]] const Entry &at(std::size_t index) const noexcept { return m_entries[index]; }
    /// In no order.
    [[nodiscard]] const std::vector<Entry> &entries() const noexcept { return m_entries; }

    void push(const Entry &entry, Table &table)
    {
        m_entries.push_back(entry);
        siftUp(m_entries.size() - 1, entry, table);
    }
    void removeAt(std::size_t index, Table &table)
    {
        const Entry last = m_entries.back();
        m_entries.pop_back();
        if (index < m_entries.size())
            replaceAt(index, last, table);
        else if (m_entries.empty() && m_entries.capacity() > 1024)
            std::vector<Entry>().swap(m_entries);
    }
    void replaceAt(std::size_t index, const Entry &entry, Table &table)
    {
        if (index > 0 && entry < m_entries[(index - 1) / arity])
            siftUp(index, entry, table);
        else
            siftDown(index, entry, table);
    }

private:
    static constexpr std::size_t arity = 4;

    void place(std::size_t index, const Entry &entry, Table &table)
    {
        m_entries[index] = entry;
        table[entry.slot] = static_cast<std::uint32_t>(index);
    }

    void siftUp(std::size_t index, const Entry entry, Table &table)
    {
        for (; index > 0; index = (index - 1) / arity) {
            const Entry &parent = m_entries[(index - 1) / arity];
            if (!(entry < parent))
                break;
            place(index, parent, table);
        }
        place(index, entry, table);
    }

    void siftDown(std::size_t index, const Entry entry, Table &table)
    {
        for (std::size_t first = index * arity + 1; first < m_entries.size(); first = index * arity + 1) {
            const std::size_t end = std::min(first + arity, m_entries.size());
            std::size_t least = first;
            for (std::size_t child = first + 1; child < end; ++child) {
                if (m_entries[child] < m_entries[least])
                    least = child;
            }
            if (!(m_entries[least] < entry))
                break;
            place(index, m_entries[least], table);
            index = least;
        }
        place(index, entry, table);
    }

    std::vector<Entry> m_entries;
};

} // namespace millrace
