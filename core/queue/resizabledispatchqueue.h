#pragma once

#include "core/queue/blockmove.h"
#include "core/queue/dispatchcore.h"

#include <span>

namespace millrace {

/// Calls a function for each job that is put, for as many at once as its width says, the most important
/// first.
///
/// The width can be changed at any time, as can the order of what is pending; limits on rate and on groups of
/// jobs go beside it. Owns its jobs until they end. One thread; the clock outlives it. The function may end
/// at once, put jobs, or do anything else to the queue. Behaviour: txRDQ's ResizableDispatchQueue, with its
/// defects mended.
/// \code
/// ResizableDispatchQueue<QUrl, QByteArray> queue(
///     [](Launching<QUrl> &job) { return fetch(job.arg()); }, clock, 4);
/// queue.put(url).addCallback([](auto job) { show(*job.result); });
/// queue.setWidth(8);
/// clock.callLater(1h, [&queue] { queue.setWidth(20); });
/// \endcode
/// States of a job: pending ─▶ underway ─▶ (cancelling ─▶) ended. An ended job is told and forgotten.
template <class Arg, class Result = void>
class ResizableDispatchQueue
{
    using Core = detail::DispatchCore<Arg, Result>;

public:
    using Job = DispatchedJob<Arg, Result>;
    using Function = typename Core::Function;
    using Observer = typename Core::Observer;

    /// \throws std::invalid_argument if \a width is negative.
    ResizableDispatchQueue(Function function, Clock &clock, int width = 0)
        : m_core(std::make_shared<Core>(std::move(function), clock, width))
    {}
    ResizableDispatchQueue(ResizableDispatchQueue &&) noexcept = default;
    /// What is underway is asked to end; watchers get QueueStopped.
    ~ResizableDispatchQueue()
    {
        if (m_core)
            m_core->shutDown();
    }

    // --- jobs in ------------------------------------------------------------------------------------------

    /// Puts a job, and launches it at once if there is room.
    ///
    /// \fires    with the job when it has finished.
    /// \errback  JobFailed, JobCancelled or (after a stop) JobSaved, which carry the job.
    /// \throws   QueueStopped after stop().
    /// \cancel   cancels the job, unless others watch it.
    /// \reenters may call the function.
    /// \cost     O(log n); one allocation for the Deferred and one for its list.
    [[nodiscard]] Deferred<Job> put(Arg arg, int priority = 0)
    {
        return put(std::move(arg), PutOptions{.priority = priority});
    }
    [[nodiscard]] Deferred<Job> put(Arg arg, const PutOptions &options)
    {
        const JobId id = insert(std::move(arg), options, Wanted::ByWatchers, m_core->gate.now());
        Deferred<Job> ended = m_core->watch(id);
        m_core->pump();
        return ended;
    }

    /// Puts jobs, the whole batch before anything of it launches, so that priorities within it hold.
    [[nodiscard]] std::vector<Deferred<Job>> putAll(std::vector<Arg> args, int priority = 0)
    {
        std::vector<Deferred<Job>> ended;
        for (const JobId id : insertAll(std::move(args), priority, Wanted::ByWatchers))
            ended.push_back(m_core->watch(id));
        m_core->pump();
        return ended;
    }

    /// As put(), for those who need no Deferred: the job is wanted until somebody cancels it.
    /// \throws QueueStopped after stop().
    /// \cost   O(log n); no allocation beside the job's own cell.
    JobId post(Arg arg, int priority = 0) { return post(std::move(arg), PutOptions{.priority = priority}); }
    JobId post(Arg arg, const PutOptions &options)
    {
        const JobId id = insert(std::move(arg), options, Wanted::ByHandle, m_core->gate.now());
        m_core->pump();
        return id;
    }
    std::vector<JobId> postAll(std::vector<Arg> args, int priority = 0)
    {
        std::vector<JobId> ids = insertAll(std::move(args), priority, Wanted::ByHandle);
        m_core->pump();
        return ids;
    }
    /// As post(), but launches nothing before launchPosted(): for batches whose jobs differ in their options.
    JobId postHeldBack(Arg arg, const PutOptions &options)
    {
        return insert(std::move(arg), options, Wanted::ByHandle, m_core->gate.now());
    }
    void launchPosted() { m_core->pump(); }
    /// A batch of \a count jobs comes in pieces, by postHeldBack(): nothing launches, whatever else happens, before
    /// as many calls of endArrival().
    /// \return the position of its first job; the others stand PendingOrder::positionStep apart, as if all had
    ///         been put now.
    std::uint64_t beginArrival(std::size_t count)
    {
        m_core->gate.beginArrival();
        return m_core->order.arrivals(count);
    }
    void endArrival()
    {
        m_core->gate.endArrival();
        m_core->pump();
    }

    /// One more watcher of a job; as the Deferred of put().
    /// \throws UnknownJob
    [[nodiscard]] Deferred<Job> watch(JobId id) { return m_core->watch(id); }

    /// Called for every job that ends, before its watchers are told.
    void setObserver(Observer observer) { m_core->onEnded = std::move(observer); }

    // --- steering -----------------------------------------------------------------------------------------

    /// Widening launches at once; narrowing cancels nothing, see closing(). After stop() it starts nothing.
    /// \throws std::invalid_argument if negative.
    void setWidth(int width)
    {
        m_core->gate.setWidth(width);
        m_core->pump();
    }
    /// What was asked for last, paused or not.
    [[nodiscard]] int width() const { return m_core->gate.width(); }
    /// How many slots above the width still run out.
    [[nodiscard]] int closing() const
    {
        return std::max(0, static_cast<int>(slotsHeld()) - m_core->gate.width());
    }

    /// Launches nothing until resume(); everything else goes on. Pausing twice is harmless.
    /// \fires   when nothing is underway.
    /// \errback CancelledError, if resumed first.
    Deferred<void> pause()
    {
        m_core->gate.setPaused(true);
        auto [deferred, resolver] = makeDeferred<void>();
        m_core->pausing.push_back(std::move(resolver));
        m_core->settle();
        return std::move(deferred);
    }
    /// Does nothing if not paused, but for setting \a width.
    /// \throws QueueStopped after stop(); std::invalid_argument if \a width is negative.
    void resume(std::optional<int> width = std::nullopt);
    [[nodiscard]] bool isPaused() const { return m_core->gate.isPaused(); }

    /// Launches nothing any more, for good. Called again, it may go from Finish to Cancel; from Cancel to Cancel it
    /// asks all that is underway once more, also what was being cancelled already.
    /// \fires   when nothing is underway, with the jobs that were not done: those that were underway and
    /// cancelled
    ///          for the stop first, then the pending ones in dispatch order. Their watchers get JobSaved.
    Deferred<std::vector<Job>> stop(Underway underway)
    {
        auto [deferred, resolver] = makeDeferred<std::vector<Job>>();
        m_core->stopping.push_back(std::move(resolver));
        m_core->stop(underway);
        return std::move(deferred);
    }
    [[nodiscard]] bool isStopped() const { return m_core->gate.isStopped(); }

    /// A pending job leaves at once. One that is underway is cancelling, and holds its slot until its work
    /// has ended; asked again, its work is asked again. False, and nothing changes, if it has ended.
    bool cancel(JobId id) { return m_core->cancel(id); }
    /// Gives the slot of a job that is underway back, and its place in its group: what is left of its work, such as
    /// making a result durable, is no reason for others to wait. It stays underway, for pause() and stop() too, until
    /// its work has ended. Does nothing for others.
    /// \reenters may call the function.
    void releaseSlot(JobId id) { m_core->releaseSlot(id); }
    /// Cancels everything that is pending.
    void clear()
    {
        const auto core = m_core;
        for (const JobId id : pending())
            core->cancel(id);
    }
    /// Keeps the arrival: among its new equals it stands where it would if it had been put with \a priority.
    /// \throws UnknownJob, NotPending
    void reprioritize(JobId id, int priority);
    /// \throws UnknownJob, NotPending
    void setKey(JobId id, DispatchKey key);
    /// Holds a pending job until \a notBefore; the epoch lets it go.
    /// \throws UnknownJob, NotPending
    void hold(JobId id, Clock::TimePoint notBefore);

    /// Moves pending jobs as one block, kept in their order, which adopts the priority of where it lands.
    /// Others among \a ids are left out. hasRenumbered() of what is returned says whether other keys changed
    /// too.
    /// \cost O(pending), see BlockMove.
    BlockMove move(std::span<const JobId> ids, Place place);
    /// In front of a pending job; behind all if \a before is not pending.
    BlockMove moveBefore(std::span<const JobId> ids, JobId before);

    // --- limits -------------------------------------------------------------------------------------------

    /// How often jobs may start; absent is no limit.
    void setRateLimit(const std::optional<RateLimit> &limit)
    {
        m_core->gate.setRateLimit(limit);
        m_core->pump();
    }
    /// When the next job may start that nothing but the rate holds back; absent where that is not so.
    [[nodiscard]] std::optional<Clock::TimePoint> heldByRateUntil() const
    {
        const LaunchGate &gate = m_core->gate;
        const bool holds = gate.rateLimit() && gate.mayLaunch(slotsHeld()) && gate.nextToken() > gate.now();
        return holds ? std::optional(gate.nextToken()) : std::nullopt;
    }
    /// How many jobs of one group may be underway at once where it has no cap of its own; 0 is no cap. A full
    /// group's jobs block nobody behind them.
    void setGroupCap(int cap)
    {
        m_core->order.setDefaultCap(cap);
        m_core->pump();
    }
    void setGroupCap(GroupId group, std::optional<int> cap)
    {
        m_core->order.setCap(group, cap);
        m_core->pump();
    }

    // --- looking ------------------------------------------------------------------------------------------

    /// In dispatch order.
    /// \cost O(n log n).
    [[nodiscard]] std::vector<JobId> pending() const { return m_core->pending(); }
    /// By start time.
    [[nodiscard]] std::vector<JobId> underway() const { return m_core->underway(); }
    [[nodiscard]] std::size_t size() const { return m_core->cells.size(); }
    [[nodiscard]] std::size_t pendingCount() const { return m_core->order.size(); }
    [[nodiscard]] std::size_t underwayCount() const { return m_core->running.size(); }
    /// How many of those underway hold a slot: the others gave theirs back, see releaseSlot().
    [[nodiscard]] std::size_t slotsHeld() const { return m_core->slotsHeld(); }
    [[nodiscard]] std::size_t pendingIn(GroupId group) const { return m_core->order.pendingIn(group); }
    /// Absent for a job that has ended.
    [[nodiscard]] std::optional<DispatchState> state(JobId id) const;
    /// Null for a job that has ended.
    [[nodiscard]] const Arg *arg(JobId id) const;
    [[nodiscard]] std::optional<DispatchKey> keyOf(JobId id) const;
    /// Why a pending job isn't running; absent for others.
    /// \cost O(pending), for the rank.
    [[nodiscard]] std::optional<DispatchWait> waitReason(JobId id) const;

private:
    enum class Wanted : std::uint8_t { ByHandle, ByWatchers };

    JobId insert(Arg arg, const PutOptions &options, Wanted wanted, Clock::TimePoint now)
    {
        if (isStopped())
            throw QueueStopped();
        return m_core->insert(std::move(arg), options, wanted == Wanted::ByHandle, now);
    }
    std::vector<JobId> insertAll(std::vector<Arg> args, int priority, Wanted wanted);
    [[nodiscard]] PendingOrder::Slot pendingSlot(JobId id) const;
    [[nodiscard]] std::vector<PendingOrder::Slot> pendingAmong(std::span<const JobId> ids) const;

    std::shared_ptr<Core> m_core;
};

} // namespace millrace

#include "core/queue/resizabledispatchqueue.inl.h"
