#pragma once

#include "core/queue/jobrecord.h"

#include <algorithm>

namespace millrace {

/// Bytes that are kept of the start and of the end of what a command prints to one stream.
struct KeptOutput
{
    static constexpr qint64 head = 1'048'576;
    static constexpr qint64 tail = 9'437'184;
};

/// How much of \a bytes that came on one stream of a job of \a kind its file keeps, or was to keep.
constexpr qint64 keptOf(JobKind kind, qint64 bytes)
{
    const qint64 came = std::max<qint64>(bytes, 0);
    return kind == JobKind::Command ? std::min(came, KeptOutput::head + KeptOutput::tail) : came;
}

/// Bytes in the result files of the latest attempt of \a job. Cost: none, no file is looked at.
inline qint64 keptBytes(const JobRecord &job)
{
    if (!job.outcome)
        return 0;
    const JobOutcome &outcome = *job.outcome;
    return (outcome.file.isEmpty() ? 0 : keptOf(job.spec.kind, outcome.bytes)) +
           (outcome.errorFile.isEmpty() ? 0 : keptOf(job.spec.kind, outcome.errorBytes));
}

/// Bytes that the results of \a job would take had the disk not refused them.
inline qint64 wantedBytes(const JobRecord &job)
{
    return job.outcome
               ? keptOf(job.spec.kind, job.outcome->bytes) + keptOf(job.spec.kind, job.outcome->errorBytes)
               : 0;
}

} // namespace millrace
