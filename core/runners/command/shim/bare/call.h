#pragma once

#include <cstddef>
#include <type_traits>

/// A system call of x86-64 with the C library's manners: see start.cpp for why.
namespace millrace::shim::bare {

/// What errno is.
int &lastError();

inline long enter(long number, long a, long b, long c, long d, long e, long f)
{
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

template <class T>
long word(T value)
{
    if constexpr (std::is_pointer_v<T>)
        return reinterpret_cast<long>(value);
    else
        return static_cast<long>(value);
}

/// A system call with the C library's manners: -1 and errno.
template <class Result = int, class... Args>
Result call(long number, Args... args)
{
    const long words[6] = {word(args)...};
    const long result = enter(number, words[0], words[1], words[2], words[3], words[4], words[5]);
    if (result < 0 && result > -4096) {
        lastError() = static_cast<int>(-result);
        return Result(-1);
    }
    return Result(result);
}

inline constexpr std::size_t kernelSetSize = 8; ///< Of a signal set; the library's has room for more.

} // namespace millrace::shim::bare
