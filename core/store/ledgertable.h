#pragma once

#include "core/queue/jobjournal.h"
#include "core/store/database.h"
#include "core/store/notedjob.h"

#include <vector>

namespace millrace {

/// What must add up: one row, written in every transaction.
struct Ledger
{
    std::int64_t revision = 0; ///< Counts the transactions.
    JobNumber nextNumber{1};   ///< No job was ever given this number or a higher one.
    std::uint64_t jobs = 0;    ///< Rows in the table of jobs.
    bool clean = true;         ///< Nobody has the store open, and it was closed in order.
    WallTime endedAt{};        ///< When it was closed.
};

/// The small tables: the ledger, the queue's settings, and which jobs are removed but can still be put back.
/// Writer thread only.
class LedgerTable
{
public:
    explicit LedgerTable(Database &database);

    /// False: there is a row, and it isn't sound.
    [[nodiscard]] bool read(Ledger &ledger);
    void write(const Ledger &ledger);

    /// The default queue's settings; \a sound as for read().
    [[nodiscard]] QueueSettings settings(bool &sound);
    void write(const QueueSettings &settings, std::int64_t revision);

    void writeRemoved(JobNumber number);
    void eraseRemoved(JobNumber number);
    [[nodiscard]] bool isRemoved(JobNumber number);
    [[nodiscard]] std::vector<JobNumber> removed();

private:
    Statement m_readLedger, m_writeLedger, m_readSettings, m_writeSettings, m_readRemoved, m_writeRemoved,
        m_findRemoved, m_eraseRemoved;
};

} // namespace millrace
