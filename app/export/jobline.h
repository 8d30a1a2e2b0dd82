#pragma once

#include "core/queue/jobrecord.h"

#include <QByteArray>
#include <QString>

namespace millrace {

// One job as programs read it, with its line feed; the README lists the members. All three come from one description, so
// that `run --json` and both exports tell the same, and each is a list that can be read again (core/joblist/jobobject.h).
// Passwords in URLs and secret headers are masked, files are absolute (in the results folder given, where the attempt
// doesn't name its own), times are UTC. Any thread.

/// One line of JSON. Options that the job's list asked for follow as members of their own.
[[nodiscard]] QByteArray jobLine(const JobRecord &job, const QString &resultsFolder);

/// One record of CSV, in the columns of csvHeader(); formulas are neutralised (core/joblist/csv.h).
[[nodiscard]] QByteArray jobRow(const JobRecord &job, const QString &resultsFolder);
[[nodiscard]] QByteArray csvHeader();

} // namespace millrace
