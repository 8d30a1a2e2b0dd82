#pragma once

#include "core/deferred/clock.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace millrace {

/// What a queue has observed of the jobs that ended: how many a second lately, and how long they took.
/// \cost 4 KiB in all; noting one O(1).
class QueueStatistics
{
public:
    using TimePoint = Clock::TimePoint;
    using Duration = Clock::Duration;

    void started(TimePoint now);
    void ended(TimePoint now, std::optional<Duration> took);

    /// Ended jobs a second over the last 10 s, or since work began after a rest of that length.
    [[nodiscard]] double perSecond(TimePoint now) const;

    /// How long jobs take, of the last 256 that finished or failed; absent until ten have.
    struct Durations
    {
        double mean = 0, deviation = 0, longest = 0; ///< Seconds; longest is the 95th percentile.
        std::size_t count = 0;
    };
    [[nodiscard]] std::optional<Durations> durations() const;

private:
    static constexpr Duration bucketLength = std::chrono::milliseconds(100);
    static constexpr std::int64_t buckets = 100;
    static constexpr std::size_t remembered = 256;

    [[nodiscard]] static std::int64_t bucketAt(TimePoint time)
    {
        return time.time_since_epoch() / bucketLength;
    }
    void forgetBefore(std::int64_t bucket);

    std::array<std::uint32_t, buckets> m_ended{};
    std::int64_t m_last = INT64_MIN;      ///< The newest bucket that counts.
    std::int64_t m_workSince = INT64_MIN; ///< The bucket in which the present stretch of work began.
    std::vector<float> m_took;            ///< Seconds; a ring once it is full.
    std::size_t m_nextTook = 0;
};

} // namespace millrace
