#pragma once

#include "core/queue/jobqueue.h"
#include "ui/models/jobcolumn.h"

#include <QVariant>

namespace millrace {

/// What a cell needs to know beside the job.
struct CellContext
{
    const JobQueue &queue;
    WallTime now;
    std::uint32_t rank = 0; ///< Of a pending job in line, from 1; 0 is unknown.
    std::uint32_t underwayAtHost = 0;
};

/// One cell of the job table, for a role of Qt's or a JobRole.
[[nodiscard]] QVariant cellValue(const JobRecord &job, JobColumn column, int role,
                                 const CellContext &context);

/// True if the cell shows something else a moment later without anything happening.
[[nodiscard]] bool cellTicks(const JobRecord &job, JobColumn column, WallTime now);

} // namespace millrace
