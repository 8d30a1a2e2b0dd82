#include "core/queue/blockmove.h"

#include <algorithm>
#include <iterator>

namespace millrace {

namespace {

/// The best of the jobs that \a isMeant, by \a isBetter.
template <class Meant, class Better>
std::optional<DispatchKey> bestOf(const PendingOrder &order, Meant isMeant, Better isBetter)
{
    std::optional<DispatchKey> best;
    order.forEach([&](DispatchKey key) {
        if ((!best || isBetter(key, *best)) && isMeant(key))
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
        m_order, [this](DispatchKey key) { return !isInBlock(key.slot); }, std::greater<>());
}

BlockMove::Neighbour BlockMove::lastOtherBefore(DispatchKey limit) const
{
    return bestOf(
        m_order, [this, limit](DispatchKey key) { return key < limit && !isInBlock(key.slot); },
        std::greater<>());
}

BlockMove::Neighbour BlockMove::firstOther() const
{
    return bestOf(
        m_order, [this](DispatchKey key) { return !isInBlock(key.slot); }, std::less<>());
}

BlockMove::Neighbour BlockMove::firstOtherAfter(DispatchKey limit) const
{
    return bestOf(
        m_order, [this, limit](DispatchKey key) { return key > limit && !isInBlock(key.slot); },
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
        renumber({0, other.priority, 0});
    else
        spread(other.priority, other.position - step * m_block.size(), step);
}

void BlockMove::insertAfter(DispatchKey other)
{
    const Neighbour below = firstOtherAfter(other);
    if (below && below->priority == other.priority)
        return insertBefore(*below);
    for (const Slot slot : m_block)
        m_order.rekey(slot, {m_order.arrival(), other.priority, slot});
}

void BlockMove::spread(std::int32_t priority, std::uint64_t first, std::uint64_t step)
{
    for (const Slot slot : m_block) {
        m_order.rekey(slot, {first, priority, slot});
        first += step;
    }
}

/// Gives the block and the others of its new priority new positions, the block right behind \a behind.
void BlockMove::renumber(DispatchKey behind)
{
    std::vector<DispatchKey> line;
    m_order.forEach([&](DispatchKey key) {
        if (key.priority == behind.priority && !isInBlock(key.slot))
            line.push_back(key);
    });
    std::sort(line.begin(), line.end());
    std::vector<Slot> all;
    const auto gap = std::upper_bound(line.begin(), line.end(), behind);
    std::transform(line.begin(), gap, std::back_inserter(all), [](DispatchKey key) { return key.slot; });
    all.insert(all.end(), m_block.begin(), m_block.end());
    std::transform(gap, line.end(), std::back_inserter(all), [](DispatchKey key) { return key.slot; });
    for (const Slot slot : all)
        m_order.rekey(slot, {m_order.arrival(), behind.priority, slot});
    m_hasRenumbered = true;
}

} // namespace millrace
