#pragma once

#include "core/joblist/joblistreader.h"

namespace millrace::test {

/// What is read of \a bytes, under the name "test".
inline JobList read(const QByteArray &bytes, const ListLimits &limits = {})
{
    return readJobList(bytes, QStringLiteral("test"), limits);
}

/// What the jobs of \a list do, in their order.
inline QByteArrayList texts(const JobList &list)
{
    QByteArrayList texts;
    for (const JobSpec &job : list.jobs)
        texts.append(job.what);
    return texts;
}

} // namespace millrace::test
