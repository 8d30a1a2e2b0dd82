#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>

namespace millrace::detail {

/// Where the links of one chain lie: the first few inside the chain itself, the others side by side in chunks
/// that double in size. Gives memory only; whoever makes an object here destroys it.
class LinkArena
{
public:
    LinkArena() = default;
    LinkArena(const LinkArena &) = delete;
    LinkArena &operator=(const LinkArena &) = delete;
    ~LinkArena() { freeChunks(); }

    template <class Object, class... Args>
    [[nodiscard]] Object *make(Args &&...args)
    {
        return ::new (take(sizeof(Object), alignof(Object))) Object(std::forward<Args>(args)...);
    }

    /// Forgets everything that was made. Nothing in it may be alive.
    void reset() noexcept
    {
        if (m_chunk)
            freeChunks();
        m_next = m_inPlace;
        m_end = m_inPlace + sizeof m_inPlace;
    }

private:
    struct Chunk
    {
        Chunk *previous;
    };

    [[nodiscard]] void *take(std::size_t size, std::size_t align)
    {
        auto address = reinterpret_cast<std::uintptr_t>(m_next);
        address = (address + align - 1) & ~(std::uintptr_t{align} - 1);
        if (address + size > reinterpret_cast<std::uintptr_t>(m_end)) [[unlikely]]
            return takeFromNewChunk(size, align);
        auto *taken = reinterpret_cast<std::byte *>(address);
        m_next = taken + size;
        return taken;
    }

    [[nodiscard]] void *takeFromNewChunk(std::size_t size, std::size_t align);
    void freeChunks() noexcept;

    Chunk *m_chunk = nullptr;
    std::byte *m_next = m_inPlace;
    std::byte *m_end = m_inPlace + sizeof m_inPlace;
    std::size_t m_chunkSize = 256;
    alignas(std::max_align_t)
        std::byte m_inPlace[96]; ///< Three or four callbacks with a captured pointer or two.
};

} // namespace millrace::detail
