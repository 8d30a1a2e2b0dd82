#pragma once

#include "core/deferred/errors.h"
#include "core/deferred/failure.h"
#include "core/queue/dispatchtypes.h"

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace millrace {

/// How a job left its queue.
enum class JobEnd : std::uint8_t {
    Finished,  ///< Its function fired with a result.
    Failed,    ///< Its function errbacked, or threw.
    Cancelled, ///< Somebody asked for it.
    Saved,     ///< The queue was stopped first: it was not done, and is handed out by stop().
};

/// A job that has left its queue: all that is known of it.
template <class Arg, class Result>
struct DispatchedJob
{
    using Value = std::conditional_t<std::is_void_v<Result>, std::monostate, Result>;

    JobId id; ///< Stale by now: the queue knows it no more.
    Arg arg;
    DispatchKey key;
    GroupId group = GroupId::None;
    JobEnd end = JobEnd::Finished;
    Clock::TimePoint putAt{}, startedAt{}, endedAt{}; ///< The epoch: it was not launched.
    std::optional<Value> result;                      ///< Finished.
    std::optional<Failure> failure; ///< Why it failed or, if it was underway, was cancelled or saved.
};

/// What the watchers of a job that failed get.
template <class Job>
class JobFailed : public Error
{
public:
    JobFailed(Job job, std::string message) : Error(std::move(message)), m_job(std::move(job)) {}
    [[nodiscard]] const Job &job() const { return m_job; }

private:
    Job m_job;
};

/// What the watchers of a job that was cancelled get.
template <class Job>
class JobCancelled : public CancelledError
{
public:
    explicit JobCancelled(Job job) : CancelledError("The job was cancelled."), m_job(std::move(job)) {}
    [[nodiscard]] const Job &job() const { return m_job; }

private:
    Job m_job;
};

/// What the watchers of a job get that was not done when its queue stopped.
template <class Job>
class JobSaved : public QueueStopped
{
public:
    explicit JobSaved(Job job)
        : QueueStopped("The queue was stopped before the job was done."), m_job(std::move(job))
    {}
    [[nodiscard]] const Job &job() const { return m_job; }

private:
    Job m_job;
};

/// A Failure that answers what somebody asked for (a cancel, a resume, a stop): nobody needs to be told of it as of
/// an unhandled one.
template <class E>
[[nodiscard]] Failure asAnswer(E error)
{
    Failure failure = Failure::of(std::move(error));
    static_cast<void>(failure.takeReport());
    return failure;
}

// --- misuse, thrown at once --------------------------------------------------------------------------------

/// The job has ended, or was never in this queue.
class UnknownJob : public Error
{
public:
    UnknownJob() : Error("The queue knows no such job: it has ended, or was never put here.") {}
};

/// Only a pending job can be reprioritised.
class NotPending : public Error
{
public:
    NotPending() : Error("The job is underway: only a pending job has a priority to change.") {}
};

} // namespace millrace
