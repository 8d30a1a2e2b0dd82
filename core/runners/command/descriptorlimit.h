#pragma once

#include <cstdint>

namespace millrace {

/// Raises the soft limit of open descriptors to the hard one, once; commands get the old one back. Call it
/// first in main(), before any thread is started.
/// \cost two system calls.
void raiseDescriptorLimit();

/// What the soft limit was when the program started: what a command is given.
[[nodiscard]] std::uint64_t originalDescriptorLimit();

/// How many jobs the limit bears at once: four descriptors a job, 64 for the program itself. At least 1.
[[nodiscard]] int maximumWidth();

} // namespace millrace
