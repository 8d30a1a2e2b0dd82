#pragma once

#include "tests/support/windowkit.h"

namespace millrace::test {

/// Puts a job, lets it end with \a outcome, and selects it.
inline JobId end(WindowKit &kit, JobKind kind, const JobOutcome &outcome, const QByteArray &what = "job ")
{
    ScriptedRunner &runner = kind == JobKind::Fetch ? kit.fetches : kit.commands;
    Script script;
    script.after = std::chrono::milliseconds(0);
    script.outcome = outcome;
    runner.setDefault(script);
    const JobId id = kit.put(1, kind, what).front();
    kit.queue.setWidth(8);
    (void)QTest::qWaitFor([&] { return isEnded(kit.state(id)); });
    kit.select({id});
    return id;
}

} // namespace millrace::test
