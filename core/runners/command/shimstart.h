#pragma once

#include "core/queue/jobid.h"
#include "core/runners/command/commandenvironment.h"
#include "core/runners/resultsfolder.h"

#include <QByteArray>

#include <chrono>
#include <sys/types.h>
#include <vector>

namespace millrace {

/// All that one attempt of a command needs to start. Shared data, so that making and handing over one is
/// cheap.
struct CommandStart
{
    std::uint64_t ticket = 0; ///< Names the attempt between the threads.
    JobNumber number{};
    int attempt = 1;
    QByteArray line;
    QByteArray folder; ///< The working directory, absolute.
    CommandEnvironment::Ptr environment;
    QByteArray input;
    bool hasInput = false; ///< Else standard input is /dev/null.
    std::chrono::milliseconds timeout{0}, grace{0}, linger{0};
    qint64 keptHead = 0, keptTail = 1;
};

/// A shim that runs: the program's end of its socket, and its process.
struct StartedShim
{
    pid_t pid = -1;
    Descriptor socket;
    int error = 0; ///< errno, if there is none.
};

/// How all shims of a program are started.
struct ShimSetUp
{
    /// \a shim is the program to start.
    explicit ShimSetUp(QByteArray shim);

    QByteArray program;
    QByteArray
        run; ///< Tells this program's processes from those of another one that works on the same job numbers.
    Descriptor
        nothing; ///< /dev/null, open for reading: what the shim finds as its standard input and output.
    std::vector<int>
        ignored; ///< Signals that this program ignores. An exec leaves them so, and no job shall find any.
};

/// Starts a shim for \a start. Blocks its thread for 0.1 to 1.4 ms; all signals must be blocked in it, since for a moment
/// the shim-to-be works in this program's memory.
[[nodiscard]] StartedShim startShim(const ShimSetUp &setUp, const CommandStart &start);

} // namespace millrace
