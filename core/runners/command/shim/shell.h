#pragma once

#include <sys/types.h>

namespace millrace::shim {

/// What the job's shell begins with.
struct ShellStart
{
    const char *line = nullptr;
    int input = -1;  ///< Becomes its descriptor 0 …
    int output = -1; ///< … 1 …
    int error = -1;  ///< … and 2. It has no others: all of the shim's are close-on-exec.
};

/// Starts `/bin/sh -c -- LINE` with the shim's own environment and directory, as the leader of a new group.
/// If the shim dies before it, the kernel kills the shell.
/// \returns its id, or the negative errno.
pid_t startShell(const ShellStart &start);

} // namespace millrace::shim
