#include "core/deferred/unhandled.h"

#include <cstdio>
#include <utility>

namespace millrace {

namespace {

thread_local UnhandledFailureHook unhandledHook;

void writeLine(const Failure &failure, const std::source_location &made)
{
    std::fprintf(stderr, "Unhandled failure: %s (the Deferred was made at %s:%u)\n",
                 failure.message().c_str(), made.file_name(), static_cast<unsigned>(made.line()));
}

} // namespace

UnhandledFailureHook setUnhandledFailureHook(UnhandledFailureHook hook)
{
    return std::exchange(unhandledHook, std::move(hook));
}

void reportUnhandled(const Failure &failure, const std::source_location &made) noexcept
{
    if (!failure.takeReport())
        return;
    if (unhandledHook)
        unhandledHook(failure, made);
    else
        writeLine(failure, made);
}

} // namespace millrace
