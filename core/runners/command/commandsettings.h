#pragma once

#include "core/queue/keptbytes.h"

#include <QString>

#include <chrono>

namespace millrace {

/// How commands are run; what a job's options ask for goes before it.
struct CommandSettings
{
    QString shim = {}; ///< Path of millrace-shim; see shimBeside().

    std::chrono::milliseconds timeout{0};    ///< Of an attempt; 0 is none.
    std::chrono::milliseconds grace{10'000}; ///< Between SIGTERM and SIGKILL; 0 kills at once.
    std::chrono::milliseconds linger{2'000}; ///< For what a program leaves behind when it ends by itself.

    qint64 keptHead = KeptOutput::head; ///< Bytes kept of the start of each output stream; from 0.
    qint64 keptTail = KeptOutput::tail; ///< And of its end; from 1.
};

/// Where the shim is installed: in the folder of the program's own binary.
[[nodiscard]] QString shimBeside(const QString &programFolder);

} // namespace millrace
