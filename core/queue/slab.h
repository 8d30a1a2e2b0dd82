#pragma once

#include "core/queue/jobid.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace millrace {

/// Values that stay where they are, each named by a JobId that is known to be stale once its value is erased.
///
/// Kept in chunks: growing moves nothing, so a reference is valid until its value is erased. A cell's
/// generation is odd while it holds a value. When the last value goes, so does the memory.
/// \cost 8 bytes a value beside the value; emplace, find and erase O(1).
template <class T>
class Slab
{
public:
    Slab() = default;
    Slab(const Slab &) = delete;
    Slab &operator=(const Slab &) = delete;
    ~Slab() { destroyAll(); }

    template <class... Args>
    JobId emplace(Args &&...args)
    {
        if (m_firstFree == none)
            grow();
        const std::uint32_t slot = m_firstFree;
        Cell &cell = cellOf(slot);
        const std::uint32_t nextFree = cell.nextFree;
        new (cell.bytes.data()) T(std::forward<Args>(args)...);
        m_firstFree = nextFree;
        ++m_size;
        return JobId{slot, ++cell.generation};
    }

    [[nodiscard]] T *find(JobId id) noexcept
    {
        if (id.slot >= m_chunks.size() * chunkSize || cellOf(id.slot).generation != id.generation)
            return nullptr;
        return &at(id.slot);
    }
    [[nodiscard]] const T *find(JobId id) const noexcept { return const_cast<Slab *>(this)->find(id); }

    /// The value in \a slot, which must hold one.
    [[nodiscard]] T &at(std::uint32_t slot) noexcept
    {
        return *std::launder(reinterpret_cast<T *>(cellOf(slot).bytes.data()));
    }
    [[nodiscard]] JobId idOf(std::uint32_t slot) const noexcept
    {
        return {slot, m_chunks[slot / chunkSize]->cells[slot % chunkSize].generation};
    }

    /// Destroys the value of \a id, which must be there.
    void erase(JobId id)
    {
        at(id.slot).~T();
        Cell &cell = cellOf(id.slot);
        ++cell.generation;
        cell.nextFree = std::exchange(m_firstFree, id.slot);
        if (--m_size == 0 && m_chunks.size() > 1)
            releaseChunks();
    }

    [[nodiscard]] std::size_t size() const noexcept { return m_size; }

    /// Calls visit(JobId, T &) for every value, by slot; it must not add or erase.
    template <class Visit>
    void forEach(Visit visit)
    {
        for (std::uint32_t slot = 0; slot < m_chunks.size() * chunkSize; ++slot) {
            if (const std::uint32_t generation = cellOf(slot).generation; generation % 2 == 1)
                visit(JobId{slot, generation}, at(slot));
        }
    }
    template <class Visit>
    void forEach(Visit visit) const
    {
        const_cast<Slab *>(this)->forEach([&visit](JobId id, const T &value) { visit(id, value); });
    }

private:
    static constexpr std::uint32_t none = UINT32_MAX;
    static constexpr std::uint32_t chunkSize = 1024;

    struct Cell
    {
        std::uint32_t generation;
        std::uint32_t nextFree;
        alignas(T) std::array<std::byte, sizeof(T)> bytes;
    };
    struct Chunk
    {
        std::array<Cell, chunkSize> cells;
    };

    Cell &cellOf(std::uint32_t slot) noexcept { return m_chunks[slot / chunkSize]->cells[slot % chunkSize]; }

    void grow()
    {
        const auto first = static_cast<std::uint32_t>(m_chunks.size()) * chunkSize;
        m_chunks.push_back(std::unique_ptr<Chunk>(new Chunk));
        for (std::uint32_t i = 0; i < chunkSize; ++i) {
            Cell &cell = m_chunks.back()->cells[i];
            cell.generation = m_firstGeneration;
            cell.nextFree = i + 1 < chunkSize ? first + i + 1 : m_firstFree;
        }
        m_firstFree = first;
    }

    /// Ids given so far must stay stale in the cells to come: they begin with a later generation than any
    /// had.
    void releaseChunks()
    {
        for (const std::unique_ptr<Chunk> &chunk : m_chunks) {
            for (const Cell &cell : chunk->cells)
                m_firstGeneration = std::max(m_firstGeneration, cell.generation);
        }
        m_chunks.clear();
        m_firstFree = none;
    }

    void destroyAll()
    {
        forEach([](JobId, T &value) { value.~T(); });
    }

    std::vector<std::unique_ptr<Chunk>> m_chunks;
    std::uint32_t m_firstFree = none;
    std::uint32_t m_firstGeneration = 0;
    std::size_t m_size = 0;
};

} // namespace millrace
