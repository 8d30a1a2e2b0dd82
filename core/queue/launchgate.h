#pragma once

#include "core/queue/ratelimit.h"

#include <cstddef>
#include <stdexcept>

namespace millrace {

/// Decides whether a queue may launch one more job, whichever: by its width, pause, stop, rate
/// and whether a batch is still coming in.
///
/// Compares what is underway with the width that was asked for; it counts nothing itself, so nothing can run
/// out of step.
class LaunchGate
{
public:
    LaunchGate(Clock &clock, int width) : m_clock(clock) { setWidth(width); }

    [[nodiscard]] bool mayLaunch(std::size_t underway) const
    {
        return underway < static_cast<std::size_t>(m_width) && !m_isPaused && !m_isStopped && !isArriving();
    }
    /// Takes a token of the rate; false if there is none yet.
    [[nodiscard]] bool takeToken()
    {
        if (!m_bucket.limit())
            return true;
        const Clock::TimePoint time = now();
        if (m_bucket.nextAt() > time)
            return false;
        m_bucket.take(time);
        return true;
    }
    [[nodiscard]] Clock::TimePoint nextToken() const { return m_bucket.nextAt(); }

    void setWidth(int width)
    {
        if (width < 0)
            throw std::invalid_argument("The width of a queue is not negative.");
        m_width = width;
    }
    [[nodiscard]] int width() const { return m_width; }

    void setPaused(bool paused) { m_isPaused = paused; }
    [[nodiscard]] bool isPaused() const { return m_isPaused; }
    void stop() { m_isStopped = true; }
    [[nodiscard]] bool isStopped() const { return m_isStopped; }

    /// A batch comes in, in pieces: the most important of it may be its last. Several may at the same time.
    void beginArrival() { ++m_arriving; }
    void endArrival() { --m_arriving; }
    [[nodiscard]] bool isArriving() const { return m_arriving > 0; }

    void setRateLimit(const std::optional<RateLimit> &limit) { m_bucket.setLimit(limit, now()); }
    [[nodiscard]] const std::optional<RateLimit> &rateLimit() const { return m_bucket.limit(); }

    [[nodiscard]] Clock &clock() const { return m_clock; }
    [[nodiscard]] Clock::TimePoint now() const { return m_clock.now(); }

private:
    Clock &m_clock;
    TokenBucket m_bucket;
    int m_width = 0;
    int m_arriving = 0;
    bool m_isPaused = false;
    bool m_isStopped = false;
};

} // namespace millrace
