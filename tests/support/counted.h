#pragma once

#include <utility>

namespace millrace::test {

struct Counts
{
    int copies = 0;
    int moves = 0;
    int alive = 0;
};

/// A value that counts how often values of its kind are copied, moved, made and destroyed.
struct Counted
{
    static inline Counts counts;
    static void reset() { counts = {}; }

    explicit Counted(int n = 0) : number(n) { ++counts.alive; }
    Counted(const Counted &other) : number(other.number)
    {
        ++counts.copies;
        ++counts.alive;
    }
    Counted(Counted &&other) noexcept : number(std::exchange(other.number, -1))
    {
        ++counts.moves;
        ++counts.alive;
    }
    Counted &operator=(const Counted &other)
    {
        number = other.number;
        ++counts.copies;
        return *this;
    }
    Counted &operator=(Counted &&other) noexcept
    {
        number = std::exchange(other.number, -1);
        ++counts.moves;
        return *this;
    }
    ~Counted() { --counts.alive; }

    int number;
};

} // namespace millrace::test
