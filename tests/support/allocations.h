#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

/// Counts what is allocated with new on this thread. Include it in one file of a program: it replaces operator new.
namespace millrace::test {

inline thread_local std::size_t allocationCount = 0;

/// How many allocations were made since this was made.
class Allocations
{
public:
    [[nodiscard]] std::size_t count() const noexcept { return allocationCount - m_before; }

private:
    std::size_t m_before = allocationCount;
};

} // namespace millrace::test

void *operator new(std::size_t size)
{
    ++millrace::test::allocationCount;
    if (void *memory = std::malloc(size == 0 ? 1 : size))
        return memory;
    throw std::bad_alloc();
}

void operator delete(void *memory) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}
