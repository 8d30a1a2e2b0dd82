#include "core/queue/queuestatistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace millrace {

/// Clears the buckets that time has gone past since the last look.
void QueueStatistics::forgetBefore(std::int64_t bucket)
{
    if (m_last == INT64_MIN || bucket - m_last >= buckets) {
        m_ended.fill(0);
        m_workSince = bucket;
    } else {
        for (std::int64_t gone = m_last + 1; gone <= bucket; ++gone)
            m_ended[static_cast<std::size_t>(gone % buckets)] = 0;
    }
    m_last = std::max(m_last, bucket);
}

void QueueStatistics::started(TimePoint now)
{
    if (bucketAt(now) > m_last)
        forgetBefore(bucketAt(now));
}

void QueueStatistics::ended(TimePoint now, std::optional<Duration> took)
{
    started(now);
    ++m_ended[static_cast<std::size_t>(bucketAt(now) % buckets)];
    if (!took)
        return;
    const float seconds = std::chrono::duration<float>(*took).count();
    if (m_took.size() < remembered)
        m_took.push_back(seconds);
    else
        m_took[m_nextTook++ % remembered] = seconds;
}

double QueueStatistics::perSecond(TimePoint now) const
{
    const std::int64_t bucket = bucketAt(now);
    if (m_last == INT64_MIN || bucket - m_last >= buckets)
        return 0;
    std::uint64_t sum = 0;
    for (std::int64_t each = std::max(m_workSince, bucket - buckets + 1); each <= m_last; ++each)
        sum += m_ended[static_cast<std::size_t>(each % buckets)];
    const std::int64_t observed = std::clamp<std::int64_t>(bucket - m_workSince + 1, 10, buckets);
    return double(sum) / (double(observed) * std::chrono::duration<double>(bucketLength).count());
}

std::optional<QueueStatistics::Durations> QueueStatistics::durations() const
{
    if (m_took.size() < 10)
        return std::nullopt;
    Durations found;
    found.count = m_took.size();
    found.mean = std::accumulate(m_took.begin(), m_took.end(), 0.0) / double(found.count);
    const double squares =
        std::accumulate(m_took.begin(), m_took.end(), 0.0, [&found](double sum, float each) {
            return sum + (each - found.mean) * (each - found.mean);
        });
    found.deviation = std::sqrt(squares / double(found.count - 1));
    std::vector<float> sorted = m_took;
    const auto percentile = sorted.begin() + std::ptrdiff_t(sorted.size() * 95 / 100);
    std::nth_element(sorted.begin(), percentile, sorted.end());
    found.longest = *percentile;
    return found;
}

} // namespace millrace
