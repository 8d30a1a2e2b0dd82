#include "app/window/historybound.h"

#include "core/deferred/manualclock.h"
#include "core/queue/jobqueue.h"

#include <QTest>

using namespace millrace;

class HistoryBoundTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsEverythingAtZero();
    void forgetsTheOldestOfTheEnded();
    void leavesAloneWhatHasNotEnded();
    void forgetsWhatGrewOld();
    void forgetsTheOldestBeyondTheBytes();
};

namespace {

HistoryBounds most(std::size_t jobs)
{
    HistoryBounds bounds;
    bounds.jobs = jobs;
    return bounds;
}

RestoredJobs jobs(int count, JobState state, quint64 first = 1)
{
    RestoredJobs jobs;
    for (int i = 0; i < count; ++i) {
        JobRecord job;
        job.number = JobNumber{first + static_cast<quint64>(i)};
        job.position = first + static_cast<quint64>(i);
        job.state = state;
        job.spec.what = "true";
        job.endedAt = WallTime(std::chrono::seconds(1000 - i)); // The first one ended last.
        jobs.records.push_back(job);
    }
    jobs.nextNumber = JobNumber{first + static_cast<quint64>(count)};
    return jobs;
}

} // namespace

void HistoryBoundTest::keepsEverythingAtZero()
{
    ManualClock clock;
    JobQueue queue(clock);
    queue.restore(jobs(500, JobState::Finished));
    HistoryBound bound(queue, clock, {});
    clock.advance(std::chrono::seconds(1));
    QCOMPARE(queue.size(), std::size_t{500});
}

void HistoryBoundTest::forgetsTheOldestOfTheEnded()
{
    ManualClock clock;
    JobQueue queue(clock);
    queue.restore(jobs(500, JobState::Finished));
    HistoryBound bound(queue, clock, most(100));
    clock.advance(std::chrono::seconds(1));
    QCOMPARE(queue.size(), std::size_t{100});
    for (const JobId id : queue.all())
        QVERIFY(queue.find(id)->number <= JobNumber{100});
    bound.setBounds({});
    QCOMPARE(queue.size(), std::size_t{100});
}

void HistoryBoundTest::leavesAloneWhatHasNotEnded()
{
    ManualClock clock;
    JobQueue queue(clock);
    queue.restore(jobs(400, JobState::Pending));
    queue.restore(jobs(400, JobState::Interrupted, 401));
    queue.restore(jobs(400, JobState::Failed, 801));
    HistoryBound bound(queue, clock, most(10));
    clock.advance(std::chrono::seconds(1));
    QCOMPARE(queue.status().counts[JobState::Pending], 400u);
    QCOMPARE(queue.status().counts[JobState::Interrupted], 400u);
    QCOMPARE(queue.status().counts[JobState::Failed], 10u);
}

void HistoryBoundTest::forgetsWhatGrewOld()
{
    ManualClock clock;
    JobQueue queue(clock);
    RestoredJobs some = jobs(3, JobState::Finished);
    some.records[0].endedAt = clock.wallNow();
    some.records[1].endedAt = clock.wallNow() - std::chrono::hours(23);
    some.records[2].endedAt = clock.wallNow() - std::chrono::hours(25);
    queue.restore(std::move(some));
    HistoryBounds day;
    day.age = std::chrono::hours(24);
    const HistoryBound bound(queue, clock, day);
    clock.advance(std::chrono::minutes(11));
    QCOMPARE(queue.size(), std::size_t{2});
    clock.advance(std::chrono::minutes(60)); // With nothing happening but that time passes.
    QCOMPARE(queue.size(), std::size_t{1});
    clock.advance(std::chrono::hours(24));
    QCOMPARE(queue.size(), std::size_t{0});
}

void HistoryBoundTest::forgetsTheOldestBeyondTheBytes()
{
    ManualClock clock;
    JobQueue queue(clock);
    HistoryBounds bounds;
    bounds.bytes = 10'000;
    const HistoryBound bound(queue, clock, bounds);
    RestoredJobs some = jobs(30, JobState::Finished); // The first one ended last.
    JobOutcome outcome;
    outcome.bytes = 900;
    outcome.errorBytes = 100;
    for (JobRecord &job : some.records)
        job.outcome = std::make_shared<const JobOutcome>(outcome);
    queue.restore(std::move(some));
    clock.advance(std::chrono::seconds(1));
    QCOMPARE(queue.size(), std::size_t{10});
    for (const JobId id : queue.all())
        QVERIFY(queue.find(id)->number <= JobNumber{10});
    RestoredJobs more = jobs(1, JobState::Finished, 31);
    more.records[0].outcome = std::make_shared<const JobOutcome>(outcome);
    queue.restore(std::move(more)); // A tenth more is let stand …
    clock.advance(std::chrono::seconds(1));
    QCOMPARE(queue.size(), std::size_t{11});
    more = jobs(1, JobState::Finished, 32);
    more.records[0].outcome = std::make_shared<const JobOutcome>(outcome);
    queue.restore(std::move(more)); // … and no more than that.
    clock.advance(std::chrono::seconds(1));
    QCOMPARE(queue.size(), std::size_t{10});
}

QTEST_GUILESS_MAIN(HistoryBoundTest)
#include "tst_historybound.moc"
