#pragma once

#include "core/queue/jobjournal.h"
#include "core/store/notedjob.h"

#include <QByteArray>
#include <QString>

#include <array>
#include <chrono>
#include <cstddef>
#include <vector>

namespace millrace {

/// Remembers launches and ends that are noted but not on the disk yet, where a kill -9 can't take them: in a small file
/// that is mapped into memory. What was written to it before a kill is in it afterwards, without a call to the
/// system; so an attempt is counted before it starts and a result that was shown stays, however short the time was.
/// Against a power cut it is no help, nor needed: what is on the disk is the database's.
///
/// Two halves: one is filled while the other waits for its notes to be committed. When both are full, notes go
/// without. One thread at a time.
class FlightRecorder
{
public:
    /// Opens or makes the file; as long as there is none (no space) nothing is recorded, and forget() tries again after
    /// \a pause at the earliest.
    explicit FlightRecorder(const QString &directory,
                            std::chrono::milliseconds pause = std::chrono::seconds(1));
    ~FlightRecorder();
    FlightRecorder(const FlightRecorder &) = delete;
    FlightRecorder &operator=(const FlightRecorder &) = delete;

    /// What was noted of a job; with all that it is where the database may not know it yet.
    struct Entry
    {
        NotedJob job;
        bool isWhole = false;
    };
    /// What the last run recorded last; some of it is in the database already.
    [[nodiscard]] static std::vector<Entry> read(const QString &directory);
    /// The revision that the database is known to have reached; 0 if it isn't known. Less in the database means that
    /// something was taken from it.
    [[nodiscard]] static std::int64_t durableRevision(const QString &directory);
    /// A program has been here before.
    [[nodiscard]] static bool isThere(const QString &directory);
    /// Forgets it, once it is in the database.
    static void clear(const QString &directory);

    /// \cost about as much as copying the outcome's texts.
    void record(const NotedJob &job, bool isWhole, JobJournal::Mark mark);
    /// All up to \a mark is on the disk, and the database has \a revision.
    void forget(JobJournal::Mark mark, std::int64_t revision);

private:
    struct Half
    {
        std::size_t used = 0;
        JobJournal::Mark last = 0;
    };

    void map();

    const QByteArray m_path;
    const std::chrono::milliseconds m_pause;
    std::byte *m_memory = nullptr;
    std::chrono::steady_clock::time_point m_tryAgainAt; ///< Where there is no memory.
    std::array<Half, 2> m_halves;
    std::size_t m_current = 0;
    QByteArray m_buffer;
};

} // namespace millrace
