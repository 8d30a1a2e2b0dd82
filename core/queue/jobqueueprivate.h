#pragma once

#include "core/queue/jobchangelog.h"
#include "core/queue/jobqueue.h"
#include "core/queue/outputtail.h"
#include "core/queue/queuestatistics.h"
#include "core/queue/resizabledispatchqueue.h"

#include <QHash>
#include <QPointer>

#include <array>
#include <deque>
#include <unordered_map>

namespace millrace {

/// The records of a JobQueue and what joins them to the dispatch queue, the runners and the journal.
///
/// A record stays when its job has ended; the dispatch queue knows only the jobs that are pending or
/// underway, each by the id of its record. Bodies: jobqueue.cpp (in and out), jobqueuelists.cpp, jobqueuework.cpp (launching and
/// ending), jobqueuesteer.cpp (commands), jobqueueundo.cpp, jobqueuelook.cpp, jobqueueframe.cpp (telling).
class JobQueue::Private final : public JobSink
{
public:
    struct Entry
    {
        JobRecord record;
        JobId dispatched;        ///< In the dispatch queue; invalid if it isn't there.
        int earlierAttempts = 0; ///< Before the last retry by hand: those don't count against the policy.
        JobChangeLog::Marks marks;
        Clock::TimePoint releasedAt{}; ///< Underway: when it gave its slot back; the epoch if it hasn't.
        bool isCancelAsked = false;    ///< By somebody, not by a stop.
        bool hasPrinted = false;       ///< Since its last line was taken.
    };
    using Dispatch = ResizableDispatchQueue<JobId, JobOutcomePtr>;
    using Watchers = std::shared_ptr<JobWatchers<JobRecord>>;

    Private(JobQueue &queue, Clock &clock);

    // --- records ------------------------------------------------------------------------------------------
    Entry &addEntry(JobRecord record);
    void setState(Entry &entry, JobState state);
    /// Hands a pending record to the dispatch queue, which launches nothing yet.
    void dispatch(Entry &entry, std::optional<std::uint64_t> position);
    [[nodiscard]] GroupId groupOf(const JobSpec &spec);
    [[nodiscard]] std::uint32_t unended() const;

    // --- lists in, a slice a turn (jobqueuelists.cpp) ------------------------------------------------------
    /// A list that is being put.
    struct List
    {
        std::vector<JobSpec> specs;
        Resolver<std::vector<JobId>> resolver;
        WallTime queuedAt{};
        std::uint64_t number = 0; ///< Of its first job, like the next.
        std::uint64_t position = 0;
        std::vector<JobId> ids{}; ///< Of those that are in.
    };
    void putSlices();
    void putSlice(List &list);
    void listIsIn();
    [[nodiscard]] Deferred<void> allListsIn();
    [[nodiscard]] std::size_t arriving() const;

    [[nodiscard]] std::optional<Hold> held() const;
    void setHeld(Hold why, bool isHeld);
    [[nodiscard]] bool isHeld(Hold why) const { return holds[static_cast<std::size_t>(why)]; }
    /// What may be underway now.
    [[nodiscard]] int openWidth() const { return held() ? 0 : width; }

    // --- launching and ending (jobqueuework.cpp) -----------------------------------------------------------
    [[nodiscard]] Deferred<JobOutcomePtr> launch(Launching<JobId> &launching);
    void attemptEnded(const Dispatch::Job &job);
    void endUnderway(Entry &entry, JobOutcomePtr outcome, const Dispatch::Job &job);
    void holdForResults(const JobRecord &record);
    [[nodiscard]] const RetryPolicy &policyOf(const JobSpec &spec) const;
    [[nodiscard]] bool retryLater(Entry &entry);
    void end(Entry &entry, JobState state, WallTime endedAt);
    void tellWatchers(const Entry &entry);
    void tellAllWatchers();
    void progressed(JobId id, JobProgress progress) override;
    void printed(JobId id, QByteArrayView bytes) override;
    void skipped(JobId id, qint64 bytes) override;
    void releaseSlot(JobId id) override;
    void takeLastLine(Entry &entry);

    // --- steering (jobqueuesteer.cpp) ----------------------------------------------------------------------
    void leaveAttempt(Entry &entry);
    [[nodiscard]] std::vector<JobId> dispatchedAmong(std::span<const JobId> ids) const;
    void takeKeys(std::span<const JobId> moved);
    int finishMove(const BlockMove &move, std::span<const JobId> dispatched);

    // --- telling, once a frame (jobqueueframe.cpp) ---------------------------------------------------------
    void touch(Entry &entry);        ///< Something about it changed.
    void touchForGood(Entry &entry); ///< … that must survive the program.
    void touchStatus();
    void wantFrame();
    void frame();
    void writeDown();
    void write(const std::vector<const JobRecord *> &records);
    void noteSlice();
    void noteSome(std::size_t most);
    [[nodiscard]] QueueSettings settings() const;
    void writeSettings(const QueueSettings &settings);

    JobQueue &q;
    Clock &clock;
    Slab<Entry> entries;
    JobCounts counts;
    std::uint64_t nextNumber = 1;

    std::array<JobRunner *, 2> runners{};
    std::array<RetryPolicy, 2> retryPolicies{};
    std::function<double()> random;
    JobJournal *journal = nullptr;
    JobJournal::Mark lastMark = 0, savedMark = 0;

    int width = 0;
    int hostCap = 0;
    std::array<bool, 4> holds{}; ///< By Hold.
    qint64 unwritten = 0;        ///< Bytes of results, since ResultsTrouble began.
    bool hasSettings = false;    ///< Of a restore.

    QHash<QByteArray, GroupId> groups;
    std::vector<QByteArray> hosts{QByteArray()}; ///< By group.
    std::unordered_map<JobId, OutputTail> tails;
    std::vector<JobId> printing; ///< Whose last line is to be taken at the next frame.
    std::unordered_map<JobId, Watchers> watchers;
    QueueStatistics statistics;

    std::deque<List> lists; ///< The first is being put, the others wait for it.
    DelayedCall nextSlice;
    std::vector<Resolver<void>> waitingForLists;

    std::vector<JobId> notAgain; ///< Still to be noted again, from the back.
    DelayedCall nextNote;

    JobChangeLog changes;
    DelayedCall nextFrame;
    bool isGoing = false; ///< Being destroyed.
    bool isStatusTouched = false;
    bool isDrained = false;

    Dispatch dispatchQueue; ///< Last, so that it goes first: its work refers to all of the above.
};

} // namespace millrace
