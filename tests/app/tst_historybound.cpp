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

QTEST_GUILESS_MAIN(HistoryBoundTest)
#include "tst_historybound.moc"
