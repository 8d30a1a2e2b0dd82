#include "core/queue/jobqueueprivate.h"

namespace millrace {

std::vector<JobRecord> JobQueue::remove(std::span<const JobId> ids)
{
    std::vector<JobRecord> records;
    std::vector<JobNumber> numbers;
    std::vector<Private::Watchers> watchers;
    for (const JobId id : ids) {
        Private::Entry *entry = d->entries.find(id);
        if (!entry || (!isEnded(entry->record.state) && entry->record.state != JobState::Interrupted))
            continue;
        d->changes.noteRemoved(id, entry->marks);
        --d->counts[entry->record.state];
        numbers.push_back(entry->record.number);
        records.push_back(std::move(entry->record));
        if (const auto waiting = d->watchers.find(id); waiting != d->watchers.end()) {
            watchers.push_back(std::move(waiting->second));
            d->watchers.erase(waiting);
        }
        d->entries.erase(id);
    }
    if (!records.empty())
        d->wantFrame();
    if (d->journal && !numbers.empty()) {
        d->writeDown();
        d->lastMark = d->journal->noteRemoved(numbers);
        d->touchStatus();
    }
    for (const Private::Watchers &waiting :
         watchers) // At the end: they may do anything, also destroy the queue.
        JobWatchers<JobRecord>::tell(waiting, [](Resolver<JobRecord> &resolver) {
            resolver.errback(
                asAnswer(AbandonedError("The job was removed from its queue before it had ended.")));
        });
    return records;
}

std::vector<JobId> JobQueue::putBack(std::vector<JobRecord> records)
{
    std::vector<JobId> ids;
    std::vector<const JobRecord *> written;
    for (JobRecord &record : records) {
        Private::Entry &entry = d->addEntry(std::move(record));
        if (entry.record.state == JobState::Pending)
            d->dispatch(entry, entry.record.position);
        ids.push_back(entry.record.id);
        written.push_back(&entry.record);
    }
    d->write(written);
    d->dispatchQueue.launchPosted();
    return ids;
}

std::vector<JobPlace> JobQueue::places(std::span<const JobId> ids) const
{
    std::vector<JobPlace> places;
    for (const JobId id : ids) {
        const JobRecord *record = find(id);
        if (record && record->state == JobState::Pending)
            places.push_back({id, record->priority, record->position, record->startedAt, record->endedAt});
    }
    return places;
}

int JobQueue::setPlaces(std::span<const JobPlace> places)
{
    int count = 0;
    for (const JobPlace &place : places) {
        Private::Entry *entry = d->entries.find(place.id);
        if (!entry)
            continue;
        JobRecord &record = entry->record;
        const bool revives =
            record.state == JobState::Cancelled && record.startedAt == WallTime{}; // While pending.
        if (!revives && record.state != JobState::Pending)
            continue;
        ++count;
        record.priority = place.priority;
        record.position = place.position;
        if (revives) {
            record.startedAt = place.startedAt;
            record.endedAt = place.endedAt;
            d->setState(*entry, JobState::Pending);
            d->dispatch(*entry, place.position);
        } else if (entry->dispatched.isValid()) {
            d->dispatchQueue.setKey(entry->dispatched, {place.position, place.priority, 0});
        }
        d->touchForGood(*entry);
        d->changes.noteOrderChanged();
    }
    d->dispatchQueue.launchPosted();
    return count;
}

} // namespace millrace
