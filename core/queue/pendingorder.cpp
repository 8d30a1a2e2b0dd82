#include "core/queue/pendingorder.h"

#include <algorithm>

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

/// Gives the group its turn among the groups: by its best job, or none while it is full or empty.
void PendingOrder::refresh(GroupId id)
{
    Group &which = group(id);
    const bool hasTurn = m_turns.contains(which.turn);
    if (which.ready.isEmpty() || isFull(id)) {
        if (hasTurn)
            m_turns.remove(which.turn);
    } else if (!hasTurn) {
        which.turn = m_turns.push(which.ready.topKey(), id);
    } else if (m_turns.key(which.turn) != which.ready.topKey()) {
        m_turns.update(which.turn, which.ready.topKey());
    }
}

void PendingOrder::add(Slot slot, DispatchKey key, GroupId id, TimePoint notBefore)
{
    key.tie = m_nextTie++;
    if (key.position >= m_nextPosition)
        m_nextPosition = key.position + positionStep;
    insert(slot, key, id, notBefore);
}

void PendingOrder::insert(Slot slot, DispatchKey key, GroupId id, TimePoint notBefore)
{
    if (slot >= m_places.size())
        m_places.resize(std::max<std::size_t>(slot + 1, m_places.size() * 2));
    JobPlace &place = m_places[slot];
    place.group = id;
    place.held = notBefore != TimePoint{};
    ++m_size;
    if (place.held) {
        place.handle = m_held.push(notBefore, {key, slot});
    } else {
        place.handle = group(id).ready.push(key, slot);
        refresh(id);
    }
}

void PendingOrder::remove(Slot slot)
{
    const JobPlace &place = m_places[slot];
    --m_size;
    if (place.held) {
        m_held.remove(place.handle);
    } else {
        group(place.group).ready.remove(place.handle);
        refresh(place.group);
    }
}

void PendingOrder::rekey(Slot slot, DispatchKey key)
{
    const JobPlace &place = m_places[slot];
    key.tie = keyOf(slot).tie;
    if (place.held) {
        m_held.value(place.handle).key = key;
    } else {
        group(place.group).ready.update(place.handle, key);
        refresh(place.group);
    }
}

void PendingOrder::hold(Slot slot, TimePoint notBefore)
{
    const DispatchKey key = keyOf(slot);
    remove(slot);
    insert(slot, key, m_places[slot].group, notBefore);
}

DispatchKey PendingOrder::keyOf(Slot slot) const
{
    const JobPlace &place = m_places[slot];
    return place.held ? m_held.value(place.handle).key
                      : m_groups[indexOf(place.group)].ready.key(place.handle);
}

std::optional<PendingOrder::TimePoint> PendingOrder::heldUntil(Slot slot) const
{
    const JobPlace &place = m_places[slot];
    return place.held ? std::optional(m_held.key(place.handle)) : std::nullopt;
}

std::optional<PendingOrder::Slot> PendingOrder::next() const
{
    if (m_turns.isEmpty())
        return std::nullopt;
    return m_groups[indexOf(m_turns.top())].ready.top();
}

void PendingOrder::launch(Slot slot)
{
    const GroupId id = m_places[slot].group;
    ++group(id).underway;
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
    while (!m_held.isEmpty() && m_held.topKey() <= now) {
        const HeldJob job = m_held.pop();
        --m_size;
        insert(job.slot, job.key, m_places[job.slot].group, {});
    }
}

std::optional<PendingOrder::TimePoint> PendingOrder::nextRelease() const
{
    return m_held.isEmpty() ? std::nullopt : std::optional(m_held.topKey());
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

std::vector<std::pair<DispatchKey, PendingOrder::Slot>> PendingOrder::sorted() const
{
    std::vector<std::pair<DispatchKey, Slot>> all;
    all.reserve(m_size);
    forEach([&all](DispatchKey key, Slot slot) { all.emplace_back(key, slot); });
    std::sort(all.begin(), all.end());
    return all;
}

std::uint32_t PendingOrder::startableBefore(DispatchKey key) const
{
    std::uint32_t count = 0;
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        if (!isFull(static_cast<GroupId>(i)))
            m_groups[i].ready.forEach([&](DispatchKey other, Slot) { count += other < key ? 1 : 0; });
    }
    return count;
}

} // namespace millrace
