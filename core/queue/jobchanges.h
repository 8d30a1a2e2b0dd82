#pragma once

#include "core/queue/jobid.h"
#include "core/queue/jobstate.h"

#include <array>
#include <cstdint>
#include <vector>

namespace millrace {

/// How many jobs there are in each state.
struct JobCounts
{
    std::array<std::uint32_t, jobStateCount> byState{};

    [[nodiscard]] std::uint32_t operator[](JobState state) const
    {
        return byState[static_cast<std::size_t>(state)];
    }
    [[nodiscard]] std::uint32_t &operator[](JobState state)
    {
        return byState[static_cast<std::size_t>(state)];
    }
    [[nodiscard]] std::uint32_t total() const
    {
        std::uint32_t sum = 0;
        for (const std::uint32_t n : byState)
            sum += n;
        return sum;
    }
    friend bool operator==(const JobCounts &, const JobCounts &) = default;
};

/// What one frame changed. An id stands in exactly one of the three lists; a job that was added and removed
/// within the frame stands in none. Removed records are gone already: only their ids remain.
struct JobChanges
{
    std::vector<JobId> added;   ///< In the order they were put.
    std::vector<JobId> changed; ///< State, progress, priority, position, last line …; any order.
    std::vector<JobId> removed;
    bool orderChanged = false; ///< Some pending job's dispatch order changed (reprioritised, moved).

    [[nodiscard]] bool isEmpty() const { return added.empty() && changed.empty() && removed.empty(); }
};

} // namespace millrace
