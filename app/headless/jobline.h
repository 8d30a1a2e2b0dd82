#pragma once

#include "core/queue/jobrecord.h"

#include <QByteArray>
#include <QString>

namespace millrace {

/// One ended job as a line of JSON, with its line feed; the README lists the members. Passwords in URLs are masked,
/// files are absolute, times are UTC.
[[nodiscard]] QByteArray jobLine(const JobRecord &job, const QString &resultsFolder);

} // namespace millrace
