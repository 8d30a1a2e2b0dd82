#include "core/queue/jobqueueprivate.h"
#include "core/queue/keptbytes.h"
#include "core/queue/retrydelay.h"

namespace millrace {

namespace {

JobOutcomePtr outcomeOf(const Failure &failure)
{
    auto outcome = std::make_shared<JobOutcome>();
    outcome->reason = failure.is<AbandonedError>() ? FailureReason::Abandoned : FailureReason::Internal;
    outcome->detail = QString::fromStdString(failure.message());
    return outcome;
}

/// What a cancelled attempt had left by then; null if nothing.
JobOutcomePtr leftBy(const std::optional<Failure> &failure)
{
    const JobCutOff *cutOff = failure ? failure->as<JobCutOff>() : nullptr;
    return cutOff ? cutOff->outcome() : nullptr;
}

void tell(const std::shared_ptr<JobWatchers<JobRecord>> &watchers, const JobRecord &record)
{
    JobWatchers<JobRecord>::tell(watchers, [&record](Resolver<JobRecord> &resolver) {
        if (record.state == JobState::Finished)
            resolver.callback(record);
        else if (record.state == JobState::Cancelled)
            resolver.errback(asAnswer(JobCancelled<JobRecord>(record)));
        else if (record.state == JobState::Failed)
            resolver.errback(JobFailed<JobRecord>(
                record, record.outcome ? record.outcome->detail.toStdString() : std::string()));
        else
            resolver.errback(asAnswer(JobSaved<JobRecord>(record)));
    });
}

} // namespace

Deferred<JobOutcomePtr> JobQueue::Private::launch(Launching<JobId> &launching)
{
    Entry &entry = *entries.find(launching.arg());
    JobRecord &record = entry.record;
    setState(entry, JobState::Underway);
    ++record.attempt;
    record.startedAt = clock.wallNow();
    record.endedAt = record.heldUntil = {};
    record.progress = {};
    record.lastLine.clear();
    entry.isCancelAsked = false;
    entry.releasedAt = {};
    touch(entry);
    write({&record});
    statistics.started(clock.now());
    JobRunner *runner = runners[static_cast<std::size_t>(record.spec.kind)];
    if (!runner)
        return fail<JobOutcomePtr>(Failure::of(Error("There is nothing that runs jobs of this kind.")));
    launching.onCancel([runner, id = record.id] { runner->cancel(id); });
    return runner->launch(JobLaunch{record.id, record.number, record.attempt, record.spec}, *this);
}

/// A job has left the dispatch queue: it has ended, or will be put again, or the queue was stopped.
void JobQueue::Private::attemptEnded(const Dispatch::Job &job)
{
    Entry &entry = *entries.find(job.arg);
    entry.dispatched = {};
    if (static_cast<int>(dispatchQueue.slotsHeld()) >= width)
        touchStatus(); // One slot less is closing.
    if (job.startedAt == Clock::TimePoint{}) {
        if (job.end == JobEnd::Saved)
            tellWatchers(entry);
        return; // Cancelled while pending: cancel() ends it.
    }
    takeLastLine(entry);
    tails.erase(job.arg);
    entry.record.endedAt = clock.wallNow();
    if (job.end == JobEnd::Finished)
        endUnderway(entry, *job.result, job);
    else if (job.end == JobEnd::Failed)
        endUnderway(entry, outcomeOf(*job.failure), job);
    else
        endUnderway(entry, leftBy(job.failure), job);
}

/// \a outcome is null for a job that was cancelled before it left anything.
void JobQueue::Private::endUnderway(Entry &entry, JobOutcomePtr outcome, const Dispatch::Job &job)
{
    JobRecord &record = entry.record;
    const bool isAsked = record.state == JobState::Cancelling;
    const bool isDone = job.end == JobEnd::Finished && (!outcome || outcome->reason == FailureReason::None);
    const bool isReleased = entry.releasedAt != Clock::TimePoint{};
    const Clock::TimePoint slotUntil = isReleased ? entry.releasedAt : job.endedAt;
    record.outcome =
        std::move(outcome); // Also where there is none: an earlier attempt's would be mistaken for it.
    if (record.outcome && record.outcome->reason == FailureReason::Disk)
        holdForResults(record);
    if (isDone || job.end == JobEnd::Failed || (job.end == JobEnd::Finished && !isAsked))
        statistics.ended(job.endedAt, slotUntil - job.startedAt);
    if (isDone)
        return end(entry, JobState::Finished, record.endedAt);
    if (isAsked && !entry.isCancelAsked) { // A stop asked: not done, so pending again.
        setState(entry, JobState::Pending);
        touchForGood(entry);
        return tellWatchers(entry);
    }
    if (isAsked || job.end == JobEnd::Cancelled)
        return end(entry, JobState::Cancelled, record.endedAt);
    if (!retryLater(entry))
        end(entry, JobState::Failed, record.endedAt);
}

void JobQueue::Private::holdForResults(const JobRecord &record)
{
    unwritten += wantedBytes(record);
    setHeld(Hold::ResultsTrouble, true);
}

const RetryPolicy &JobQueue::Private::policyOf(const JobSpec &spec) const
{
    const std::optional<RetryPolicy> &own = optionsOf(spec).retry;
    return own ? *own : retryPolicies[static_cast<std::size_t>(spec.kind)];
}

/// Puts a job again that failed for a passing reason; false if there is to be no further attempt.
bool JobQueue::Private::retryLater(Entry &entry)
{
    JobRecord &record = entry.record;
    const RetryPolicy &policy = policyOf(record.spec);
    const auto delay = retryDelay(policy, record.attempt - entry.earlierAttempts, *record.outcome, random());
    if (!delay)
        return false;
    record.heldUntil = clock.wallNow() + *delay;
    setState(entry, JobState::Pending);
    dispatch(entry, record.position);
    touchForGood(entry);
    if (dispatchQueue.isStopped())
        tellWatchers(entry);
    return true;
}

void JobQueue::Private::end(Entry &entry, JobState state, WallTime endedAt)
{
    entry.record.endedAt = endedAt;
    entry.record.heldUntil = {};
    setState(entry, state);
    touchForGood(entry);
    if (unended() == 0)
        isDrained = true;
    tellWatchers(entry);
}

void JobQueue::Private::setState(Entry &entry, JobState state)
{
    --counts[entry.record.state];
    entry.record.state = state;
    ++counts[state];
}

std::uint32_t JobQueue::Private::unended() const
{
    return counts[JobState::Pending] + counts[JobState::Underway] + counts[JobState::Cancelling] +
           static_cast<std::uint32_t>(arriving());
}

/// Tells those who wait for the end of a job how it ended; a pending one is for the next start.
void JobQueue::Private::tellWatchers(const Entry &entry)
{
    const auto waiting = watchers.extract(entry.record.id);
    if (waiting.empty())
        return;
    tell(waiting.mapped(), JobRecord(entry.record)); // A copy: a watcher may remove the job.
}

/// After a stop: whoever still waits is told how the job is left.
void JobQueue::Private::tellAllWatchers()
{
    std::vector<std::pair<Watchers, JobRecord>> told;
    for (auto &[id, waiting] : std::exchange(watchers, {}))
        told.emplace_back(waiting, entries.find(id)->record);
    for (const auto &[waiting, record] : told)
        tell(waiting, record);
}

void JobQueue::Private::progressed(JobId id, JobProgress progress)
{
    Entry *entry = entries.find(id);
    if (!entry || !isUnderway(entry->record.state))
        return;
    entry->record.progress = progress;
    touch(*entry);
}

void JobQueue::Private::printed(JobId id, QByteArrayView bytes)
{
    Entry *entry = entries.find(id);
    if (!entry || !isUnderway(entry->record.state))
        return;
    tails[id].append(bytes);
    if (std::exchange(entry->hasPrinted, true))
        return; // Its line is taken once a frame, however much it prints.
    printing.push_back(id);
    touch(*entry);
}

void JobQueue::Private::skipped(JobId id, qint64 bytes)
{
    const Entry *entry = entries.find(id);
    if (entry && isUnderway(entry->record.state))
        tails[id].skip(bytes);
}

void JobQueue::Private::releaseSlot(JobId id)
{
    Entry *entry = entries.find(id);
    if (!entry || !isUnderway(entry->record.state))
        return;
    entry->releasedAt = clock.now();
    touchStatus(); // One slot less may be closing.
    dispatchQueue.releaseSlot(entry->dispatched);
}

void JobQueue::Private::takeLastLine(Entry &entry)
{
    constexpr qsizetype enough =
        8192; // A line of 512 characters, also where progress lines overwrote each other.
    entry.hasPrinted = false;
    const auto tail = tails.find(entry.record.id);
    if (tail != tails.end())
        entry.record.lastLine = lastLineOf(tail->second.last(enough));
}

} // namespace millrace
