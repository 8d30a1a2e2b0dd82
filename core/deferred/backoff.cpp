#include "core/deferred/backoff.h"

#include <algorithm>
#include <random>
#include <stdexcept>
#include <utility>

namespace millrace {

namespace {

double drawEvenly()
{
    thread_local std::mt19937_64 engine{std::random_device{}()};
    return std::uniform_real_distribution<double>(0.0, 1.0)(engine);
}

/// The delays that Backoff::Options describe.
class Growing
{
public:
    explicit Growing(Backoff::Options options) : m_options(std::move(options)), m_delay(m_options.initial)
    {
        if (!m_options.random)
            m_options.random = drawEvenly;
    }

    std::optional<Backoff::Duration> operator()()
    {
        if (m_given >= m_options.count)
            return std::nullopt;
        if (m_given++ == 0 && m_options.first == Backoff::First::Now)
            return Backoff::Duration::zero();
        const Backoff::Duration delay = std::min(m_delay, m_options.cap);
        grow();
        if (m_options.jitter == Backoff::Jitter::None)
            return delay;
        return std::chrono::duration_cast<Backoff::Duration>(
            std::chrono::duration<double, Backoff::Duration::period>(delay) * m_options.random());
    }

private:
    void grow()
    {
        // By way of double: a product that no longer fits must stop at the cap, not wrap.
        const double next = static_cast<double>(m_delay.count()) * m_options.factor;
        m_delay = next < static_cast<double>(m_options.cap.count())
                      ? Backoff::Duration(static_cast<Backoff::Duration::rep>(next))
                      : m_options.cap;
    }

    Backoff::Options m_options;
    Backoff::Duration m_delay;
    int m_given = 0;
};

} // namespace

Backoff::Backoff() : Backoff(growing({})) {}

Backoff Backoff::growing(Options options)
{
    if (options.initial <= Duration::zero() || options.cap < Duration::zero() || !(options.factor >= 1.0) ||
        options.count < 1)
        throw std::invalid_argument(
            "A back-off needs an initial delay of more than zero, a factor of at least 1, a "
            "cap that is not negative and at least one attempt.");
    return Backoff(std::function<std::optional<Duration>()>(Growing(std::move(options))));
}

Backoff::Backoff(std::vector<Duration> delays)
    : m_next([delays = std::move(delays), at = std::size_t{0}]() mutable -> std::optional<Duration> {
          if (at == delays.size())
              return std::nullopt;
          return delays[at++];
      })
{}

} // namespace millrace
