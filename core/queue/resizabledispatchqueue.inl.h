#pragma once

// The longer bodies of resizabledispatchqueue.h, which includes this.
#include "core/queue/resizabledispatchqueue.h"

#include <algorithm>

namespace millrace {

template <class Arg, class Result>
std::vector<JobId> ResizableDispatchQueue<Arg, Result>::insertAll(std::vector<Arg> args, int priority,
                                                                  Wanted wanted)
{
    std::vector<JobId> ids;
    ids.reserve(args.size());
    const Clock::TimePoint now = m_core->gate.now();
    for (Arg &arg : args)
        ids.push_back(insert(std::move(arg), PutOptions{.priority = priority}, wanted, now));
    return ids;
}

template <class Arg, class Result>
void ResizableDispatchQueue<Arg, Result>::resume(std::optional<int> width)
{
    if (isStopped())
        throw QueueStopped();
    if (width)
        m_core->gate.setWidth(*width);
    const auto core = m_core;
    core->gate.setPaused(false);
    for (Resolver<void> &resolver : std::exchange(core->pausing, {}))
        resolver.errback(
            asAnswer(CancelledError("The queue was resumed before everything underway had ended.")));
    core->pump();
}

template <class Arg, class Result>
PendingOrder::Slot ResizableDispatchQueue<Arg, Result>::pendingSlot(JobId id) const
{
    const auto *cell = m_core->cells.find(id);
    if (!cell)
        throw UnknownJob();
    if (!cell->isPending())
        throw NotPending();
    return id.slot;
}

template <class Arg, class Result>
void ResizableDispatchQueue<Arg, Result>::setKey(JobId id, DispatchKey key)
{
    m_core->order.rekey(pendingSlot(id), key);
}

template <class Arg, class Result>
void ResizableDispatchQueue<Arg, Result>::reprioritize(JobId id, int priority)
{
    const PendingOrder::Slot slot = pendingSlot(id);
    m_core->order.rekey(slot, {m_core->order.keyOf(slot).position, priority, slot});
}

template <class Arg, class Result>
void ResizableDispatchQueue<Arg, Result>::hold(JobId id, Clock::TimePoint notBefore)
{
    m_core->order.hold(pendingSlot(id), notBefore > m_core->gate.now() ? notBefore : Clock::TimePoint{});
    m_core->pump();
}

template <class Arg, class Result>
std::vector<PendingOrder::Slot>
ResizableDispatchQueue<Arg, Result>::pendingAmong(std::span<const JobId> ids) const
{
    std::vector<PendingOrder::Slot> slots;
    slots.reserve(ids.size());
    for (const JobId id : ids) {
        if (state(id) == DispatchState::Pending)
            slots.push_back(id.slot);
    }
    std::sort(slots.begin(), slots.end());
    slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
    return slots;
}

template <class Arg, class Result>
BlockMove ResizableDispatchQueue<Arg, Result>::move(std::span<const JobId> ids, Place place)
{
    BlockMove move(m_core->order, pendingAmong(ids));
    move.to(place);
    return move;
}

template <class Arg, class Result>
BlockMove ResizableDispatchQueue<Arg, Result>::moveBefore(std::span<const JobId> ids, JobId before)
{
    BlockMove move(m_core->order, pendingAmong(ids));
    if (state(before) == DispatchState::Pending)
        move.before(before.slot);
    else
        move.to(Place::Bottom);
    return move;
}

template <class Arg, class Result>
std::optional<DispatchState> ResizableDispatchQueue<Arg, Result>::state(JobId id) const
{
    const auto *cell = m_core->cells.find(id);
    if (!cell)
        return std::nullopt;
    if (cell->isPending())
        return DispatchState::Pending;
    return m_core->running[cell->running].asked == Core::Asked::Nothing ? DispatchState::Underway
                                                                        : DispatchState::Cancelling;
}

template <class Arg, class Result>
const Arg *ResizableDispatchQueue<Arg, Result>::arg(JobId id) const
{
    const auto *cell = m_core->cells.find(id);
    return cell ? &cell->arg : nullptr;
}

template <class Arg, class Result>
std::optional<DispatchKey> ResizableDispatchQueue<Arg, Result>::keyOf(JobId id) const
{
    const auto *cell = m_core->cells.find(id);
    if (!cell)
        return std::nullopt;
    return cell->isPending() ? m_core->order.keyOf(id.slot) : m_core->running[cell->running].key;
}

template <class Arg, class Result>
std::optional<DispatchWait> ResizableDispatchQueue<Arg, Result>::waitReason(JobId id) const
{
    using Kind = DispatchWait::Kind;
    if (state(id) != DispatchState::Pending)
        return std::nullopt;
    const PendingOrder &order = m_core->order;
    const GroupId group = order.groupOf(id.slot);
    if (isStopped())
        return DispatchWait{.kind = Kind::Stopped};
    if (const auto until = order.heldUntil(id.slot))
        return DispatchWait{.kind = Kind::HeldUntil, .until = *until};
    if (isPaused())
        return DispatchWait{.kind = Kind::Paused};
    if (width() == 0)
        return DispatchWait{.kind = Kind::NoWidth};
    if (m_core->gate.isArriving())
        return DispatchWait{.kind = Kind::Arriving};
    if (order.isFull(group))
        return DispatchWait{.kind = Kind::GroupFull, .group = group};
    if (m_core->gate.mayLaunch(slotsHeld()) && order.next() == id.slot)
        return DispatchWait{.kind = Kind::RateLimited, .until = m_core->gate.nextToken()};
    return DispatchWait{.kind = Kind::InLine, .rank = order.startableBefore(order.keyOf(id.slot)) + 1};
}

} // namespace millrace
