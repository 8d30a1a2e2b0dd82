#include "core/queue/jobqueueprivate.h"

namespace millrace {

Deferred<std::vector<JobId>> JobQueue::putList(std::vector<JobSpec> specs)
{
    if (d->dispatchQueue.isStopped())
        throw QueueStopped();
    auto [deferred, resolver] = makeDeferred<std::vector<JobId>>();
    d->lists.push_back({std::move(specs), std::move(resolver), d->clock.wallNow()});
    Private::List &list = d->lists.back();
    list.number = std::exchange(d->nextNumber, d->nextNumber + list.specs.size());
    list.position = d->dispatchQueue.beginArrival(list.specs.size());
    list.ids.reserve(list.specs.size());
    d->touchStatus();
    if (d->lists.size() == 1)
        d->putSlices();
    return std::move(deferred);
}

/// This turn's slice. Whoever is told that a list is in may do anything, also destroy the queue.
void JobQueue::Private::putSlices()
{
    putSlice(lists.front());
    const bool isIn = lists.front().ids.size() == lists.front().specs.size();
    if (!isIn || lists.size() > 1)
        nextSlice = clock.callLater(Clock::Duration::zero(), [this] { putSlices(); });
    if (isIn)
        listIsIn();
}

void JobQueue::Private::putSlice(List &list)
{
    const std::size_t end = std::min(list.specs.size(), list.ids.size() + slice);
    std::vector<const JobRecord *> records;
    records.reserve(end - list.ids.size());
    for (std::size_t i = list.ids.size(); i < end; ++i) {
        JobRecord record;
        record.number = static_cast<JobNumber>(list.number + i);
        record.priority = list.specs[i].priority;
        record.position = list.position + i * PendingOrder::positionStep;
        record.queuedAt = list.queuedAt;
        record.spec = std::move(list.specs[i]);
        Entry &entry = addEntry(std::move(record));
        dispatch(entry, entry.record.position);
        list.ids.push_back(entry.record.id);
        records.push_back(&entry.record);
    }
    write(records);
}

void JobQueue::Private::listIsIn()
{
    List list = std::move(lists.front());
    lists.pop_front();
    touchStatus();
    const bool isLast = lists.empty();
    const QPointer<JobQueue> queue(&q);
    dispatchQueue.endArrival();
    if (queue)
        list.resolver.callback(std::move(list.ids));
    if (!queue || !isLast)
        return;
    for (Resolver<void> &waiting : std::exchange(waitingForLists, {}))
        waiting.callback();
}

Deferred<void> JobQueue::Private::allListsIn()
{
    if (lists.empty())
        return succeed();
    auto [deferred, resolver] = makeDeferred<void>();
    waitingForLists.push_back(std::move(resolver));
    return std::move(deferred);
}

std::size_t JobQueue::Private::arriving() const
{
    std::size_t count = 0;
    for (const List &list : lists)
        count += list.specs.size() - list.ids.size();
    return count;
}

} // namespace millrace
