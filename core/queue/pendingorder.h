#pragma once

#include "core/deferred/indexedheap.h"
#include "core/queue/dispatchtypes.h"

#include <optional>
#include <utility>
#include <vector>

namespace millrace {

/// The pending jobs of a dispatch queue, in the order in which they may launch.
///
/// A job is a slot number. Each group has a heap of its own; a heap of the groups that are not full gives the
/// next job, so that a full group is skipped as a whole and hides nobody. Held jobs wait in a heap by time.
/// \cost add, hold, remove, rekey, launch O(log n), whatever is full or held.
class PendingOrder
{
public:
    using Slot = std::uint32_t;
    using TimePoint = Clock::TimePoint;

    // --- the jobs -----------------------------------------------------------------------------------------
    /// The position of a job that arrives now: behind all there are. Far enough apart that jobs can be moved
    /// between.
    [[nodiscard]] std::uint64_t arrival()
    {
        return std::exchange(m_nextPosition, m_nextPosition + positionStep);
    }
    static constexpr std::uint64_t positionStep = std::uint64_t{1} << 20;

    /// A job that is held until \a notBefore, or not at all if that is the epoch.
    void add(Slot slot, DispatchKey key, GroupId group, TimePoint notBefore);
    void remove(Slot slot);
    void rekey(Slot slot, DispatchKey key);
    /// Holds a job, or lets it go.
    void hold(Slot slot, TimePoint notBefore);
    [[nodiscard]] DispatchKey keyOf(Slot slot) const;
    [[nodiscard]] GroupId groupOf(Slot slot) const { return m_places[slot].group; }
    /// Absent if the job isn't held.
    [[nodiscard]] std::optional<TimePoint> heldUntil(Slot slot) const;
    [[nodiscard]] std::size_t size() const { return m_size; }

    // --- launching ----------------------------------------------------------------------------------------
    /// The best job that is neither held nor in a full group.
    [[nodiscard]] std::optional<Slot> next() const;
    /// Takes \a slot out and counts it as underway in its group.
    void launch(Slot slot);
    /// A launched job of \a group has ended.
    void ended(GroupId group);
    /// Lets go of the jobs that are held no longer than \a now.
    void release(TimePoint now);
    /// When the first held job may go; absent if none is held.
    [[nodiscard]] std::optional<TimePoint> nextRelease() const;

    // --- caps ---------------------------------------------------------------------------------------------
    /// How many of a group may be underway at once where the group has no cap of its own; 0 is no cap.
    void setDefaultCap(int cap);
    void setCap(GroupId group, std::optional<int> cap);
    [[nodiscard]] int capOf(GroupId group) const;
    [[nodiscard]] bool isFull(GroupId group) const;
    [[nodiscard]] std::size_t pendingIn(GroupId group) const;

    // --- looking at all: O(n) -----------------------------------------------------------------------------
    /// Calls visit(DispatchKey, Slot) for every job, in no order.
    template <class Visit>
    void forEach(Visit visit) const
    {
        for (const Group &group : m_groups)
            group.ready.forEach(visit);
        m_held.forEach([&visit](TimePoint, const HeldJob &job) { visit(job.key, job.slot); });
    }
    [[nodiscard]] std::vector<std::pair<DispatchKey, Slot>> sorted() const;
    /// How many jobs that may start stand before \a key.
    [[nodiscard]] std::uint32_t startableBefore(DispatchKey key) const;

private:
    using Ready = IndexedHeap<DispatchKey, Slot>;
    struct Group
    {
        Ready ready;
        HeapHandle turn; ///< In m_turns; stale while the group is full or has nothing to launch.
        std::uint32_t underway = 0;
        std::optional<int> cap;
    };
    struct HeldJob
    {
        DispatchKey key;
        Slot slot;
    };
    struct JobPlace
    {
        HeapHandle handle; ///< In its group's heap, or in m_held.
        GroupId group = GroupId::None;
        bool held = false;
    };

    void insert(Slot slot, DispatchKey key, GroupId group, TimePoint notBefore);
    Group &group(GroupId id);
    void refresh(GroupId id);

    std::vector<Group> m_groups{1};
    IndexedHeap<DispatchKey, GroupId> m_turns;
    IndexedHeap<TimePoint, HeldJob> m_held;
    std::vector<JobPlace> m_places;
    std::size_t m_size = 0;
    std::uint64_t m_nextPosition = std::uint64_t{1}
                                   << 62; ///< Room on both sides, and no sign bit to any store.
    std::uint32_t m_nextTie = 0;
    int m_defaultCap = 0;
};

} // namespace millrace
