#pragma once

#include "core/joblist/joblist.h"

#include <QString>

namespace millrace {

/// Why a line, or a whole source, was not understood, in a sentence.
[[nodiscard]] QString problemSentence(const ListProblem &problem);

/// "1,204 jobs: 1,200 fetches from 3 hosts, 4 commands"; what is wrong when there are none.
[[nodiscard]] QString listSummary(const JobList &list);

/// "example.org 1,000 · a.example 150 · and 15 more"; empty without fetches.
[[nodiscard]] QString hostsSummary(const JobList &list);

/// What commands may do and how to look at them; empty without commands.
[[nodiscard]] QString commandsWarning(const JobList &list);

/// No line of fullText() is longer: a view that wraps takes 15 s for one of a megabyte.
inline constexpr qsizetype longestListLine = 4096;

/// A job in full, and all that its list asks of it, so that nothing runs unseen: "make\n\n(with A=b, tried up to 5
/// times)". Broken where a line would be too long; a line break of the job's own is shown as ␊.
[[nodiscard]] QString fullText(const JobSpec &spec);

/// The start of the same, for a cell; where a command runs only if more is asked of it, as it has a column of its own.
/// \cost however large the job is, that of a few cells.
[[nodiscard]] QString briefText(const JobSpec &spec);

} // namespace millrace
