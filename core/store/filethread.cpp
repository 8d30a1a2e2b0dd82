#include "core/store/filethread.h"

namespace millrace {

void FileThread::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

void FileThread::ask(Work work)
{
    {
        const std::lock_guard lock(m_mutex);
        m_queue.push_back(std::move(work));
    }
    m_wake.notify_one();
}

void FileThread::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_ending) {
        if (m_queue.empty()) {
            m_wake.wait(lock);
            continue;
        }
        const Work work = std::move(m_queue.front());
        m_queue.pop_front();
        lock.unlock();
        work(m_ending);
        lock.lock();
    }
}

} // namespace millrace
