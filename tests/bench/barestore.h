#pragma once

#include "core/queue/jobrecord.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <vector>

namespace millrace::bench {

using Steady = std::chrono::steady_clock;

inline double seconds(Steady::time_point since)
{
    return std::chrono::duration<double>(Steady::now() - since).count();
}

inline double cpuSeconds(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return double(time.tv_sec) + double(time.tv_nsec) * 1e-9;
}

/// Time as it passes, and the processor's, which is steadier on a machine with other work.
struct Cost
{
    double wall = 1e9, cpu = 1e9;

    void takeBest(const Cost &other)
    {
        wall = std::min(wall, other.wall);
        cpu = std::min(cpu, other.cpu);
    }
};

class Stopwatch
{
public:
    [[nodiscard]] Cost cost() const
    {
        return {seconds(m_start), cpuSeconds(CLOCK_PROCESS_CPUTIME_ID) - m_cpu};
    }

private:
    Steady::time_point m_start = Steady::now();
    double m_cpu = cpuSeconds(CLOCK_PROCESS_CPUTIME_ID);
};

/// The same rows by hand: one prepared statement, one transaction.
[[nodiscard]] Cost bareImport(const QString &directory, const std::vector<JobRecord> &jobs);

/// Every column read, the texts copied: what a program needs at least.
[[nodiscard]] Cost bareLoad(const QString &directory);

} // namespace millrace::bench
