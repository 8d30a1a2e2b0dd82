#pragma once

#include "core/store/journalfile.h"
#include "core/store/storetypes.h"

#include <QSet>

namespace millrace {

/// Reads the jobs back in pieces, by number, and says what becomes of those that were underway (safety.md).
/// Jobs that are written meanwhile don't disturb it: they have higher numbers or were delivered before.
/// Writer thread only.
class Loader
{
public:
    Loader(const StorePlace &place, LoadReport &report) : m_place(place), m_report(report) {}

    /// Must be called before the first piece: what was there when the store was opened.
    void start(JournalFile &file);
    /// Adds the next jobs to \a piece; those whose state the crash changed are in \a changed too, to be
    /// written. False at the end. \throws SqlError
    bool next(JournalFile &file, RestoredJobs &piece, std::vector<NotedJob> &changed);

    [[nodiscard]] bool isDone() const { return m_done; }
    /// Jobs that were removed in an earlier run.
    [[nodiscard]] std::vector<JobNumber> removedBefore() const { return m_removedBefore; }
    /// Rows were there that can't be believed.
    [[nodiscard]] bool foundDamage() const { return m_damage; }

private:
    void addOutcome(JournalFile &file, JobRecord &record);
    bool mapState(JobRecord &record);

    const StorePlace &m_place;
    LoadReport &m_report;
    std::vector<JobNumber> m_removedBefore;
    QSet<quint64> m_removed;
    QueueSettings m_settings;
    bool m_settingsKept = false;
    JobNumber m_after{0};
    JobNumber m_end{0};
    bool m_done = false;
    bool m_damage = false;
};

} // namespace millrace
