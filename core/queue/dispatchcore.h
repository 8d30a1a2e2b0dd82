#pragma once

#include "core/queue/dispatchjobs.h"
#include "core/queue/launchgate.h"
#include "core/queue/launching.h"
#include "core/queue/lifeline.h"

namespace millrace::detail {

/// How the jobs of a ResizableDispatchQueue are launched, end and are asked to. Shared with the work that is
/// underway, so that work which ends after its queue has gone finds somebody who ignores it.
template <class Arg, class Result>
class DispatchCore : public DispatchJobs<Arg, Result>,
                     public std::enable_shared_from_this<DispatchCore<Arg, Result>>
{
    using Jobs = DispatchJobs<Arg, Result>;

public:
    using typename Jobs::Asked;
    using typename Jobs::Cell;
    using typename Jobs::Job;
    using typename Jobs::Running;
    using typename Jobs::Watchers;
    using Function = std::function<Deferred<Result>(Launching<Arg> &)>;
    using Observer = std::function<void(const Job &)>;
    using Jobs::cells;
    using Jobs::order;
    using Jobs::running;

    DispatchCore(Function function, Clock &clock, int width)
        : gate(clock, width), m_function(std::move(function))
    {}

    /// Launches what may launch. Asked from inside a launch, it leaves that to the call that is at it.
    void pump()
    {
        this->mark.check();
        if (m_isPumping || m_isShut)
            return;
        if (order.holdsAny())
            order.release(gate.now());
        std::optional<Lifeline::Use> use;
        if (gate.mayLaunch(this->slotsHeld()) && order.next()) {
            use.emplace(m_lifeline);
            launchWhatMay();
        }
        wakeLater();
        settle();
    }

    bool cancel(JobId id)
    {
        this->mark.check();
        Cell *cell = m_isShut ? nullptr : cells.find(id);
        if (!cell)
            return false;
        const Lifeline::Use use(m_lifeline);
        if (cell->isPending()) {
            const Watchers watchers = std::move(cell->watchers);
            tell(this->takePending(id, JobEnd::Cancelled, gate.now()), watchers);
        } else {
            askToEnd(id, Asked::Cancel);
        }
        return true;
    }

    /// Asks the work of a job that is underway to end.
    void askToEnd(JobId id, Asked why)
    {
        Running &run = *this->runningOf(id);
        if (why == Asked::Cancel || run.asked == Asked::Nothing)
            run.asked = why;
        if (run.stopRequest) {
            const std::function<void()> request =
                run.stopRequest; // Which may end the job, and with it itself.
            request();
        } else if (Deferred<void> work = std::move(run.work)) {
            work.cancel();
            keepWork(id, std::move(work));
        } // Else its function is being called right now, and launch() sees to it.
    }

    void releaseSlot(JobId id)
    {
        if (!m_isShut && Jobs::releaseSlot(id))
            pump();
    }

    Deferred<Job> watch(JobId id)
    {
        this->mark.check();
        Cell *cell = cells.find(id);
        if (!cell)
            throw UnknownJob();
        return JobWatchers<Job>::watch(cell->watchers, [weak = this->weak_from_this(), id](std::size_t left) {
            const auto core = weak.lock();
            const Cell *watched = core && left == 0 ? core->cells.find(id) : nullptr;
            if (watched && !watched->isWanted)
                core->cancel(id);
        });
    }

    void stop(Underway underway)
    {
        this->mark.check();
        const Lifeline::Use use(m_lifeline);
        gate.stop();
        if (underway == Underway::Cancel) {
            const bool isAgain = std::exchange(m_isCutOff, true);
            for (const JobId id : this->underway()) {
                // Who is told of an end may destroy the queue.
                const Running *run = m_isShut ? nullptr : this->runningOf(id);
                if (run && (isAgain || run->asked == Asked::Nothing)) // What is cancelling keeps its grace.
                    askToEnd(id, Asked::Save);
            }
        }
        wakeLater();
        settle();
    }

    /// Tells those who wait for nothing to be underway, once nothing is.
    void settle()
    {
        if (!running.empty() || m_isPumping || m_isTelling || m_isShut ||
            !(gate.isPaused() || gate.isStopped()))
            return;
        const Lifeline::Use use(m_lifeline);
        if (gate.isStopped())
            saveAll();
        for (Resolver<void> &resolver : std::exchange(pausing, {}))
            resolver.callback();
        if (gate.isStopped()) {
            for (Resolver<std::vector<Job>> &resolver : std::exchange(stopping, {}))
                resolver.callback(unfinished);
        }
    }

    /// The end of the queue itself: what is underway is asked to end and forgotten, who waits is told.
    void shutDown()
    {
        gate.stop();
        onEnded = nullptr;
        m_wake.cancel();
        m_isShut = true;
        m_lifeline.cut(this->shared_from_this());
        std::vector<Running> forgotten = std::exchange(running, {});
        for (Running &run : forgotten)
            forget(std::move(run.work), run.stopRequest);
        std::vector<Watchers> told;
        cells.forEach([&told](JobId, Cell &cell) {
            if (cell.watchers)
                told.push_back(std::move(cell.watchers));
        });
        for (const Watchers &watchers : told)
            JobWatchers<Job>::tell(
                watchers, [](Resolver<Job> &resolver) { resolver.errback(asAnswer(QueueStopped())); });
        for (Resolver<void> &resolver : std::exchange(pausing, {}))
            resolver.errback(asAnswer(QueueStopped()));
        for (Resolver<std::vector<Job>> &resolver : std::exchange(stopping, {}))
            resolver.errback(asAnswer(QueueStopped()));
    }

    LaunchGate gate;
    Observer onEnded;
    std::vector<Resolver<void>> pausing;
    std::vector<Resolver<std::vector<Job>>> stopping;
    std::vector<Job> unfinished; ///< After a stop: what was not done.

private:
    void launchWhatMay()
    {
        m_isPumping = true;
        while (gate.mayLaunch(this->slotsHeld())) {
            const auto slot = order.next();
            if (!slot || !gate.takeToken())
                break;
            launch(*slot);
        }
        m_isPumping = false;
    }

    void launch(PendingOrder::Slot slot)
    {
        const JobId id = cells.idOf(slot);
        std::function<void()> stopRequest;
        Launching<Arg> launching(id, this->start(slot, gate.now()).arg, stopRequest);
        Deferred<Result> work = call(launching);
        if (m_isShut)
            return forget(std::move(work), stopRequest);
        Running &run = *this->runningOf(id);
        run.stopRequest = std::move(stopRequest);
        const Asked asked = run.asked;
        m_lifeline.begin(); // Until ended(), which is always called: a Deferred always fires.
        keepWork(id, std::move(work).addBoth(
                         [this, id](Outcome<Result> outcome) { ended(id, std::move(outcome)); }));
        if (asked != Asked::Nothing && this->runningOf(id))
            askToEnd(id, asked);
    }

    Deferred<Result> call(Launching<Arg> &launching)
    {
        try {
            if (Deferred<Result> work = m_function(launching))
                return work;
            throw EmptyDeferredError();
        } catch (...) {
            return fail<Result>(Failure::current());
        }
    }

    void keepWork(JobId id, Deferred<void> work)
    {
        if (Running *run = m_isShut ? nullptr : this->runningOf(id))
            run->work = std::move(work);
    }

    void ended(JobId id, Outcome<Result> outcome)
    {
        m_lifeline.handOver();
        const Lifeline::Use use(m_lifeline);
        if (m_isShut)
            return;
        const Watchers watchers = std::move(cells.find(id)->watchers);
        const std::uint64_t sequence = this->runningOf(id)->sequence;
        const Job job = this->takeEnded(id, std::move(outcome), gate.now());
        if (job.end == JobEnd::Saved) {
            m_saved.push_back({sequence, job, watchers});
        } else { // Whatever is steered meanwhile, nobody hears that all has ended before all is told.
            const bool isNested = std::exchange(m_isTelling, true);
            tell(job, watchers);
            m_isTelling = isNested;
        }
        pump();
    }

    void tell(const Job &job, const Watchers &watchers)
    {
        if (onEnded)
            onEnded(job);
        tellEnd(job, watchers);
    }

    /// After a stop, with nothing underway: collects what was not done and ends its watchers.
    void saveAll()
    {
        std::sort(m_saved.begin(), m_saved.end(),
                  [](const auto &a, const auto &b) { return a.sequence < b.sequence; });
        std::vector<Watchers> watchers;
        for (Saved &saved : std::exchange(m_saved, {})) {
            watchers.push_back(std::move(saved.watchers));
            unfinished.push_back(std::move(saved.job));
        }
        for (const JobId id : this->pending()) {
            watchers.push_back(std::move(cells.find(id)->watchers));
            unfinished.push_back(this->takePending(id, JobEnd::Saved, gate.now()));
        }
        // None comes after: nothing can be put any more.
        for (std::size_t i = 0; i < watchers.size(); ++i)
            tell(unfinished[unfinished.size() - watchers.size() + i], watchers[i]);
    }

    /// Asks the clock for a pump when a held job may go or the next token is there.
    void wakeLater()
    {
        if (!order.holdsAny() && !gate.rateLimit() && !m_wake.isActive())
            return;
        std::optional<Clock::TimePoint> at = order.nextRelease();
        if (gate.rateLimit() && gate.mayLaunch(this->slotsHeld()) && order.next())
            at = at ? std::min(*at, gate.nextToken()) : gate.nextToken();
        if (!at || gate.isStopped() || m_isShut)
            return m_wake.cancel();
        if (m_wake.isActive() && m_wakeAt == *at)
            return;
        m_wake.cancel();
        m_wakeAt = *at;
        m_wake = gate.clock().callLater(*at - gate.now(), [weak = this->weak_from_this()] {
            if (const auto core = weak.lock())
                core->pump();
        });
    }

    struct Saved
    {
        std::uint64_t sequence;
        Job job;
        Watchers watchers;
    };

    Function m_function;
    std::vector<Saved> m_saved;
    DelayedCall m_wake;
    Clock::TimePoint m_wakeAt{};
    Lifeline m_lifeline;
    bool m_isPumping = false;
    bool m_isTelling = false;
    bool m_isCutOff = false; ///< By a stop that cancels.
    bool m_isShut = false;
};

} // namespace millrace::detail
