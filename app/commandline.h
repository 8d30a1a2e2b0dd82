#pragma once

#include "core/joblist/joblist.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>

namespace millrace {

/// What the program was asked to do.
struct CommandLine
{
    enum class Mode : std::uint8_t {
        Window, ///< Show the window; the lists are reviewed in it.
        Run,    ///< Run the lists in the terminal.
        Export, ///< Write what is in a data directory into a file.
        Help,
        Version,
        Misuse, ///< See error.
    };
    Mode mode = Mode::Window;
    QString error;              ///< Misuse: one sentence.
    QStringList lists;          ///< Paths; "-" is standard input.
    QString dataDirectory;      ///< Absolute; empty where it was not given.
    QString resultsFolder;      ///< Absolute; empty where it was not given.
    std::optional<int> width;   ///< 1 to 1,000.
    std::optional<int> hostCap; ///< 0 (none) to 1,000.
    bool json = false;

    /// What becomes of the commands that an earlier run was cut off in.
    enum class Interrupted : std::uint8_t { Keep, Retry, Fail };
    Interrupted interrupted = Interrupted::Keep;

    ListFormat format = ListFormat::JsonLines; ///< Of an export.
    QString output;                            ///< Of an export, absolute; empty is standard output.
    QString into;                              ///< The list that gets the status of its jobs, absolute.
    QString filter;                            ///< Words, as in the window.
};

/// Reads the arguments, the program's own name first.
[[nodiscard]] CommandLine parseCommandLine(const QStringList &arguments);

/// What --help prints.
[[nodiscard]] QString helpText();

} // namespace millrace
