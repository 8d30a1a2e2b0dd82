#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace millrace {

/// A thread for what reads or removes whole result files, so that commits don't wait for it. Work is done in
/// the order it came; what has not begun when this goes is dropped, and what is underway is asked to end.
class FileThread
{
public:
    /// Gets a flag that becomes true when the work should end early.
    using Work = std::function<void(const std::atomic<bool> &ending)>;

    FileThread() : m_thread([this] { run(); }) {}
    ~FileThread() { stop(); }
    FileThread(const FileThread &) = delete;
    FileThread &operator=(const FileThread &) = delete;

    /// Does nothing once stopped.
    void ask(Work work);
    /// Waits for the work that is underway to end early.
    void stop();

private:
    void run();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Work> m_queue; // guarded by m_mutex
    std::atomic<bool> m_ending = false;
    std::thread m_thread;
};

} // namespace millrace
