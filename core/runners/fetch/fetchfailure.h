#pragma once

#include "core/queue/joboutcome.h"

#include <QString>

#include <curl/curl.h>

namespace millrace {

/// Why an attempt did not go well, as it goes into a JobOutcome.
struct FetchFailure
{
    FailureReason reason = FailureReason::None;
    QString detail;
    bool transient = false;

    [[nodiscard]] explicit operator bool() const { return reason != FailureReason::None; }
};

/// What libcurl's \a code means. \a easy is the ended transfer's handle, \a said what its error buffer holds.
[[nodiscard]] FetchFailure failureOf(CURLcode code, CURL *easy, const char *said);

/// True if the status asks to try again later.
[[nodiscard]] bool isTransientStatus(int status);

} // namespace millrace
