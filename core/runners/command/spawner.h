#pragma once

#include "core/runners/command/shimlink.h"

#include <QByteArray>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace millrace {

/// What happened to the commands since the last look.
struct CommandEvents
{
    std::unordered_map<std::uint64_t, CommandPrint> prints;
    std::vector<CommandEnd> ends;
};

/// The thread that starts commands and listens to them, so that the GUI's does neither.
///
/// One epoll set for all sockets: a notifier for each would make every turn of a glib loop cost a poll() over
/// all of them. Talks to its owner through one call for a batch of events: at once for ends, at most once a
/// frame for output. Of output that nobody takes it keeps the newest, 64 KiB a command and about 1 MiB in
/// all. Made, used and destroyed on one thread; destroying it ends every command and waits up to a second for
/// that.
class Spawner
{
public:
    /// \param notify is called on the spawner's thread when takeEvents() has something; then not again before
    ///               takeEvents() was called.
    Spawner(QByteArray shim, ResultsFolder &folder, std::function<void()> notify);
    ~Spawner();
    Spawner(const Spawner &) = delete;
    Spawner &operator=(const Spawner &) = delete;

    /// \cost some microseconds; nothing is started on the caller's thread.
    void start(CommandStart start);
    /// Asks a command to end; one that hasn't been started isn't. Unknown tickets are ignored.
    void end(std::uint64_t ticket, std::chrono::milliseconds grace);
    [[nodiscard]] CommandEvents takeEvents();

private:
    struct EndOrder
    {
        std::uint64_t ticket;
        std::chrono::milliseconds grace;
    };

    void wake();
    void run();
    bool takeOrders();
    void startSome();
    void startOne(CommandStart start);
    void endOne(const EndOrder &order);
    void listen(int timeoutMs);
    void hear(ShimLink &link);
    void keepPrint(std::uint64_t ticket, const CommandPrint &print);
    void keepEnd(CommandEnd end);
    [[nodiscard]] int deliver();
    void endAll();

    const ShimSetUp m_setUp;
    ResultsFolder &m_folder;
    const std::function<void()> m_notify;
    Descriptor m_epoll, m_bell;

    std::mutex m_mutex; // Held for moments only, never over a system call that blocks.
    std::vector<CommandStart> m_newStarts;
    std::vector<EndOrder> m_newEnds;
    CommandEvents m_events;
    qint64 m_eventBytes = 0;
    bool m_notified = false;
    bool m_stop = false;

    // The spawner's thread's own:
    std::deque<CommandStart> m_starts;
    std::unordered_map<std::uint64_t, std::unique_ptr<ShimLink>> m_links;
    std::chrono::steady_clock::time_point m_lastNotify{};

    std::thread m_thread;
};

} // namespace millrace
