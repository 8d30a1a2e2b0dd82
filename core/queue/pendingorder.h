#pragma once

#include "core/queue/dispatchtypes.h"
#include "core/queue/slotheap.h"

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
    [[nodiscard]] std::uint64_t arrival() { return arrivals(1); }
    /// The position of the first of \a count jobs that arrive now, the others each a step behind.
    [[nodiscard]] std::uint64_t arrivals(std::size_t count)
    {
        return std::exchange(m_nextPosition, m_nextPosition + count * positionStep);
    }
    static constexpr std::uint64_t positionStep = std::uint64_t{1} << 20;

    /// A job that is held until \a notBefore, or not at all if that is the epoch.
    void add(Slot slot, DispatchKey key, GroupId group, TimePoint notBefore);
    void remove(Slot slot);
    void rekey(Slot slot, DispatchKey key);
    /// Holds a job, or lets it go.
    void hold(Slot slot, TimePoint notBefore);
    [[nodiscard]] DispatchKey keyOf(Slot slot) const;
    [[nodiscard]] GroupId groupOf(Slot slot) const { return m_jobs[slot].group; }
    /// Absent if the job isn't held.
    [[nodiscard]] std::optional<TimePoint> heldUntil(Slot slot) const;
    [[nodiscard]] std::size_t size() const { return m_size; }

    // --- launching ----------------------------------------------------------------------------------------
    /// The best job that is neither held nor in a full group.
    [[nodiscard]] std::optional<Slot> next() const
    {
        return m_turns.isEmpty() ? std::nullopt : std::optional(m_turns.top().best.slot());
    }
    /// Takes \a slot out and counts it as underway in its group.
    void launch(Slot slot);
    /// A launched job of \a group has ended.
    void ended(GroupId group);
    /// Lets go of the jobs that are held no longer than \a now.
    void release(TimePoint now);
    [[nodiscard]] bool holdsAny() const { return !m_held.isEmpty(); }
    /// When the first held job may go; absent if none is held.
    [[nodiscard]] std::optional<TimePoint> nextRelease() const
    {
        return m_held.isEmpty() ? std::nullopt : std::optional(m_held.top().until);
    }

    // --- caps ---------------------------------------------------------------------------------------------
    /// How many of a group may be underway at once where the group has no cap of its own; 0 is no cap.
    void setDefaultCap(int cap);
    void setCap(GroupId group, std::optional<int> cap);
    [[nodiscard]] int capOf(GroupId group) const;
    [[nodiscard]] bool isFull(GroupId group) const;
    [[nodiscard]] std::size_t pendingIn(GroupId group) const;

    // --- looking at all: O(n) -----------------------------------------------------------------------------
    /// Calls visit(DispatchKey) for every job, in no order.
    template <class Visit>
    void forEach(Visit visit) const
    {
        for (const Group &group : m_groups) {
            for (const Rank &rank : group.ready.entries())
                visit(rank.key());
        }
        for (const HeldJob &job : m_held.entries())
            visit(job.rank.key());
    }
    [[nodiscard]] std::vector<DispatchKey> sorted() const;
    /// How many jobs that may start stand before \a key.
    [[nodiscard]] std::uint32_t startableBefore(DispatchKey key) const;

private:
    /// A DispatchKey as the two numbers that comparing it comes down to.
    class Rank
    {
    public:
        Rank() = default;
        explicit Rank(DispatchKey key)
            : m_lower((key.position << 32) | key.slot),
              m_upper((std::int64_t{key.priority} << 32) | static_cast<std::int64_t>(key.position >> 32))
        {}
        [[nodiscard]] Slot slot() const { return static_cast<Slot>(m_lower); }
        [[nodiscard]] DispatchKey key() const
        {
            return {(static_cast<std::uint64_t>(m_upper) << 32) | (m_lower >> 32),
                    static_cast<std::int32_t>(m_upper >> 32), slot()};
        }
        friend bool operator==(const Rank &, const Rank &) = default;
        /// One comparison of one number: which job is first is a toss of a coin that no processor predicts.
        friend bool operator<(const Rank &a, const Rank &b) { return a.number() < b.number(); }

    private:
        __extension__ using Number = __int128;
        [[nodiscard]] Number number() const { return (Number{m_upper} << 64) | m_lower; }

        std::uint64_t m_lower = 0;
        std::int64_t m_upper = 0;
    };
    struct HeldJob
    {
        TimePoint until;
        Rank rank;

        [[nodiscard]] Slot slot() const { return rank.slot(); }
        friend bool operator<(const HeldJob &a, const HeldJob &b) { return a.until < b.until; }
    };
    struct Group
    {
        SlotHeap<Rank> ready;
        std::uint32_t underway = 0;
        bool hasTurn = false; ///< Among m_turns: it isn't full and has something to launch.
        std::optional<int> cap;
    };
    struct Turn
    {
        Rank best;
        std::uint32_t group;

        [[nodiscard]] std::uint32_t slot() const { return group; }
        friend bool operator<(const Turn &a, const Turn &b) { return a.best < b.best; }
    };
    struct Job
    {
        GroupId group = GroupId::None;
        bool isHeld = false;
    };

    void insert(DispatchKey key, GroupId group, TimePoint notBefore);
    Group &group(GroupId id);
    void refresh(GroupId id);

    std::vector<Group> m_groups{1};
    SlotHeap<Turn> m_turns;
    SlotHeap<HeldJob> m_held;
    std::vector<std::uint32_t> m_turnOf; ///< By group: where it stands in m_turns.
    std::vector<std::uint32_t>
        m_placeOf;           ///< By slot: where the job stands in its group's heap, or in m_held.
    std::vector<Job> m_jobs; ///< By slot.
    std::size_t m_size = 0;
    std::uint64_t m_nextPosition = std::uint64_t{1}
                                   << 62; ///< Room on both sides, and no sign bit to any store.
    int m_defaultCap = 0;
};

} // namespace millrace
