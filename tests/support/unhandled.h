#pragma once

#include "core/deferred/unhandled.h"

#include <string>
#include <vector>

namespace millrace::test {

/// Catches the reports of unhandled failures for as long as it lives.
class UnhandledFailures
{
public:
    UnhandledFailures()
        : m_previous(
              setUnhandledFailureHook([this](const Failure &failure, const std::source_location &made) {
                  messages.push_back(failure.message());
                  lines.push_back(static_cast<int>(made.line()));
              }))
    {}
    ~UnhandledFailures() { setUnhandledFailureHook(std::move(m_previous)); }
    UnhandledFailures(const UnhandledFailures &) = delete;
    UnhandledFailures &operator=(const UnhandledFailures &) = delete;

    std::vector<std::string> messages;
    std::vector<int> lines; ///< Where the Deferreds were made.

private:
    UnhandledFailureHook m_previous;
};

} // namespace millrace::test
