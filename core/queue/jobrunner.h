#pragma once

#include "core/deferred/deferred.h"
#include "core/deferred/errors.h"
#include "core/queue/jobrecord.h"

#include <QByteArrayView>

namespace millrace {

/// Where a runner reports what happens while a job is underway. Calls for a job that has ended are ignored.
/// GUI thread only.
class JobSink
{
public:
    virtual ~JobSink() = default;

    virtual void progressed(JobId id, JobProgress progress) = 0;

    /// Bytes of output, in order, as they come; standard output and error in one stream.
    virtual void printed(JobId id, QByteArrayView bytes) = 0;

    /// The job printed so many bytes more, too fast to be shown: they are missing before the next printed().
    virtual void skipped(JobId id, qint64 bytes)
    {
        Q_UNUSED(id)
        Q_UNUSED(bytes)
    }

    /// What the slot was for is over: the rest, such as making a result durable, bothers neither the other side nor
    /// this computer's processors. The job is underway until its Deferred fires, but holds its slot no longer. A
    /// runner bounds how many such jobs it has, by not calling this.
    /// \reenters may launch others.
    virtual void releaseSlot(JobId id) { Q_UNUSED(id) }
};

/// A cancelled job that had left something by then: output, times. The outcome has no reason.
class JobCutOff : public CancelledError
{
public:
    explicit JobCutOff(JobOutcomePtr outcome)
        : CancelledError("The job was cancelled."), m_outcome(std::move(outcome))
    {}
    [[nodiscard]] const JobOutcomePtr &outcome() const { return m_outcome; }

private:
    JobOutcomePtr m_outcome;
};

/// One attempt to launch: what the runner may know of the job.
struct JobLaunch
{
    JobId id;
    JobNumber number{};
    int attempt = 1;
    const JobSpec
        &spec; ///< Valid during launch() only: copy what is needed longer (it is cheap, all is shared).
};

/// Executes one kind of job. Owned by app; lives on the GUI thread and never blocks it.
class JobRunner
{
public:
    virtual ~JobRunner() = default;

    /// Starts an attempt.
    ///
    /// \fires    with the outcome when the work is really gone: no process, no transfer, no open file of it
    /// left.
    ///           A failed attempt fires too, with an outcome that has a reason.
    /// \errback  CancelledError after cancel(), once the work is gone; JobCutOff where it left something.
    /// \reenters may fire before it returns.
    [[nodiscard]] virtual Deferred<JobOutcomePtr> launch(const JobLaunch &job, JobSink &sink) = 0;

    /// Asks an underway job to end. It holds its slot, unless it was released, until the Deferred of launch() fires. Asked again, it
    /// may hurry (a second cancel of a command skips the grace). Unknown ids are ignored.
    virtual void cancel(JobId id) = 0;
};

} // namespace millrace
