#include "core/queue/jobqueueprivate.h"

namespace millrace {

Deferred<void> JobQueue::stop(Underway underway)
{
    if (underway == Underway::Cancel) {
        for (const JobId id : d->dispatchQueue.underway()) {
            Private::Entry &entry = *d->entries.find(*d->dispatchQueue.arg(id));
            if (entry.record.state == JobState::Underway) {
                d->setState(entry, JobState::Cancelling);
                d->touch(entry);
            }
        }
    }
    d->touchStatus();
    const QPointer<JobQueue> queue(this);
    return d->dispatchQueue.stop(underway)
        .addCallback([queue](const std::vector<Private::Dispatch::Job> &) {
            return queue ? queue->d->allListsIn() : succeed();
        })
        .addCallback([queue] {
            if (queue)
                queue->d->noteSome(queue->d->notAgain.size());
            if (queue)
                queue->d->frame(); // What was not done is pending in the journal before anybody goes on.
            if (queue)
                queue->d->tellAllWatchers(); // Nothing will end any more.
        });
}

/// What comes next to the job is no part of its latest attempt: when that was is for the journal alone to know.
void JobQueue::Private::leaveAttempt(Entry &entry)
{
    if (entry.marks.unwritten && entry.record.startedAt != WallTime{})
        writeDown();
    entry.record.startedAt = entry.record.endedAt = {};
}

int JobQueue::cancel(std::span<const JobId> ids)
{
    int count = 0;
    const QPointer<JobQueue> alive(this); // A watcher may destroy it.
    for (const JobId id : ids) {
        Private::Entry *entry = alive ? d->entries.find(id) : nullptr;
        if (!entry || (entry->record.state != JobState::Pending && !isUnderway(entry->record.state)))
            continue;
        ++count;
        const JobId dispatched = entry->dispatched;
        if (entry->record.state == JobState::Pending) {
            d->dispatchQueue.cancel(dispatched);
            d->leaveAttempt(*entry);
            d->end(*entry, JobState::Cancelled, d->clock.wallNow());
        } else {
            d->setState(*entry, JobState::Cancelling);
            entry->isCancelAsked = true;
            d->touch(*entry);
            d->dispatchQueue.cancel(dispatched);
        }
    }
    return count;
}

int JobQueue::retry(std::span<const JobId> ids)
{
    int count = 0;
    for (const JobId id : ids) {
        Private::Entry *entry = d->entries.find(id);
        if (!entry || (!isEnded(entry->record.state) && entry->record.state != JobState::Interrupted))
            continue;
        ++count;
        entry->earlierAttempts = entry->record.attempt;
        d->leaveAttempt(*entry);
        entry->record.heldUntil = {};
        d->setState(*entry, JobState::Pending);
        d->dispatch(*entry, std::nullopt);
        d->touchForGood(*entry);
    }
    d->dispatchQueue.launchPosted();
    return count;
}

int JobQueue::reprioritize(std::span<const JobId> ids, int priority)
{
    int count = 0;
    for (const JobId id : ids) {
        Private::Entry *entry = d->entries.find(id);
        if (!entry || entry->record.state != JobState::Pending)
            continue;
        ++count;
        if (entry->dispatched.isValid())
            d->dispatchQueue.reprioritize(entry->dispatched, priority);
        entry->record.priority = priority;
        d->touchForGood(*entry);
        d->changes.noteOrderChanged();
    }
    return count;
}

/// The dispatch queue's ids of those of \a ids that are in it.
std::vector<JobId> JobQueue::Private::dispatchedAmong(std::span<const JobId> ids) const
{
    std::vector<JobId> dispatched;
    dispatched.reserve(ids.size());
    for (const JobId id : ids) {
        if (const Entry *entry = entries.find(id); entry && entry->dispatched.isValid())
            dispatched.push_back(entry->dispatched);
    }
    return dispatched;
}

/// Takes the keys of \a moved jobs over into their records.
void JobQueue::Private::takeKeys(std::span<const JobId> moved)
{
    for (const JobId id : moved) {
        Entry &entry = *entries.find(*dispatchQueue.arg(id));
        const DispatchKey key = *dispatchQueue.keyOf(id);
        entry.record.priority = key.priority;
        entry.record.position = key.position;
        touchForGood(entry);
    }
    if (!moved.empty())
        changes.noteOrderChanged();
}

int JobQueue::Private::finishMove(const BlockMove &move, std::span<const JobId> dispatched)
{
    if (move.hasRenumbered()) {
        takeKeys(dispatchQueue.pending());
    } else {
        std::vector<JobId> moved(dispatched.begin(), dispatched.end());
        std::erase_if(moved, [this](JobId id) { return dispatchQueue.state(id) != DispatchState::Pending; });
        takeKeys(moved);
    }
    return static_cast<int>(move.block().size());
}

int JobQueue::move(std::span<const JobId> ids, Place place)
{
    const std::vector<JobId> dispatched = d->dispatchedAmong(ids);
    return d->finishMove(d->dispatchQueue.move(dispatched, place), dispatched);
}

int JobQueue::moveBefore(std::span<const JobId> ids, JobId before)
{
    const std::vector<JobId> dispatched = d->dispatchedAmong(ids);
    const Private::Entry *target = d->entries.find(before);
    const JobId targetDispatched = target ? target->dispatched : JobId{};
    return d->finishMove(d->dispatchQueue.moveBefore(dispatched, targetDispatched), dispatched);
}

int JobQueue::markFailed(std::span<const JobId> ids)
{
    int count = 0;
    const QPointer<JobQueue> alive(this); // A watcher may destroy it.
    for (const JobId id : ids) {
        Private::Entry *entry = alive ? d->entries.find(id) : nullptr;
        if (!entry || entry->record.state != JobState::Interrupted)
            continue;
        ++count;
        auto outcome = std::make_shared<JobOutcome>();
        outcome->reason = FailureReason::Abandoned;
        entry->record.outcome = std::move(outcome);
        WallTime endedAt = entry->record.endedAt;
        if (endedAt == WallTime{}) { // When its attempt ended nobody knows.
            d->leaveAttempt(*entry);
            endedAt = d->clock.wallNow();
        }
        d->end(*entry, JobState::Failed, endedAt);
    }
    return count;
}

} // namespace millrace
