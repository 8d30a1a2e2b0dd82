#pragma once

#include <algorithm>
#include <cstdio>
#include <limits>
#include <string>

#include <time.h>

namespace millrace::bench {

/// Keeps the compiler from doing away with work whose result nobody uses.
inline void touchMemory()
{
    asm volatile("" ::: "memory");
}

/// This thread's time on a processor: what others do meanwhile isn't ours.
inline double processorNanoseconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// Nanoseconds a call of \a work, over \a calls of it.
template <class Work>
double nanoseconds(int calls, Work &&work)
{
    const double start = processorNanoseconds();
    for (int i = 0; i < calls; ++i) {
        work(i);
        touchMemory();
    }
    return (processorNanoseconds() - start) / calls;
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
