#include "app/window/historybound.h"

#include "core/deferred/manualclock.h"
#include "core/queue/jobqueue.h"
#include "core/queue/keptbytes.h"

#include <QTest>

using namespace millrace;
using namespace std::chrono_literals;

class HistoryBoundTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theOldestGoUntilAllBoundsAreMet_data();
    void theOldestGoUntilAllBoundsAreMet();
    void whatEndedTogetherGoesByNumber();
    void leavesAloneWhatHasNotEnded();
    void looksAgainOnceATenthIsTooMuch_data();
    void looksAgainOnceATenthIsTooMuch();
    void letsATenthMoreBytesStand();
    void countsWhatIsKeptNotWhatWasPrinted();
    void forgetsManyInSlices();
    void forgetsWhatGrowsOld();
    void countsOnlyWhatIsStillThere();
};

namespace {

/// A bound queue, with jobs from the store.
struct Kit
{
    ManualClock clock;
    JobQueue queue{clock};
    HistoryBound bound{queue, clock};
    quint64 next = 1;

    /// Each ended an hour after the one before; the n-th left 10 n bytes. They come with the highest number first.
    void add(int count, JobState state = JobState::Finished, WallTime first = WallTime(1h))
    {
        RestoredJobs jobs;
        for (int i = count - 1; i >= 0; --i) {
            JobRecord job;
            job.number = JobNumber{next + quint64(i)};
            job.position = next + quint64(i);
            job.state = state;
            job.endedAt = isEnded(state) ? first + std::chrono::hours(i) : WallTime{};
            auto outcome = std::make_shared<JobOutcome>();
            outcome->file = QStringLiteral("0-999/a");
            outcome->bytes = 10 * (i + 1);
            job.outcome = std::move(outcome);
            jobs.records.push_back(job);
        }
        next += quint64(count);
        jobs.nextNumber = JobNumber{next};
        queue.restore(std::move(jobs));
        clock.advance(16ms);
    }
    [[nodiscard]] std::uint32_t ended() const { return queue.status().counts[JobState::Finished]; }
    [[nodiscard]] JobNumber first() const { return queue.find(queue.all().front())->number; }
};

HistoryBounds most(std::size_t jobs)
{
    return {.jobs = jobs};
}

} // namespace

void HistoryBoundTest::theOldestGoUntilAllBoundsAreMet_data()
{
    QTest::addColumn<int>("jobs");
    QTest::addColumn<int>("hours");
    QTest::addColumn<int>("bytes");
    QTest::addColumn<int>("removed");
    QTest::newRow("no bounds") << 0 << 0 << 0 << 0;
    QTest::newRow("fewer than allowed") << 11 << 0 << 0 << 0;
    QTest::newRow("as many as allowed") << 10 << 0 << 0 << 0;
    QTest::newRow("too many") << 7 << 0 << 0 << 3;
    QTest::newRow("just within the age") << 0 << 10 << 0 << 0;
    QTest::newRow("too old") << 0 << 3 << 0 << 7;
    QTest::newRow("just within the bytes") << 0 << 0 << 270 << 7;
    QTest::newRow("too many bytes") << 0 << 0 << 269 << 8;
    QTest::newRow("not even the last fits") << 0 << 0 << 99 << 10;
    QTest::newRow("the strictest counts") << 9 << 5 << 500 << 5;
}

void HistoryBoundTest::theOldestGoUntilAllBoundsAreMet()
{
    QFETCH(int, jobs);
    QFETCH(int, hours);
    QFETCH(int, bytes);
    QFETCH(int, removed);
    Kit kit;
    const WallTime now = kit.clock.wallNow();
    kit.add(10, JobState::Finished, now - 10h + 1s); // The last of them an hour ago.
    kit.bound.setBounds({std::size_t(jobs), std::chrono::hours(hours), bytes});
    QCOMPARE(kit.queue.size(), std::size_t(10 - removed));
    if (removed < 10)
        QCOMPARE(kit.first(), JobNumber(quint64(removed) + 1));
}

void HistoryBoundTest::whatEndedTogetherGoesByNumber()
{
    Kit kit;
    for (int i = 0; i < 4; ++i)
        kit.add(1);
    kit.bound.setBounds(most(2));
    QCOMPARE(kit.first(), JobNumber{3});
}

void HistoryBoundTest::leavesAloneWhatHasNotEnded()
{
    Kit kit;
    kit.add(400, JobState::Pending);
    kit.add(400, JobState::Interrupted);
    kit.add(400, JobState::Failed);
    kit.bound.setBounds(most(10));
    QCOMPARE(kit.queue.status().counts[JobState::Pending], 400u);
    QCOMPARE(kit.queue.status().counts[JobState::Interrupted], 400u);
    QCOMPARE(kit.queue.status().counts[JobState::Failed], 10u);
}

void HistoryBoundTest::looksAgainOnceATenthIsTooMuch_data()
{
    QTest::addColumn<int>("bound");
    QTest::addColumn<int>("slack");
    QTest::newRow("one at least") << 3 << 1;
    QTest::newRow("a tenth") << 10 << 1;
    QTest::newRow("of more") << 100 << 10;
    QTest::newRow("a thousand at most") << 20'000 << 1'000;
}

void HistoryBoundTest::looksAgainOnceATenthIsTooMuch()
{
    QFETCH(int, bound);
    QFETCH(int, slack);
    Kit kit;
    kit.bound.setBounds(most(std::size_t(bound)));
    kit.add(bound);
    kit.add(slack - 1);
    QCOMPARE(kit.ended(), std::uint32_t(bound + slack - 1));
    kit.add(1);
    QCOMPARE(kit.ended(), std::uint32_t(bound));
}

void HistoryBoundTest::letsATenthMoreBytesStand()
{
    Kit kit;
    kit.bound.setBounds({.bytes = 100});
    for (int i = 0; i < 11; ++i)
        kit.add(1); // Ten bytes each.
    QCOMPARE(kit.ended(), 11u);
    kit.add(1);
    QCOMPARE(kit.ended(), 10u);
    QCOMPARE(kit.first(), JobNumber{3});
}

void HistoryBoundTest::countsWhatIsKeptNotWhatWasPrinted()
{
    constexpr qint64 gigabyte = 1'000'000'000;
    JobRecord job;
    job.state = JobState::Finished;
    job.spec.kind = JobKind::Command;
    JobOutcome outcome;
    outcome.bytes = 3 * gigabyte;
    outcome.errorBytes = 5;
    job.outcome = std::make_shared<const JobOutcome>(outcome); // What the disk refused.
    QCOMPARE(keptBytes(job), 0);
    QCOMPARE(wantedBytes(job), KeptOutput::head + KeptOutput::tail + 5);
    outcome.file = outcome.errorFile = QStringLiteral("0-999/a");
    job.outcome = std::make_shared<const JobOutcome>(outcome);
    QCOMPARE(keptBytes(job), KeptOutput::head + KeptOutput::tail + 5);
    job.spec.kind = JobKind::Fetch;
    QCOMPARE(keptBytes(job), 3 * gigabyte + 5);

    Kit kit;
    kit.add(3);
    kit.bound.setBounds({.bytes = gigabyte});
    job.spec.kind = JobKind::Command;
    job.number = JobNumber{kit.next++};
    job.endedAt = WallTime(10h);
    RestoredJobs jobs;
    jobs.records.push_back(job);
    jobs.nextNumber = JobNumber{kit.next};
    kit.queue.restore(std::move(jobs));
    kit.clock.advance(1h);
    QCOMPARE(kit.ended(), 4u);
}

void HistoryBoundTest::forgetsManyInSlices()
{
    Kit kit;
    kit.add(5'000);
    std::vector<JobNumber> forgotten;
    QObject::connect(&kit.bound, &HistoryBound::forgotten, &kit.bound, [&](const auto &numbers) {
        QVERIFY(kit.first() > numbers.back()); // They are removed.
        forgotten.insert(forgotten.end(), numbers.begin(), numbers.end());
    });
    kit.bound.setBounds(most(100));
    QCOMPARE(kit.ended(), 4'000u); // The others in the turns of the event loop that follow.
    kit.clock.advance(0ms);
    QCOMPARE(kit.ended(), 100u);
    QCOMPARE(kit.first(), JobNumber{4'901});
    QCOMPARE(forgotten.size(), 4'900u);
    QCOMPARE(forgotten.front(), JobNumber{1});
    QCOMPARE(forgotten.back(), JobNumber{4'900});
}

void HistoryBoundTest::forgetsWhatGrowsOld()
{
    Kit kit;
    kit.add(2, JobState::Finished, kit.clock.wallNow());
    kit.bound.setBounds({.age = 24h});
    kit.clock.advance(23h);
    QCOMPARE(kit.ended(), 2u);
    kit.clock.advance(90min);
    QCOMPARE(kit.ended(), 1u);
}

void HistoryBoundTest::countsOnlyWhatIsStillThere()
{
    Kit kit;
    kit.add(10);
    const std::vector<JobId> all = kit.queue.all();
    kit.queue.remove(std::span(all).first(3));
    kit.queue.retry(std::span(all).subspan(3, 2));
    kit.clock.advance(16ms);
    kit.bound.setBounds(most(4)); // Five are still ended.
    QCOMPARE(kit.ended(), 4u);
    QCOMPARE(kit.queue.status().counts[JobState::Pending], 2u);
    kit.bound.setBounds({.bytes = 100 + 90 + 80});
    QCOMPARE(kit.ended(), 3u);
}

QTEST_GUILESS_MAIN(HistoryBoundTest)
#include "tst_historybound.moc"
