#pragma once

#include "core/deferred/clock.h"
#include "core/queue/jobid.h"

#include <compare>
#include <cstdint>
#include <optional>

namespace millrace {

/// What stop() does with the jobs that are underway.
enum class Underway : std::uint8_t { Finish, Cancel };

/// Where bulk moves go.
enum class Place : std::uint8_t { Top, Up, Down, Bottom };

/// A set of jobs that shares a cap, such as those of one host. Chosen by the caller, small numbers: a table
/// is indexed by them.
enum class GroupId : std::uint32_t { None = 0 };

/// Where a pending job stands: smallest first.
struct DispatchKey
{
    std::uint64_t position = 0; ///< Its arrival, or where it was moved to.
    std::int32_t priority = 0;  ///< Lower is more important.
    std::uint32_t slot =
        0; ///< The job's own, given by the queue: a job that comes back may find its position taken.

    friend constexpr std::strong_ordering operator<=>(const DispatchKey &a, const DispatchKey &b) noexcept
    {
        return a.upper() != b.upper() ? a.upper() <=> b.upper() : a.lower() <=> b.lower();
    }
    friend constexpr bool operator<(const DispatchKey &a, const DispatchKey &b) noexcept
    {
        return a.upper() < b.upper() || (a.upper() == b.upper() && a.lower() < b.lower());
    }
    friend constexpr bool operator==(const DispatchKey &, const DispatchKey &) noexcept = default;

private:
    [[nodiscard]] constexpr std::uint64_t upper() const noexcept
    {
        const auto biased = static_cast<std::uint32_t>(priority) ^ 0x80000000u;
        return (std::uint64_t{biased} << 32) | (position >> 32);
    }
    [[nodiscard]] constexpr std::uint64_t lower() const noexcept { return (position << 32) | slot; }
};

/// How a job is put, beyond its argument.
struct PutOptions
{
    int priority = 0;
    GroupId group = GroupId::None;
    Clock::TimePoint notBefore{}; ///< Held until then without a slot; the epoch is no hold.
    /// Where an earlier job of that key stood; absent: behind its equals.
    std::optional<std::uint64_t> position{};
};

/// Where a job of a dispatch queue is; one that ended is not in the queue any more.
enum class DispatchState : std::uint8_t { Pending, Underway, Cancelling };

/// Why a pending job is not running.
struct DispatchWait
{
    enum class Kind : std::uint8_t {
        InLine,
        Paused,
        Stopped,
        NoWidth,
        Arriving, ///< The rest of a batch is still to come.
        GroupFull,
        RateLimited,
        HeldUntil
    };
    Kind kind = Kind::InLine;
    std::uint32_t rank = 0;        ///< InLine: 1 is the next to launch.
    GroupId group = GroupId::None; ///< GroupFull.
    Clock::TimePoint until{};      ///< HeldUntil, RateLimited.
};

} // namespace millrace
