#include "tests/bench/heartbeat.h"

#include <algorithm>
#include <chrono>

#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace millrace::bench {

namespace {

double milliseconds(clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

} // namespace

Heartbeat::Heartbeat()
    : m_door(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), m_notifier(m_door, QSocketNotifier::Read)
{
    pthread_getcpuclockid(pthread_self(), &m_ownClock);
    connect(&m_notifier, &QSocketNotifier::activated, this, &Heartbeat::answer);
    m_thread = std::thread([this] {
        for (; !m_isEnding; std::this_thread::sleep_for(std::chrono::milliseconds(1)))
            knock();
    });
}

Heartbeat::~Heartbeat()
{
    m_isEnding = true;
    m_thread.join();
    ::close(m_door);
}

void Heartbeat::knock()
{
    if (m_isKnocking)
        return;
    m_knockedAt = milliseconds(CLOCK_MONOTONIC);
    m_ownThen = milliseconds(m_ownClock);
    m_isKnocking = true;
    ::eventfd_write(m_door, 1);
}

void Heartbeat::answer()
{
    eventfd_t knocks = 0;
    if (::eventfd_read(m_door, &knocks) != 0 || !m_isKnocking)
        return;
    m_longest.wait = std::max(m_longest.wait, milliseconds(CLOCK_MONOTONIC) - m_knockedAt);
    m_longest.own = std::max(m_longest.own, milliseconds(m_ownClock) - m_ownThen);
    m_isKnocking = false;
}

} // namespace millrace::bench
