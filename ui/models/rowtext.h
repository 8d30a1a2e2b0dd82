#pragma once

#include "core/queue/jobrecord.h"

namespace millrace {

/// Where a free word of the filter is looked for, in lower case UTF-8.
struct RowText
{
    QByteArrayView what; ///< What the job is.
    QByteArrayView said; ///< What its row says of how it went, see saidBy().
};

/// What the row of \a job says beside what the job is: why it failed, and the last line it printed.
[[nodiscard]] QByteArray saidBy(const JobRecord &job);

} // namespace millrace
