#pragma once

#include "core/queue/jobid.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace millrace {

class Database;

/// What a damaged database had, beside the rows that were copied.
struct RefillReport
{
    std::uint64_t unsound = 0;      ///< Rows of jobs that can't be believed.
    std::vector<JobNumber> removed; ///< Removed at some time, and maybe put back.
};

/// Copies all sound rows of \a damaged and its log into an empty database; of several copies of a row, the newest.
///
/// Not what says that a job is removed: it has no revision, and the pages of before still have those of jobs that were
/// put back since.
/// \throws SqlError
[[nodiscard]] RefillReport refill(Database &database, const QString &damaged);

} // namespace millrace
