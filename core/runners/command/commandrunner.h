#pragma once

#include "core/queue/jobrunner.h"
#include "core/runners/command/commandsettings.h"

#include <memory>

namespace millrace {

class ResultsWriter;

/// Runs shell lines, each under a shim of its own that ends the whole process tree with the job.
///
/// A line runs as `/bin/sh -c -- LINE` in the job's working directory (relative ones start at the user's
/// home, which is also the default) with the environment of CommandEnvironment, standard input from /dev/null
/// or the job's own, and its two output streams in files of the results folder, made when the first byte is
/// there. A job that prints nothing has none.
///
/// Owns a Spawner thread; borrows the writer. GUI thread only. Destroying it ends all commands, SIGKILL at
/// once, and takes up to a second if one of them is slow to go.
/// \code
/// CommandRunner commands(writer, {.shim = shimBeside(QCoreApplication::applicationDirPath())});
/// queue.setRunner(JobKind::Command, &commands);
/// \endcode
class CommandRunner final : public JobRunner
{
public:
    CommandRunner(ResultsWriter &writer, CommandSettings settings);
    ~CommandRunner() override;
    CommandRunner(const CommandRunner &) = delete;
    CommandRunner &operator=(const CommandRunner &) = delete;

    /// For jobs launched from now on; the grace also for those that are cancelled from now on. The shim
    /// stays.
    void setSettings(const CommandSettings &settings);
    [[nodiscard]] const CommandSettings &settings() const;

    /// \cost some microseconds; the process is made on another thread.
    [[nodiscard]] Deferred<JobOutcomePtr> launch(const JobLaunch &job, JobSink &sink) override;
    /// SIGTERM, the grace, SIGKILL. Asked again: SIGKILL at once.
    void cancel(JobId id) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace millrace
