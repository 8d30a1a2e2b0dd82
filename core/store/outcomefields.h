#pragma once

#include "core/queue/joboutcome.h"

namespace millrace {

/// The fields of an outcome but for its files and its environment, in the order of their columns; \a visit is called
/// with each. The one place that lists them.
template <class Outcome, class Visit>
void eachOutcomeField(Outcome &outcome, Visit visit)
{
    visit(outcome.reason);
    visit(outcome.transient);
    visit(outcome.retryAfter);
    visit(outcome.bytes);
    visit(outcome.errorBytes);
    visit(outcome.httpStatus);
    visit(outcome.timings.resolved);
    visit(outcome.timings.connected);
    visit(outcome.timings.secured);
    visit(outcome.timings.firstByte);
    visit(outcome.timings.total);
    visit(outcome.exitCode);
    visit(outcome.signal);
    visit(outcome.userTime);
    visit(outcome.systemTime);
    visit(outcome.peakMemory);
    visit(outcome.leftProcesses);
    visit(outcome.detail);
    visit(outcome.httpVersion);
    visit(outcome.headers);
    visit(outcome.contentType);
    visit(outcome.effectiveUrl);
    visit(outcome.workingDirectory);
}

} // namespace millrace
