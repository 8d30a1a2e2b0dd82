#pragma once

#include <QByteArray>

#include <atomic>
#include <chrono>
#include <deque>
#include <map>
#include <thread>

namespace millrace::bench {

/// An HTTP server in a thread of its own that answers every request, whatever it asks for, with 1 KiB after a fixed
/// time. It keeps connections, and it says how long it really took: what is measured through it is not blamed for it.
class DelayingServer
{
public:
    using Clock = std::chrono::steady_clock;

    explicit DelayingServer(std::chrono::milliseconds delay);
    ~DelayingServer();
    DelayingServer(const DelayingServer &) = delete;
    DelayingServer &operator=(const DelayingServer &) = delete;

    [[nodiscard]] QByteArray url() const;
    /// The mean time from a request's last byte, as this server read it, to its answer, since it was last asked.
    [[nodiscard]] std::chrono::duration<double> takeLatency();

private:
    struct Answer
    {
        Clock::time_point due, asked;
        int socket = -1;
    };

    void run();
    void accept();
    void read(int socket);
    void answerWhatIsDue();
    void wakeFor(Clock::time_point due) const;
    void watch(int descriptor) const;

    const std::chrono::milliseconds m_delay;
    const int m_listener, m_epoll, m_timer, m_end;
    std::deque<Answer> m_answers;       ///< All wait equally long: the first asked is the first due.
    std::map<int, QByteArray> m_unread; ///< By socket.
    std::atomic<qint64> m_answered{0}, m_nanoseconds{0};
    std::thread m_thread;
};

} // namespace millrace::bench
