#pragma once

#include "core/store/journalfile.h"
#include "core/store/storetypes.h"

#include <QSet>

namespace millrace {

/// Reads the jobs back in pieces, by number, and says what becomes of those that were underway. Jobs that
/// are written meanwhile don't disturb it: they have higher numbers or were delivered before. Writer thread only.
class Loader
{
public:
    Loader(const StorePlace &place, LoadReport &report) : m_place(place), m_report(report) {}

    /// Before the first piece, and again with a database that was rebuilt: what was delivered isn't again.
    /// \throws SqlError, SQLITE_CORRUPT where what is found can't be believed; not the second time.
    void start(JournalFile &file, bool isRebuilt);
    /// Fills \a piece with the next jobs; those whose state the crash changed are in \a changed too, to be written.
    /// False at the end.
    /// \throws as start(); then nothing of the piece counts.
    bool next(JournalFile &file, RestoredJobs &piece, std::vector<NotedJob> &changed);

    /// Jobs that were removed in an earlier run.
    [[nodiscard]] const std::vector<JobNumber> &removedBefore() const { return m_removedBefore; }
    /// A piece was given.
    [[nodiscard]] bool hasDelivered() const { return !m_delivered.empty(); }

private:
    void doubt(bool damaged) const;
    void addOutcome(JournalFile &file, JobRecord &record);
    bool mapState(JobRecord &record, LoadReport &counts) const;

    const StorePlace &m_place;
    LoadReport &m_report;
    std::vector<JobNumber> m_removedBefore;
    QSet<quint64> m_removed;
    QueueSettings m_settings;
    bool m_settingsKept = false;
    JobNumber m_after{0};
    JobNumber m_end{0};           ///< From here on jobs are of this run.
    std::uint64_t m_expected = 0; ///< Rows, as the ledger has it.
    std::uint64_t m_rows = 0;
    std::vector<bool> m_delivered; ///< By number.
    bool m_isRebuilt = false;
};

} // namespace millrace
