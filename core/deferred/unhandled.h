#pragma once

#include "core/deferred/failure.h"

#include <functional>
#include <source_location>

namespace millrace {

/// Told of a Failure that nobody handled, and where the Deferred was made that ended with it. Must not throw.
using UnhandledFailureHook = std::function<void(const Failure &failure, const std::source_location &made)>;

/// Sets who is told of failures that reach the end of a dropped chain, and returns who was told before. Each
/// failure is told once. The default, and what an empty hook means, writes a line to standard error. One hook
/// a thread.
UnhandledFailureHook setUnhandledFailureHook(UnhandledFailureHook hook);

/// Tells the hook, unless it was told of this failure already.
void reportUnhandled(const Failure &failure, const std::source_location &made) noexcept;

} // namespace millrace
