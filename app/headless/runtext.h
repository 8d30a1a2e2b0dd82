#pragma once

#include "app/commandline.h"
#include "app/headless/runreporter.h"
#include "core/joblist/joblist.h"
#include "core/store/storetypes.h"

#include <QString>

namespace millrace {

/// What can't be read of a list, as compilers say it, so that editors find the line.
[[nodiscard]] QString problemLine(const ListProblem &problem);

/// How many commands of an earlier run may have been done, and what becomes of them.
[[nodiscard]] QString interruptedSentence(qint64 commands, const LoadReport &report,
                                          CommandLine::Interrupted decision);

/// How the jobs of a run ended, and where their results are.
[[nodiscard]] QString summarySentence(const RunReporter::Result &result, const QString &resultsFolder);

} // namespace millrace
