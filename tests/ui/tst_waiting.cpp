#include "tests/ui/tableworld.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// "Each pending job says why it isn't running": in its row, however the table is filtered and sorted.
class TestWaiting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFilteredTableStillTellsThePlaceInLine();
    void aSortedTableSaysThatAJobIsInLine();
    void rowsHeldForLongSayThatTheyAreInLine();
    void aJobThatWaitsToBeTriedAgainSaysWhatFailed();
    void theFirstInLineSaysThatTheRateHoldsIt();

private:
    static QString why(const World &world, int row) { return world.cell(row, JobColumn::LastLine); }
};

void TestWaiting::aFilteredTableStillTellsThePlaceInLine()
{
    World world;
    world.runner.setDefault({.after = std::nullopt});
    const std::vector<JobId> ids = world.put(12);
    world.queue.setWidth(2);
    world.pass();
    world.model.setFilter(parseFilter(u"state:pending"_s).expression);
    world.model.settle();
    QCOMPARE(world.model.rowCount(), 10);
    QCOMPARE(why(world, 0), u"1st in line"_s);
    QCOMPARE(why(world, 9), u"10th in line"_s);
    world.model.setFilter(parseFilter(u"\"job 7\""_s).expression);
    world.model.settle();
    QCOMPARE(world.model.rowOf(ids[7]), 0);
    QCOMPARE(why(world, 0), u"6th in line"_s);
    const QModelIndex cell = world.model.index(0, columnIndex(JobColumn::LastLine));
    QVERIFY(cell.data(Qt::ToolTipRole).toString().contains(u"6th in line"_s));
    world.queue.move(std::vector{ids[7]}, Place::Top);
    world.pass();
    QCOMPARE(why(world, 0), u"1st in line"_s);
}

void TestWaiting::aSortedTableSaysThatAJobIsInLine()
{
    World world;
    world.runner.setDefault({.after = std::nullopt});
    world.put(5);
    world.queue.setWidth(1);
    world.pass();
    world.model.sort(columnIndex(JobColumn::What), Qt::DescendingOrder);
    world.model.settle();
    QCOMPARE(why(world, 0), u"in line"_s);
    QCOMPARE(why(world, 3), u"in line"_s);
    world.queue.pause().addErrback([](const Failure &) {});
    world.pass();
    QCOMPARE(why(world, 0), u"paused"_s);
}

void TestWaiting::rowsHeldForLongSayThatTheyAreInLine()
{
    World world;
    world.put(8000);
    world.pass();
    world.model.settle();
    world.model.setHeld(true);
    world.queue.setWidth(1000);
    for (int i = 0; i < 5; ++i)
        world.pass(200ms);
    world.model.settle();
    QVERIFY(world.queue.status().counts[JobState::Finished] > 4096);
    const int last = world.model.rowCount() - 1;
    QCOMPARE(world.queue.find(world.model.jobAt(last))->state, JobState::Pending);
    QCOMPARE(why(world, last), u"in line"_s);
}

void TestWaiting::aJobThatWaitsToBeTriedAgainSaysWhatFailed()
{
    World world;
    JobOutcome outcome;
    outcome.reason = FailureReason::HttpStatus;
    outcome.httpStatus = 429;
    outcome.transient = true;
    world.runner.setDefault({.after = 10ms, .outcome = outcome});
    RetryPolicy policy{.attempts = 3, .firstDelay = 60s, .jitter = false};
    world.queue.setRetryPolicy(JobKind::Fetch, policy);
    world.queue.setWidth(1);
    world.put(1, "https://example.org/");
    world.pass();
    QVERIFY(world.cell(0, JobColumn::State).startsWith(u"again in"_s));
    QVERIFY2(why(world, 0).contains(u"429"_s), qPrintable(why(world, 0)));
}

void TestWaiting::theFirstInLineSaysThatTheRateHoldsIt()
{
    World world;
    world.queue.setRateLimit(RateLimit{1, 60s, 1});
    world.put(3);
    world.queue.setWidth(8);
    world.pass();
    QCOMPARE(world.queue.status().counts[JobState::Pending], 2U);
    QVERIFY2(why(world, 0).startsWith(u"held back by the rate, starts in"_s), qPrintable(why(world, 0)));
    QCOMPARE(why(world, 1), u"2nd in line"_s);
    world.queue.setRateLimit(std::nullopt);
    world.pass();
    QCOMPARE(world.queue.status().counts[JobState::Pending], 0U);
}

QTEST_MAIN(TestWaiting)
#include "tst_waiting.moc"
