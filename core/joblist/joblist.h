#pragma once

#include "core/queue/jobspec.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <vector>

namespace millrace {

/// A line that could not be understood; the rest of the list is still usable.
struct ListProblem
{
    enum class Reason : std::uint8_t {
        NotAList,   ///< The whole source: binary, no text.
        Unreadable, ///< The whole source: the system's reason is in the text.
        NotAFile,   ///< The whole source: a directory, FIFO, socket or device.
        Empty,      ///< The whole source: nothing in it but blanks and comments.
        TooLarge,   ///< The whole source, beyond the limit in bytes or in jobs.
        LineTooLong,
        NulInLine,
        BadUrl,
        SchemeRefused,  ///< A URL that is not http or https.
        BadEncoding,    ///< Not valid in the source's encoding.
        BadJson,        ///< JSON Lines: the line is no object.
        NoJob,          ///< JSON Lines, CSV: neither a URL nor a command in it.
        BadMember,      ///< JSON Lines, CSV: a member that has no such value; it is the text.
        BadRow,         ///< CSV: quotes that don't close, or more cells than the header has.
        MaskedPassword, ///< A password stands as *** in it, as exported.
    };
    Reason reason = Reason::NotAList;
    qint64 line = 0; ///< From 1; 0 for the whole source.
    QString text;    ///< Start of the line, at most 200 characters and made visible; or the system's reason.
    QString source;  ///< The name of the source it stands in.
};

/// How a list was understood.
enum class ListFormat : std::uint8_t { PlainText, JsonLines, Csv };

/// One file, text or stream of those that were read together.
struct ListPart
{
    QString source; ///< File name, or what the caller named it ("clipboard", "standard input").
    ListFormat format = ListFormat::PlainText;
    std::size_t jobs =
        0; ///< How many of JobList::jobs came from it; the parts stand in the order of the jobs.
};

/// A host, as hostOf() names it, and how many of a list's fetches go to it.
struct ListHost
{
    QByteArray host;
    qint64 jobs = 0;
};

/// A read list: what would be put, where it came from, and what was not understood.
struct JobList
{
    QString source;                            ///< The names of the parts, joined by ", ".
    ListFormat format = ListFormat::PlainText; ///< Of the first part.
    std::vector<ListPart> parts;
    std::vector<JobSpec> jobs;
    std::vector<qint64> lines;         ///< The line of each job in its part, parallel to jobs.
    std::vector<ListProblem> problems; ///< The first 1,000; the count is in problemCount.
    qint64 problemCount = 0;
    qint64 duplicates = 0; ///< Jobs whose kind, text and options stand earlier in the list too.
    std::vector<std::uint32_t> duplicateRows; ///< Their places in jobs, ascending.
    qint64 fetches = 0;
    qint64 commands = 0;
    std::vector<ListHost> hosts; ///< Most jobs first, equal ones by name.
};

/// How a list is handed over: the receiver owns it and may move out of it.
using JobListPtr = std::shared_ptr<JobList>;

/// Counts kinds, hosts and duplicates anew from the jobs.
/// \cost O(jobs), some 100 ns each.
void countJobs(JobList &list);

/// Takes out the jobs of duplicateRows, keeping the first of each; lines, parts and counts follow.
void removeDuplicates(JobList &list);

} // namespace millrace
