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

/// What else its list asks of a job, so that nothing runs unseen: "with A=b, tried up to 5 times"; empty where that is
/// nothing. Not where a command runs.
[[nodiscard]] QString circumstances(const JobSpec &spec);

/// A job in full, wrapped at no place: what the preview shows and what runs.
[[nodiscard]] QString fullText(const JobSpec &spec);

} // namespace millrace
