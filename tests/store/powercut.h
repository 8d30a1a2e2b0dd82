#pragma once

#include "tests/support/faultvfs.h"

#include <QString>
#include <QStringList>

#include <random>
#include <vector>

namespace millrace::test {

using Steps = std::vector<FaultVfs::Step>;

/// The files that are the database.
[[nodiscard]] QStringList databaseFiles();

/// Makes \a folder's database what a power cut after \a count steps may leave of it: of what was not forced to the disk
/// since, each write is there, missing, or torn. \a base has the files as they were before the first step.
void leaveDatabase(const Steps &steps, std::size_t count, std::mt19937 &random, const QString &base,
                   const QString &folder);

/// What was acknowledged by then.
[[nodiscard]] std::size_t acknowledged(const Steps &steps, std::size_t count);

} // namespace millrace::test
