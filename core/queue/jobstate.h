#pragma once

#include <QtGlobal> // Before std: moc can't parse <array> (it brings <compare>) as the first of a file.

#include <array>
#include <cstddef>
#include <cstdint>

namespace millrace {

/// Where a job is in its life. See the diagram in core/README.md.
enum class JobState : std::uint8_t {
    Pending,     ///< Not launched yet, or waiting for its next attempt.
    Underway,    ///< Launched, not ended.
    Cancelling,  ///< Asked to end, still holding its slot until the work is really gone.
    Finished,    ///< Ended well.
    Failed,      ///< Ended badly; the outcome says why.
    Cancelled,   ///< Ended because somebody asked.
    Interrupted, ///< The program died while this command was underway: waits for a decision.
};

inline constexpr std::size_t jobStateCount = 7;
inline constexpr std::array<JobState, jobStateCount> allJobStates{
    JobState::Pending, JobState::Underway,  JobState::Cancelling, JobState::Finished,
    JobState::Failed,  JobState::Cancelled, JobState::Interrupted};

/// True for a job that holds a slot of the width.
[[nodiscard]] constexpr bool isUnderway(JobState state) noexcept
{
    return state == JobState::Underway || state == JobState::Cancelling;
}

/// True for the states that nothing but a retry leaves.
[[nodiscard]] constexpr bool isEnded(JobState state) noexcept
{
    return state == JobState::Finished || state == JobState::Failed || state == JobState::Cancelled;
}

} // namespace millrace
