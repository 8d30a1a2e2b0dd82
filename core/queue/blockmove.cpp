#include "core/queue/blockmove.h"

#include <algorithm>

namespace millrace {

namespace {

/// The best of the jobs that \a isMeant, by \a isBetter.
template <class Meant, class Better>
std::optional<DispatchKey> bestOf(const PendingOrder &order, Meant isMeant, Better isBetter)
{
    std::optional<DispatchKey> best;
    order.forEach([&](DispatchKey key, PendingOrder::Slot slot) {
        if ((!best || isBetter(key, *best)) && isMeant(key, slot))
            best = key;
    });
    return best;
}

} // namespace

BlockMove::BlockMove(PendingOrder &order, std::vector<Slot> block) : m_order(order), m_block(std::move(block))
{
    std::sort(m_block.begin(), m_block.end(),
              [&order](Slot a, Slot b) { return order.keyOf(a) < order.keyOf(b); });
    for (const Slot slot : m_block) {
        if (slot >= m_isInBlock.size())
            m_isInBlock.resize(slot + 1);
        m_isInBlock[slot] = true;
    }
}

BlockMove::Neighbour BlockMove::lastOther() const
{
    return bestOf(
        m_order, [this](DispatchKey, Slot slot) { return !isInBlock(slot); }, std::greater<>());
}

BlockMove::Neighbour BlockMove::lastOtherBefore(DispatchKey limit) const
{
    return bestOf(
        m_order, [this, limit](DispatchKey key, Slot slot) { return key < limit && !isInBlock(slot); },
        std::greater<>());
}

BlockMove::Neighbour BlockMove::firstOther() const
{
    return bestOf(
        m_order, [this](DispatchKey, Slot slot) { return !isInBlock(slot); }, std::less<>());
}

BlockMove::Neighbour BlockMove::firstOtherAfter(DispatchKey limit) const
{
    return bestOf(
        m_order, [this, limit](DispatchKey key, Slot slot) { return key > limit && !isInBlock(slot); },
        std::less<>());
}

void BlockMove::to(Place place)
{
    if (m_block.empty() || m_block.size() == m_order.size())
        return;
    if (place == Place::Up) {
        const Neighbour above = lastOtherBefore(m_order.keyOf(m_block.front()));
        insertBefore(above ? *above : *firstOther());
    } else if (place == Place::Down) {
        const Neighbour below = firstOtherAfter(m_order.keyOf(m_block.back()));
        insertAfter(below ? *below : *lastOther());
    } else if (place == Place::Top) {
        insertBefore(*firstOther());
    } else {
        insertAfter(*lastOther());
    }
}

void BlockMove::before(Slot slot)
{
    if (m_block.empty() || m_block.size() == m_order.size())
        return;
    const DispatchKey key = m_order.keyOf(slot);
    const Neighbour next = isInBlock(slot) ? firstOtherAfter(key) : key;
    if (next)
        insertBefore(*next);
    else
        insertAfter(*lastOther());
}

void BlockMove::insertBefore(DispatchKey other)
{
    const Neighbour above = lastOtherBefore(other);
    if (above && above->priority == other.priority) {
        const std::uint64_t step = (other.position - above->position) / (m_block.size() + 1);
        if (step == 0)
            renumber(*above);
        else
            spread(other.priority, above->position + step, step);
        return;
    }
    // Nobody of its priority stands above: as far up as there is room, which never ends in practice.
    const std::uint64_t step = std::min(PendingOrder::positionStep, other.position / (m_block.size() + 1));
    if (step == 0)
        renumber({0, other.priority});
    else
        spread(other.priority, other.position - step * m_block.size(), step);
}

void BlockMove::insertAfter(DispatchKey other)
{
    const Neighbour below = firstOtherAfter(other);
    if (below && below->priority == other.priority)
        return insertBefore(*below);
    for (const Slot slot : m_block)
        m_order.rekey(slot, {m_order.arrival(), other.priority});
}

void BlockMove::spread(std::int32_t priority, std::uint64_t first, std::uint64_t step)
{
    for (const Slot slot : m_block) {
        m_order.rekey(slot, {first, priority});
        first += step;
    }
}

/// Gives the block and the others of its new priority new positions, the block right behind \a behind.
void BlockMove::renumber(DispatchKey behind)
{
    std::vector<std::pair<DispatchKey, Slot>> line;
    m_order.forEach([&](DispatchKey key, Slot slot) {
        if (key.priority == behind.priority && !isInBlock(slot))
            line.emplace_back(key, slot);
    });
    std::sort(line.begin(), line.end());
    const auto gap =
        std::find_if(line.begin(), line.end(), [behind](const auto &job) { return job.first > behind; });
    std::vector<Slot> all;
    for (auto job = line.begin(); job != gap; ++job)
        all.push_back(job->second);
    all.insert(all.end(), m_block.begin(), m_block.end());
    for (auto job = gap; job != line.end(); ++job)
        all.push_back(job->second);
    for (const Slot slot : all)
        m_order.rekey(slot, {m_order.arrival(), behind.priority});
    m_hasRenumbered = true;
}

} // namespace millrace
