#pragma once

#include "core/runners/command/shimprotocol.h"

#include <cstdint>

namespace millrace::shim {

/// What the program asked for on the shim's command line; the texts point into argv.
struct JobArguments
{
    std::uint64_t numbers[NumberCount] = {};
    const char *folder = nullptr; ///< The working directory.
    const char *line = nullptr;

    /// \returns false if this is not what this version of the shim is called with.
    bool read(int argc, char **argv);
};

} // namespace millrace::shim
