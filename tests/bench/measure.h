#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

namespace millrace::bench {

/// Keeps the compiler from doing away with work whose result nobody uses.
inline void touchMemory()
{
    asm volatile("" ::: "memory");
}

/// Nanoseconds a call of \a work, over \a calls of it.
template <class Work>
double nanoseconds(int calls, Work &&work)
{
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < calls; ++i) {
        work(i);
        touchMemory();
    }
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    return took.count() / calls;
}

/// The best of several rounds: on a machine with other work on it, the least disturbed one.
class Best
{
public:
    void add(double value) { m_value = std::min(m_value, value); }
    [[nodiscard]] double value() const { return m_value; }

private:
    double m_value = std::numeric_limits<double>::infinity();
};

/// One line of what tests/bench/run reads.
struct Row
{
    std::string bench;
    std::string what;
    std::string metric;
    double value = 0;
    long allocations = -1;
    std::string peer;
    double peerValue = 0;
    std::string budget;
    int ok = -1; ///< 0, 1, or -1 for no budget.

    void print() const
    {
        std::printf(R"({"bench":"%s","case":"%s","metric":"%s","value":%.4g)", bench.c_str(), what.c_str(),
                    metric.c_str(), value);
        if (allocations >= 0)
            std::printf(R"(,"allocations":%ld)", allocations);
        if (!peer.empty())
            std::printf(R"(,"peer":"%s","peer_value":%.4g,"ratio":%.3g)", peer.c_str(), peerValue,
                        peerValue / value);
        if (!budget.empty())
            std::printf(R"(,"budget":"%s")", budget.c_str());
        if (ok >= 0)
            std::printf(R"(,"ok":%s)", ok != 0 ? "true" : "false");
        std::printf("}\n");
        std::fflush(stdout);
    }
};

} // namespace millrace::bench
