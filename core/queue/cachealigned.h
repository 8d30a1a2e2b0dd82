#pragma once

#include <cstddef>
#include <new>

namespace millrace {

/// An allocator for containers whose elements are to lie at known places within the lines of the cache: their memory
/// begins with a line.
template <class T>
struct CacheAligned
{
    using value_type = T;
    static constexpr std::align_val_t line{64};

    CacheAligned() = default;
    template <class U>
    CacheAligned(const CacheAligned<U> &) noexcept
    {}

    [[nodiscard]] T *allocate(std::size_t count)
    {
        return static_cast<T *>(::operator new(count * sizeof(T), line));
    }
    void deallocate(T *memory, std::size_t) noexcept { ::operator delete(memory, line); }

    friend bool operator==(const CacheAligned &, const CacheAligned &) noexcept { return true; }
};

} // namespace millrace
