#pragma once

#include "core/store/attempttable.h"
#include "core/store/database.h"
#include "core/store/jobtable.h"
#include "core/store/ledgertable.h"
#include "core/store/resultfiles.h"
#include "core/store/resulttable.h"
#include "core/store/storeplace.h"

#include <QString>

#include <span>
#include <variant>
#include <vector>

namespace millrace {

/// Result files whose checksums are known now.
struct SealedResults
{
    std::vector<ResultRow> rows;
};

/// What one call of the journal left to be written.
using JournalEntry =
    std::variant<std::vector<NotedJob>, std::vector<JobNumber>, QueueSettings, SealedResults>;

/// The open database: applies batches, each as one transaction. Writer thread only.
///
/// After a failure it is of no use any more: open another, look at revision(), and decide.
class JournalFile
{
public:
    /// Opens or makes the database, and brings its schema up to date.
    /// \throws SqlError, NewerSchema
    explicit JournalFile(const StorePlace &place);

    /// Writes \a batch, in its order, so that it is on the disk when this returns; the files of results that
    /// it tells of are there before it.
    /// \throws SqlError: what has become of the batch is unknown.
    void commit(std::span<const JournalEntry> batch);
    /// Everything that can be read now is on the disk when this returns.
    /// \throws SqlError
    void makeDurable();
    /// Says in the file that it is in use, or that it was closed in order.
    /// \throws SqlError
    void setClean(bool clean, WallTime now);
    /// Makes the ledger add up again after a rebuild; \a unsound rows of jobs could not be taken over. Returns how
    /// many jobs are missing, and in \a latest the last revision of which anything is left.
    /// \throws SqlError
    std::uint64_t recount(std::uint64_t unsound, std::int64_t &latest);
    /// Everything is in the file itself and the log is gone when this returns; nothing else may be called then.
    void closeInOrder();
    /// The result files that these jobs have and no other.
    /// \throws SqlError
    /// \cost one pass over all results where a file isn't named after its job.
    [[nodiscard]] std::vector<QString> filesOnlyOf(std::span<const JobNumber> removed);
    /// Drops jobs that are removed still, with all that belongs to them.
    /// \throws SqlError
    void drop(std::span<const JobNumber> removed);
    /// All attempts of a job that ended, with their files, oldest first.
    /// \throws SqlError
    [[nodiscard]] std::vector<AttemptRecord> attemptsOf(JobNumber job);
    /// How an attempt ended, with its files; none if it didn't, or the row isn't sound.
    /// \throws SqlError
    [[nodiscard]] std::optional<AttemptRecord> attempt(AttemptId id, int &damaged);

    [[nodiscard]] const Ledger &ledger() const { return m_ledger; }
    [[nodiscard]] std::int64_t revision() const { return m_ledger.revision; }
    [[nodiscard]] bool ledgerIsSound() const { return m_ledgerIsSound; }
    [[nodiscard]] Database &database() { return m_database; }
    [[nodiscard]] JobTable &jobs() { return m_jobs; }
    [[nodiscard]] AttemptTable &attempts() { return m_attempts; }
    [[nodiscard]] ResultTable &results() { return m_results; }
    [[nodiscard]] LedgerTable &accounts() { return m_accounts; }
    [[nodiscard]] const ResultFiles &resultFiles() const { return m_resultFiles; }
    /// Results that were written without a checksum, too large to be read on the way; taken over by the
    /// caller.
    [[nodiscard]] std::vector<ResultRow> takeUnsealed() { return std::exchange(m_unsealed, {}); }

private:
    struct EndedAttempt
    {
        JobNumber job{};
        AttemptRecord record;
    };

    static Database openDatabase(const StorePlace &place);
    void apply(const std::vector<NotedJob> &jobs);
    void apply(const std::vector<JobNumber> &removed);
    void apply(const QueueSettings &settings);
    void apply(const SealedResults &sealed);
    void applyAttempt(const NotedJob &job);
    void writeJob(const NotedJob &job);
    void writeChanged();
    void writeEnded();
    void addFiles(AttemptRecord &attempt, AttemptId id, int &damaged);
    void writeResult(AttemptId id, ResultStream stream, const QString &folder, const QString &file);
    void transact(const auto &work);

    Database m_database;
    ResultFiles m_resultFiles;
    QString m_lastFolder;
    SharedTable m_shared;
    LedgerTable m_accounts;
    Ledger m_ledger;
    bool m_ledgerIsSound;
    JobTable m_jobs;
    AttemptTable m_attempts;
    ResultTable m_results;
    std::size_t m_removed = 0;               ///< Rows in the table of removed jobs.
    std::vector<const NotedJob *> m_changed; ///< Of this transaction, in the order noted, like the next.
    std::vector<EndedAttempt> m_ended;
    std::vector<ResultRow> m_unsealed;
    std::int64_t m_readBytes = 0; ///< Of result files in this transaction.
};

} // namespace millrace
