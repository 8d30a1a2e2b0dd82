#include "ui/window/undocommands.h"

namespace millrace {

namespace {

JobId current(JobId id, const NewIds &newIds)
{
    for (auto it = newIds.find(id); it != newIds.end(); it = newIds.find(id))
        id = it->second;
    return id;
}

int putBack(JobQueue &queue, std::vector<JobRecord> records, NewIds &newIds)
{
    std::vector<JobId> old;
    old.reserve(records.size());
    for (const JobRecord &record : records)
        old.push_back(record.id);
    const std::vector<JobId> now = queue.putBack(std::move(records));
    for (std::size_t i = 0; i < now.size() && i < old.size(); ++i) {
        if (now[i] != old[i])
            newIds.insert_or_assign(old[i], now[i]);
    }
    return static_cast<int>(now.size());
}

} // namespace

int UndoPlaces::takeBack(JobQueue &queue, NewIds &newIds)
{
    for (JobPlace &place : m_places)
        place.id = current(place.id, newIds);
    return queue.setPlaces(m_places);
}

int UndoRemoval::takeBack(JobQueue &queue, NewIds &newIds)
{
    return putBack(queue, std::move(m_records), newIds);
}

int UndoRetry::takeBack(JobQueue &queue, NewIds &newIds)
{
    std::vector<JobId> untouched;
    std::vector<JobRecord> before;
    for (JobRecord &record : m_before) {
        record.id = current(record.id, newIds);
        const JobRecord *now = queue.find(record.id);
        if (!now || now->attempt != record.attempt || isUnderway(now->state))
            continue;
        untouched.push_back(record.id);
        before.push_back(std::move(record));
    }
    queue.cancel(untouched);
    queue.remove(untouched);
    return putBack(queue, std::move(before), newIds);
}

} // namespace millrace
