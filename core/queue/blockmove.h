#pragma once

#include "core/queue/pendingorder.h"

#include <vector>

namespace millrace {

/// A move of pending jobs as one block, kept in their order, to where others stand, whose priority they
/// adopt.
///
/// Positions have room between them; where it is used up, the whole priority class gets new ones.
/// \cost O(pending) a move, however many jobs it moves; O(pending log pending) when it renumbers.
class BlockMove
{
public:
    /// \a block: pending jobs, each once, in any order.
    BlockMove(PendingOrder &order, std::vector<PendingOrder::Slot> block);

    void to(Place place);
    void before(PendingOrder::Slot slot);

    /// The moved jobs in dispatch order.
    [[nodiscard]] const std::vector<PendingOrder::Slot> &block() const { return m_block; }
    /// True if other jobs too have new positions.
    [[nodiscard]] bool hasRenumbered() const { return m_hasRenumbered; }

private:
    using Slot = PendingOrder::Slot;
    using Neighbour = std::optional<DispatchKey>;

    [[nodiscard]] Neighbour lastOther() const;
    [[nodiscard]] Neighbour lastOtherBefore(DispatchKey key) const;
    [[nodiscard]] Neighbour firstOther() const;
    [[nodiscard]] Neighbour firstOtherAfter(DispatchKey key) const;

    [[nodiscard]] bool isInBlock(Slot slot) const { return slot < m_isInBlock.size() && m_isInBlock[slot]; }

    void insertBefore(DispatchKey other);
    void insertAfter(DispatchKey other);
    void spread(std::int32_t priority, std::uint64_t first, std::uint64_t step);
    void renumber(DispatchKey behind);

    PendingOrder &m_order;
    std::vector<Slot> m_block;
    std::vector<bool> m_isInBlock; ///< By slot.
    bool m_hasRenumbered = false;
};

} // namespace millrace
