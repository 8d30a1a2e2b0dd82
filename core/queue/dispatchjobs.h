#pragma once

#include "core/deferred/deferred.h"
#include "core/queue/dispatchedjob.h"
#include "core/queue/jobwatchers.h"
#include "core/queue/pendingorder.h"
#include "core/queue/slab.h"

#include <functional>
#include <memory>
#include <vector>

namespace millrace::detail {

/// Asks work to end whose queue has gone, and ignores how it does.
template <class T>
void forget(Deferred<T> work, const std::function<void()> &stopRequest)
{
    if (!stopRequest && work)
        work.cancel();
    if (work)
        std::move(work).addBoth([](const Outcome<T> &) {});
    if (stopRequest)
        stopRequest();
}

/// The jobs of a ResizableDispatchQueue: a cell for each, the order of the pending ones, and what is
/// underway.
template <class Arg, class Result>
class DispatchJobs
{
public:
    using Job = DispatchedJob<Arg, Result>;
    using Watchers = std::shared_ptr<JobWatchers<Job>>;

    enum class Asked : std::uint8_t { Nothing, Cancel, Save };

    /// A job; what only a job that is underway needs is in Running.
    struct Cell
    {
        Arg arg;
        Clock::TimePoint putAt;
        Watchers watchers;
        std::uint32_t running = notRunning;
        bool isWanted = true; ///< By more than its watchers.

        [[nodiscard]] bool isPending() const { return running == notRunning; }
    };
    struct Running
    {
        JobId id;
        DispatchKey key;
        GroupId group = GroupId::None;
        Asked asked = Asked::Nothing;
        bool holdsSlot = true;
        std::uint64_t sequence = 0; ///< Of its launch.
        Clock::TimePoint startedAt{};
        std::function<void()> stopRequest;
        Deferred<void> work;
    };
    static constexpr std::uint32_t notRunning = UINT32_MAX;

    JobId insert(Arg arg, const PutOptions &options, bool isWanted, Clock::TimePoint now)
    {
        mark.check();
        const JobId id = cells.emplace(Cell{std::move(arg), now, {}, notRunning, isWanted});
        const std::uint64_t position = options.position ? *options.position : order.arrival();
        order.add(id.slot, {position, options.priority, 0}, options.group,
                  options.notBefore > now ? options.notBefore : Clock::TimePoint{});
        return id;
    }

    /// Moves the job in \a slot from pending to underway.
    Cell &start(PendingOrder::Slot slot, Clock::TimePoint now)
    {
        Cell &cell = cells.at(slot);
        cell.running = static_cast<std::uint32_t>(running.size());
        Running &run = running.emplace_back(); // Filled in where it is: moving one there costs more.
        run.id = cells.idOf(slot);
        run.key = order.keyOf(slot);
        run.group = order.groupOf(slot);
        run.sequence = m_launches++;
        run.startedAt = now;
        order.launch(slot);
        return cell;
    }

    /// Takes a pending job out, as \a end.
    Job takePending(JobId id, JobEnd end, Clock::TimePoint now)
    {
        Cell &cell = *cells.find(id);
        Job job{id,
                std::move(cell.arg),
                order.keyOf(id.slot),
                order.groupOf(id.slot),
                end,
                cell.putAt,
                {},
                now,
                {},
                {}};
        order.remove(id.slot);
        cells.erase(id);
        return job;
    }

    /// Takes a job out that was underway and whose work has ended with \a outcome.
    Job takeEnded(JobId id, Outcome<Result> outcome, Clock::TimePoint now)
    {
        Cell &cell = *cells.find(id);
        const Running run = takeRunning(cell.running);
        Job job{id,         std::move(cell.arg), run.key, run.group, endOf(run.asked, outcome),
                cell.putAt, run.startedAt,       now,     {},        {}};
        if (!outcome.hasValue())
            job.failure = outcome.failure();
        else if constexpr (std::is_void_v<Result>)
            job.result.emplace();
        else
            keepResult(job, std::move(outcome));
        cells.erase(id);
        if (run.holdsSlot)
            order.ended(run.group);
        else
            --m_released;
        return job;
    }

    /// How many of those underway count against the width.
    [[nodiscard]] std::size_t slotsHeld() const { return running.size() - m_released; }

    /// False if it has no slot to give back.
    bool releaseSlot(JobId id)
    {
        Running *run = runningOf(id);
        if (!run || !std::exchange(run->holdsSlot, false))
            return false;
        ++m_released;
        order.ended(run->group);
        return true;
    }

    [[nodiscard]] Running *runningOf(JobId id)
    {
        const Cell *cell = cells.find(id);
        return cell && !cell->isPending() ? &running[cell->running] : nullptr;
    }

    /// Those underway, by the order of their launches.
    [[nodiscard]] std::vector<JobId> underway() const
    {
        std::vector<std::pair<std::uint64_t, JobId>> launched;
        launched.reserve(running.size());
        for (const Running &run : running)
            launched.emplace_back(run.sequence, run.id);
        std::sort(launched.begin(), launched.end());
        std::vector<JobId> ids;
        ids.reserve(launched.size());
        for (const auto &[sequence, id] : launched)
            ids.push_back(id);
        return ids;
    }

    [[nodiscard]] std::vector<JobId> pending() const
    {
        std::vector<JobId> ids;
        ids.reserve(order.size());
        for (const DispatchKey &key : order.sorted())
            ids.push_back(cells.idOf(key.slot));
        return ids;
    }

    Slab<Cell> cells;
    PendingOrder order;
    std::vector<Running> running;
    [[no_unique_address]] ThreadMark mark;

private:
    static void keepResult(Job &job, Outcome<Result> outcome)
    {
        try {
            job.result = std::move(outcome).value();
        } catch (...) { // Moving it throws.
            job.end = JobEnd::Failed;
            job.failure = Failure::current();
        }
    }

    static JobEnd endOf(Asked asked, const Outcome<Result> &outcome)
    {
        if (outcome.hasValue())
            return JobEnd::Finished;
        if (asked == Asked::Save)
            return JobEnd::Saved;
        const bool isCancelled = asked == Asked::Cancel || outcome.failure().template is<CancelledError>();
        return isCancelled ? JobEnd::Cancelled : JobEnd::Failed;
    }

    Running takeRunning(std::uint32_t index)
    {
        Running taken = std::move(running[index]);
        if (index + 1 < running.size()) {
            running[index] = std::move(running.back());
            cells.find(running[index].id)->running = index;
        }
        running.pop_back();
        return taken;
    }

    std::uint64_t m_launches = 0;
    std::size_t m_released = 0; ///< Of those underway: they hold no slot.
};

} // namespace millrace::detail
