#pragma once

#include "core/queue/jobrecord.h"

#include <QString>

#include <chrono>
#include <cstdint>

namespace millrace {

/// Why nothing can be written at the moment. Nothing is lost while the program runs: it stays in memory and
/// is tried again every second.
struct StoreTrouble
{
    enum class Kind : std::uint8_t {
        DiskFull,
        ReadOnly,    ///< The file, its folder or its file system can't be written.
        InputOutput, ///< The disk reports errors.
    };
    Kind kind = Kind::InputOutput;
    QString detail; ///< What the system said, untranslated.
    QString path;   ///< The folder it is about.
};

/// Why a data directory can't be used at all.
enum class StoreRefusal : std::uint8_t {
    Newer, ///< A newer Millrace wrote it; it has not been touched.
};

/// How opening the data directory went, in numbers.
struct LoadReport
{
    std::uint64_t restored = 0;    ///< Jobs given back in all.
    std::uint64_t requeued = 0;    ///< Of them: underway when the program ended, pending again.
    std::uint64_t interrupted = 0; ///< Of them: commands that wait for a decision.
    std::uint64_t damaged =
        0; ///< Jobs that were accepted and could not be read; their numbers are not known in all cases.
    bool endedWell = true; ///< The last run closed the store; false after a crash.
    bool changesMissing =
        false;             ///< The write-ahead log of a run that crashed is gone: the latest changes with it.
    bool isOpened = false; ///< The two above are known.
    QString keptAside;     ///< Where the damaged file was moved; empty if there was none.
};

/// One attempt, as the details dock shows it.
struct AttemptRecord
{
    int attempt = 1;
    WallTime startedAt{}, endedAt{};   ///< The epoch where it isn't known: the program died.
    JobState end = JobState::Finished; ///< Pending: it failed and was to be tried again.
    JobOutcomePtr outcome;             ///< Null: cancelled with nothing to tell.
    QString lastLine;                  ///< What it printed last, as JobRecord::lastLine.
};

/// What a result's file looks like beside what was written down when it was obtained.
enum class ResultCheck : std::uint8_t {
    Intact,
    Changed, ///< Its size or its checksum is another.
    Missing,
    Unknown, ///< The attempt left no file, or the file has not been read yet.
};

} // namespace millrace
