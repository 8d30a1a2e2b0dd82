#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <atomic>
#include <thread>

#include <time.h>

namespace millrace::bench {

/// Knocks at an event loop a thousand times a second from outside, as a person's input does, and notes how long the
/// longest knock waited for an answer.
///
/// Made and read on the thread of that loop.
class Heartbeat : public QObject
{
public:
    Heartbeat();
    ~Heartbeat() override;

    struct Longest
    {
        double wait = 0; ///< Milliseconds, on the wall.
        double own = 0;  ///< What of a knock's wait this thread worked, at most: the rest is other programs'.
    };
    /// Since the last time it was asked.
    [[nodiscard]] Longest take() { return std::exchange(m_longest, {}); }

private:
    void knock();
    void answer();

    int m_door;
    clockid_t m_ownClock{};
    Longest m_longest;
    std::atomic<bool> m_isKnocking{false}, m_isEnding{false};
    double m_knockedAt = 0, m_ownThen = 0; ///< Written before, read after m_isKnocking.
    QSocketNotifier m_notifier;
    std::thread m_thread;
};

} // namespace millrace::bench
