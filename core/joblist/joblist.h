#pragma once

#include "core/queue/jobspec.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace millrace {

/// A line that could not be understood; the rest of the list is still usable.
struct ListProblem
{
    enum class Reason : std::uint8_t {
        NotAList,        ///< The whole source: binary, no text.
        Unreadable,      ///< The whole source: the system's reason is in the text.
        NotAFile,        ///< The whole source: a directory, FIFO, socket or device.
        Empty,           ///< The whole source: nothing in it but blanks and comments.
        TooLarge,        ///< The whole source, beyond the limit in bytes.
        LineTooLong,
        NulInLine,
        BadUrl,
        SchemeRefused,   ///< A URL that is not http or https.
        BadEncoding,     ///< Not valid in the source's encoding.
    };
    Reason reason = Reason::NotAList;
    qint64 line = 0;  ///< From 1; 0 for the whole source.
    QString text;     ///< Start of the line, at most 200 characters and made visible; or the system's reason.
};

/// How a list was understood.
enum class ListFormat : std::uint8_t { PlainText };

/// A read list: what would be put, where it came from, and what was not understood.
struct JobList
{
    QString source;   ///< File name, or "dropped text", "clipboard", "standard input".
    ListFormat format = ListFormat::PlainText;
    std::vector<JobSpec> jobs;
    std::vector<qint64> lines;          ///< The line of each job, parallel to jobs.
    std::vector<ListProblem> problems;  ///< The first 1,000; the count is in problemCount.
    qint64 problemCount = 0;
    qint64 duplicates = 0;              ///< Jobs whose kind, text and options stand earlier in the list too.
};

} // namespace millrace
