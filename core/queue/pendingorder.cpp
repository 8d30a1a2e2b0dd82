#include "core/queue/pendingorder.h"

#include <algorithm>
#include <utility>

namespace millrace {

namespace {

std::size_t indexOf(GroupId id)
{
    return static_cast<std::size_t>(id);
}

} // namespace

PendingOrder::Group &PendingOrder::group(GroupId id)
{
    if (indexOf(id) >= m_groups.size())
        m_groups.resize(indexOf(id) + 1);
    return m_groups[indexOf(id)];
}

/// Gives the group its turn among the groups: by its best job, or none while it is full or has none.
void PendingOrder::refresh(GroupId id)
{
    if (indexOf(id) >= m_turnOf.size())
        m_turnOf.resize(std::max(m_groups.size(), m_turnOf.size() * 2));
    Group &which = group(id);
    const bool hadTurn = std::exchange(which.hasTurn, !which.ready.isEmpty() && !isFull(id));
    const std::uint32_t place = m_turnOf[indexOf(id)];
    if (!which.hasTurn) {
        if (hadTurn)
            m_turns.removeAt(place, m_turnOf);
        return;
    }
    const Turn turn{which.ready.top(), static_cast<std::uint32_t>(id)};
    if (!hadTurn)
        m_turns.push(turn, m_turnOf);
    else if (m_turns.at(place).best != turn.best)
        m_turns.replaceAt(place, turn, m_turnOf);
}

void PendingOrder::add(Slot slot, DispatchKey key, GroupId id, TimePoint notBefore)
{
    if (slot >= m_jobs.size()) {
        m_jobs.resize(std::max<std::size_t>(slot + 1, m_jobs.size() * 2));
        m_placeOf.resize(m_jobs.size());
    }
    if (key.position >= m_nextPosition)
        m_nextPosition = key.position + positionStep;
    insert({key.position, key.priority, slot}, id, notBefore);
}

void PendingOrder::insert(DispatchKey key, GroupId id, TimePoint notBefore)
{
    ++m_size;
    m_jobs[key.slot] = {id, notBefore != TimePoint{}};
    if (m_jobs[key.slot].isHeld) {
        m_held.push({notBefore, Rank(key)}, m_placeOf);
    } else {
        group(id).ready.push(Rank(key), m_placeOf);
        refresh(id);
    }
}

void PendingOrder::remove(Slot slot)
{
    const Job job = m_jobs[slot];
    --m_size;
    if (job.isHeld) {
        m_held.removeAt(m_placeOf[slot], m_placeOf);
    } else {
        group(job.group).ready.removeAt(m_placeOf[slot], m_placeOf);
        refresh(job.group);
    }
}

void PendingOrder::rekey(Slot slot, DispatchKey key)
{
    const Job job = m_jobs[slot];
    const std::uint32_t place = m_placeOf[slot];
    const Rank rank({key.position, key.priority, slot});
    if (job.isHeld) {
        m_held.replaceAt(place, {m_held.at(place).until, rank}, m_placeOf);
    } else {
        group(job.group).ready.replaceAt(place, rank, m_placeOf);
        refresh(job.group);
    }
}

void PendingOrder::hold(Slot slot, TimePoint notBefore)
{
    const DispatchKey key = keyOf(slot);
    remove(slot);
    insert(key, m_jobs[slot].group, notBefore);
}

DispatchKey PendingOrder::keyOf(Slot slot) const
{
    const Job job = m_jobs[slot];
    return job.isHeld ? m_held.at(m_placeOf[slot]).rank.key()
                      : m_groups[indexOf(job.group)].ready.at(m_placeOf[slot]).key();
}

std::optional<PendingOrder::TimePoint> PendingOrder::heldUntil(Slot slot) const
{
    return m_jobs[slot].isHeld ? std::optional(m_held.at(m_placeOf[slot]).until) : std::nullopt;
}

void PendingOrder::launch(Slot slot)
{
    ++group(m_jobs[slot].group).underway;
    remove(slot);
}

void PendingOrder::ended(GroupId id)
{
    --group(id).underway;
    if (id != GroupId::None)
        refresh(id);
}

void PendingOrder::release(TimePoint now)
{
    while (!m_held.isEmpty() && m_held.top().until <= now) {
        const DispatchKey key = m_held.top().rank.key();
        remove(key.slot);
        insert(key, m_jobs[key.slot].group, {});
    }
}

void PendingOrder::setDefaultCap(int cap)
{
    m_defaultCap = cap;
    for (std::size_t i = 1; i < m_groups.size(); ++i)
        refresh(static_cast<GroupId>(i));
}

void PendingOrder::setCap(GroupId id, std::optional<int> cap)
{
    group(id).cap = cap;
    refresh(id);
}

int PendingOrder::capOf(GroupId id) const
{
    if (id == GroupId::None)
        return 0;
    return indexOf(id) < m_groups.size() ? m_groups[indexOf(id)].cap.value_or(m_defaultCap) : m_defaultCap;
}

bool PendingOrder::isFull(GroupId id) const
{
    const int cap = capOf(id);
    return cap > 0 && indexOf(id) < m_groups.size() &&
           m_groups[indexOf(id)].underway >= static_cast<std::uint32_t>(cap);
}

std::size_t PendingOrder::pendingIn(GroupId id) const
{
    return indexOf(id) < m_groups.size() ? m_groups[indexOf(id)].ready.size() : 0;
}

std::vector<DispatchKey> PendingOrder::sorted() const
{
    std::vector<DispatchKey> all;
    all.reserve(m_size);
    forEach([&all](DispatchKey key) { all.push_back(key); });
    std::sort(all.begin(), all.end());
    return all;
}

std::uint32_t PendingOrder::startableBefore(DispatchKey key) const
{
    const Rank limit(key);
    std::uint32_t count = 0;
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        if (isFull(static_cast<GroupId>(i)))
            continue;
        for (const Rank &other : m_groups[i].ready.entries())
            count += other < limit ? 1 : 0;
    }
    return count;
}

} // namespace millrace
