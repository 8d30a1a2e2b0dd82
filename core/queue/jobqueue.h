#pragma once

#include "core/deferred/clock.h"
#include "core/deferred/deferred.h"
#include "core/queue/dispatchedjob.h"
#include "core/queue/dispatchtypes.h"
#include "core/queue/jobchanges.h"
#include "core/queue/jobjournal.h"
#include "core/queue/jobrecord.h"
#include "core/queue/jobrunner.h"
#include "core/queue/ratelimit.h"

#include <QByteArray>
#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace millrace {

/// Why the program itself launches nothing for now, beside what its user asked for.
enum class Hold : std::uint8_t {
    StoreTrouble, ///< What becomes of jobs can't be written down.
    Restoring,    ///< The jobs of the last time are not all there: the most important one may be the last.
    SlowReader,   ///< Whoever is told of ended jobs doesn't keep up.
    ResultsTrouble, ///< A result could not be written: the next ones would be lost too. The queue begins it by itself.
};

/// Why a pending job is not running, as data; the sentence is made in ui/text.
struct WaitReason
{
    enum class Kind : std::uint8_t {
        InLine,
        Paused,
        Stopped,
        NoWidth,
        Arriving, ///< The rest of a list is still to come.
        HostFull,
        RateLimited,
        HeldUntil,
        Held
    };
    Kind kind = Kind::InLine;
    std::uint32_t rank = 0; ///< InLine: 1 is the next to launch; 0 is not known.
    QByteArray host{};      ///< HostFull.
    WallTime until{};       ///< HeldUntil, RateLimited.
    Hold hold{};            ///< Held.
};

/// The state of the whole queue that a status bar shows, at most a frame old.
struct QueueStatus
{
    int width = 0;   ///< As asked for.
    int closing = 0; ///< Slots above the width that still run out.
    int saving = 0;  ///< Jobs underway without a slot: only their result is being made durable.
    bool paused = false;
    bool stopped = false;
    std::optional<Hold> held; ///< Launches nothing, by hold(); the first of them.
    int hostCap = 0;
    std::optional<WallTime> nextStart; ///< Until then the rate alone holds back the first in line.
    JobCounts counts;
    double jobsPerSecond = 0; ///< Ended, over the last 10 s.
    std::size_t arriving = 0; ///< Jobs of lists that are being put and are not in yet.
    bool saved = true;        ///< Everything put and noted so far is on disk.
    std::optional<qint64>
        unwritten; ///< While held for ResultsTrouble: bytes of the results that could not be written.
};

/// When the queue will be done, from what has been observed; pauses left out.
struct QueueEstimate
{
    std::chrono::milliseconds least{0}, most{0};
};

/// What undo needs to put a pending job back where it was.
struct JobPlace
{
    JobId id;
    int priority = 0;
    std::uint64_t position = 0;
    WallTime startedAt{}, endedAt{}; ///< Of its latest attempt, which a cancel leaves behind.
};

/// The one QObject in front of the dispatch queue: records in, commands in, one batched signal a frame out.
///
/// Owns the records and the engine; borrows runners, clock and journal, which outlive it. GUI thread only. Destroyed
/// with work underway it asks that to end, but can't hear of it any more: stop() first, or let the runners go in the
/// same turn of the event loop.
/// \code
/// JobQueue queue(clock);
/// queue.setRunner(JobKind::Command, &commands);
/// queue.setWidth(8);
/// queue.putList(std::move(specs)).addCallback([](const std::vector<JobId> &ids) { … });
/// \endcode
class JobQueue : public QObject
{
    Q_OBJECT

public:
    explicit JobQueue(Clock &clock, QObject *parent = nullptr);
    ~JobQueue() override;

    // --- what it works with -------------------------------------------------------------------------------
    void setRunner(JobKind kind, JobRunner *runner);
    /// Before anything is put or restored: what was there before it would not be in it.
    /// \throws std::logic_error where there are jobs already.
    void setJournal(JobJournal *journal);
    /// The policy of jobs whose list has none.
    void setRetryPolicy(JobKind kind, const RetryPolicy &policy);
    /// What back-off jitter is drawn with: a number in [0, 1). Qt's generator unless set; for tests.
    void setRandom(std::function<double()> random);
    /// Takes over what a journal kept; callable in pieces, before or after other puts. Numbers and places are
    /// kept. The settings of the first piece count.
    void restore(RestoredJobs jobs);
    /// All up to \a mark is on disk.
    void setSaved(JobJournal::Mark mark);
    /// The journal lost what it had: gives it the settings and every job again, \ref slice a turn of the event loop, or
    /// what is left of them when it has stopped. Not saved, as status() says, before all of it is on disk.
    /// \cost O(n) for the ids, at once; does nothing without a journal.
    void noteAgain();
    /// Launches nothing and waitReason() says so, until release() of the same. Unlike a pause it is nobody's wish:
    /// it is not kept. Twice is once, and both do nothing after stop(). A job that ends with FailureReason::Disk begins
    /// Hold::ResultsTrouble, before anything else is launched; who knows the disk releases it.
    void hold(Hold why);
    void release(Hold why);

    // --- jobs in ------------------------------------------------------------------------------------------
    /// Puts some jobs before anything of them launches, in their order; the ids are in that order too.
    /// \throws QueueStopped after stop().
    /// \cost   1 to 2 µs each, all in this call: for a list of any length take putList().
    std::vector<JobId> putAll(std::vector<JobSpec> specs);
    /// Puts a list of any length so that nobody waits for it: \ref slice jobs a turn of the event loop. Nothing
    /// launches before all of it is in. Numbers and places are those it would get now, whatever comes meanwhile;
    /// what is in can be steered like any job. A list that comes meanwhile follows it.
    /// \fires   with the ids, in the list's order, when all of it is in; at once if it is one slice and no other
    ///          list is being put. stop() meanwhile puts the rest all the same, pending for the next start, and
    ///          waits for that.
    /// \errback AbandonedError, if the queue is destroyed first.
    /// \throws  QueueStopped after stop().
    /// \cancel  tells the caller no more; the list goes in all the same.
    [[nodiscard]] Deferred<std::vector<JobId>> putList(std::vector<JobSpec> specs);
    static constexpr std::size_t slice = 500;
    /// Fires when the job has finished, with its record; errbacks JobFailed or JobCancelled, which carry it,
    /// or JobSaved after a stop that left it undone; AbandonedError, if it is removed first or the queue destroyed. What
    /// is known already is told at once. Whoever is told may do anything, also destroy the queue.
    /// \throws UnknownJob for a stale id.
    /// \cancel leaves the job alone: it is shown to a user, who wants it.
    [[nodiscard]] Deferred<JobRecord> watch(JobId id);

    // --- steering -----------------------------------------------------------------------------------------
    /// \throws std::invalid_argument if negative.
    void setWidth(int width);
    /// Fetches underway at once to one host; 0 is no cap.
    /// \throws std::invalid_argument if negative.
    void setHostCap(int cap);
    /// How often jobs may start; absent is no limit.
    void setRateLimit(const std::optional<RateLimit> &limit);
    /// Fires when nothing is underway; errbacks CancelledError when resumed first.
    Deferred<void> pause();
    void resume();
    /// Fires when nothing is underway. Escalates from Finish to Cancel when called again.
    /// What was not done is pending in the journal, for the next start.
    Deferred<void> stop(Underway underway);

    // Each takes any mix of ids and acts on those it applies to; returns how many that were.
    /// Pending jobs end at once; underway ones are asked to, again if they were asked before.
    int cancel(std::span<const JobId> ids);
    /// Ended and interrupted jobs become pending again, behind all others of their priority.
    int retry(std::span<const JobId> ids);
    int reprioritize(std::span<const JobId> ids, int priority);
    /// Moves pending jobs as one block, kept in their order, and adopts the priority of where they land.
    int move(std::span<const JobId> ids, Place place);
    /// Moves pending jobs in front of \a before; an invalid id means to the end.
    int moveBefore(std::span<const JobId> ids, JobId before);
    /// Takes ended and interrupted jobs out and returns their records, in the given order, for undo.
    std::vector<JobRecord> remove(std::span<const JobId> ids);
    /// Puts removed records back, with their numbers, states and places.
    std::vector<JobId> putBack(std::vector<JobRecord> records);
    /// Where pending jobs stand, and back: the undo of reprioritize, move and cancel (which revives a job
    /// that was cancelled while pending).
    [[nodiscard]] std::vector<JobPlace> places(std::span<const JobId> ids) const;
    int setPlaces(std::span<const JobPlace> places);
    /// Marks interrupted jobs as failed.
    int markFailed(std::span<const JobId> ids);

    // --- looking ------------------------------------------------------------------------------------------
    [[nodiscard]] QueueStatus status() const;
    [[nodiscard]] std::size_t size() const;
    /// Null for a stale id. Valid until the next change of the queue.
    [[nodiscard]] const JobRecord *find(JobId id) const;
    /// Every job, by number.
    /// \cost O(n log n)
    [[nodiscard]] std::vector<JobId> all() const;
    /// Those underway or cancelling, by their start.
    [[nodiscard]] std::vector<JobId> underway() const;
    /// \cost O(pending), to give the rank.
    [[nodiscard]] std::optional<WaitReason> waitReason(JobId id) const;
    /// The last at most 64 KiB of an underway job's output; empty for others (read the result's file).
    [[nodiscard]] QByteArray tail(JobId id) const;
    /// How many bytes an underway job has printed in all.
    [[nodiscard]] qint64 printedBytes(JobId id) const;
    /// How long a job takes on average; absent until ten have ended.
    [[nodiscard]] std::optional<std::chrono::milliseconds> meanDuration() const;
    /// Absent until ten jobs have ended, at width 0, and when nothing is left to do.
    [[nodiscard]] std::optional<QueueEstimate> estimate(int width) const;

Q_SIGNALS:
    /// At most once a frame (16 ms), and only if there is something to say.
    void changed(const millrace::JobChanges &changes);
    /// Width, pause, stop, hold, closing or saved changed; at most once a frame.
    void statusChanged();
    /// Nothing is pending or underway any more; once each time that becomes so by jobs ending.
    void drained();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace millrace
