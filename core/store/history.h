#pragma once

#include "core/queue/jobrecord.h"

#include <chrono>
#include <span>
#include <vector>

namespace millrace {

/// How much of what has ended is kept; 0 is no bound. Pending, underway and interrupted jobs count for nothing here.
struct HistoryBounds
{
    std::size_t jobs = 0;
    std::chrono::hours age{0};
    qint64 bytes = 0; ///< Of their results.

    friend bool operator==(const HistoryBounds &, const HistoryBounds &) = default;
};

/// What the bounds look at of a job that has ended.
struct EndedJob
{
    JobNumber number{};
    WallTime endedAt{};
    qint64 bytes = 0;
};

/// As the bounds see it. \throws std::logic_error for a job that has not ended.
[[nodiscard]] EndedJob endedJob(const JobRecord &record);

/// Which of \a ended are to be removed so that the rest is within all \a bounds: those that ended first, and of those
/// that ended together the lowest numbers, in that order. \cost O(n log n)
[[nodiscard]] std::vector<JobNumber> beyond(const HistoryBounds &bounds, std::span<const EndedJob> ended,
                                            WallTime now);

} // namespace millrace
