#include "core/store/inbox.h"

#include <algorithm>
#include <utility>

namespace millrace {

void Inbox::put(JournalEntry entry, JobJournal::Mark mark)
{
    bool first = false;
    {
        const std::lock_guard lock(m_mutex);
        first = m_waiting.entries.empty();
        m_waiting.entries.push_back(std::move(entry));
        m_waiting.mark = std::max(m_waiting.mark, mark);
    }
    if (first)
        m_wake.notify_one();
}

void Inbox::put(Task task)
{
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.tasks.push_back(std::move(task));
    }
    m_wake.notify_one();
}

void Inbox::hurry()
{
    {
        const std::lock_guard lock(m_mutex);
        m_hurry = true;
    }
    m_wake.notify_one();
}

void Inbox::wantPiece()
{
    {
        const std::lock_guard lock(m_mutex);
        ++m_piecesWanted;
    }
    m_wake.notify_one();
}

void Inbox::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.stop = true;
    }
    m_wake.notify_one();
}

Inbox::Turn Inbox::wait(const Wish &wish)
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        const bool write = isDue(wish, Clock::now()) || m_waiting.stop || !m_waiting.tasks.empty();
        const bool load = wish.load && m_piecesWanted > 0;
        if (write || load) {
            Turn turn;
            if (write) {
                turn = std::exchange(m_waiting, {});
                m_waiting.stop = turn.stop;
                m_hurry = false;
            }
            turn.load = load;
            m_piecesWanted -= load ? 1 : 0;
            return turn;
        }
        if (wish.troubled || wish.write || !m_waiting.entries.empty())
            m_wake.wait_until(lock, wish.writeFrom);
        else
            m_wake.wait(lock);
    }
}

bool Inbox::isStoppedBefore(Clock::time_point until)
{
    std::unique_lock lock(m_mutex);
    return m_wake.wait_until(lock, until, [this] { return m_waiting.stop; });
}

bool Inbox::isDue(const Wish &wish, Clock::time_point now) const
{
    if (wish.troubled)
        return now >= wish.writeFrom;
    const bool something = wish.write || !m_waiting.entries.empty();
    return something && (m_hurry || now >= wish.writeFrom);
}

} // namespace millrace
