#pragma once

#include "core/store/journalfile.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

namespace millrace {

/// What other threads want of the writer, and when it is time to do it. Putting in never waits for the disk.
class Inbox
{
public:
    using Clock = std::chrono::steady_clock;
    /// Gets null while nothing can be read.
    using Task = std::function<void(JournalFile *)>;

    /// What one turn of the writer's loop has to do.
    struct Turn
    {
        std::vector<JournalEntry> entries;
        std::vector<Task> tasks;
        JobJournal::Mark mark = 0; ///< Of the last entry; 0 for none.
        bool load = false;         ///< The window takes another piece.
        bool stop = false;
    };
    /// What the writer is waiting for besides.
    struct Wish
    {
        bool load = false;             ///< It could read another piece.
        bool write = false;            ///< It has something to write itself.
        bool troubled = false;         ///< Nothing is written before writeFrom, whoever is in a hurry.
        Clock::time_point writeFrom{}; ///< Nor after it as long as nobody is: then company may come.
    };

    // --- any thread ---------------------------------------------------------------------------------------
    void put(JournalEntry entry, JobJournal::Mark mark = 0);
    void put(Task task);
    /// What was put in is written without waiting for company.
    void hurry();
    void wantPiece();
    void stop();

    // --- the writer's thread ------------------------------------------------------------------------------
    [[nodiscard]] Turn wait(const Wish &wish);
    /// Sleeps until then; true as soon as the store is going.
    bool isStoppedBefore(Clock::time_point until);

private:
    [[nodiscard]] bool isDue(const Wish &wish, Clock::time_point now) const;

    std::mutex m_mutex; // guards all the rest
    std::condition_variable m_wake;
    Turn m_waiting;
    bool m_hurry = false;
    int m_piecesWanted =
        2; ///< Two on the way keep both threads busy, and the window's queue of events short.
};

} // namespace millrace
