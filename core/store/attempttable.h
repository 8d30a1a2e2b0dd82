#pragma once

#include "core/store/database.h"
#include "core/store/notedjob.h"
#include "core/store/sharedtable.h"
#include "core/store/storetypes.h"

#include <optional>
#include <vector>

namespace millrace {

/// The rows of attempts that ended. Writer thread only.
class AttemptTable
{
public:
    AttemptTable(Database &database, SharedTable &shared);

    /// Writes down how an attempt ended. An attempt ends once: what is there already is left as it is.
    /// True if it was new.
    bool write(AttemptId id, const AttemptRecord &attempt, std::int64_t revision);
    void eraseAll(JobNumber job);

    /// None where there is none or it isn't sound (\a damaged tells which). Files are ResultTable's.
    [[nodiscard]] std::optional<AttemptRecord> read(AttemptId id, bool &damaged);
    /// All sound ones, oldest first; without files too.
    [[nodiscard]] std::vector<AttemptRecord> ofJob(JobNumber job);

private:
    [[nodiscard]] std::optional<AttemptRecord> current(Statement &query);

    Database &m_database;
    SharedTable &m_shared;
    Statement m_insert, m_erase, m_read, m_ofJob;
};

} // namespace millrace
