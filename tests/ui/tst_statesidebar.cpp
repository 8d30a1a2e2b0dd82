#include "tests/ui/tableworld.h"
#include "ui/models/statemodel.h"
#include "ui/views/statesidebar.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto notFound = "state:failed status:404"_L1;
constexpr auto broken = "state:failed status:500"_L1;

/// A sidebar over a queue whose jobs answer 404, or 500 where their name says so.
struct Side
{
    World world;
    StateModel states{world.model};
    QAbstractItemModelTester tester{&states, QAbstractItemModelTester::FailureReportingMode::QtTest};
    StateSidebar sidebar{states};
    QSignalSpy chosen{&sidebar, &StateSidebar::chosen};

    Side() { world.queue.setWidth(1000); }

    std::vector<JobId> fail(int jobs, int status)
    {
        JobOutcome outcome;
        outcome.reason = FailureReason::HttpStatus;
        outcome.httpStatus = status;
        world.runner.setDefault({.after = 10ms, .outcome = outcome});
        const std::vector<JobId> ids = world.put(jobs);
        settle();
        return ids;
    }
    void settle()
    {
        world.pass(300ms);
        world.model.settle();
    }
    [[nodiscard]] qint64 count(const QString &words) const
    {
        return states.index(states.rowOf(words)).data(int(StateModel::Role::Count)).toLongLong();
    }
};

} // namespace

/// What the sidebar does when its entries come, go and overtake one another.
class TestStateSidebar : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aChosenEntryStaysWhenItsLastJobGoes();
    void aChosenEntryStaysWhenAnotherOvertakesIt();
    void aChosenEntryStaysBeyondTheMostFrequentOnes();
    void anEntryLeavesOnceAnotherIsChosen();
    void aChosenHostStaysWhenItsJobsAreRemoved();
    void noChangeOfTheListIsAChoice();
};

void TestStateSidebar::aChosenEntryStaysWhenItsLastJobGoes()
{
    Side side;
    const std::vector<JobId> ids = side.fail(12, 404);
    side.sidebar.choose(notFound);
    side.chosen.clear();
    side.world.queue.setWidth(0);
    side.world.queue.retry(ids);
    side.settle();
    QCOMPARE(side.sidebar.words(), QString(notFound));
    QVERIFY(side.chosen.isEmpty());
    QCOMPARE(side.sidebar.currentIndex().row(), side.states.rowOf(notFound));
    QCOMPARE(side.count(notFound), 0);
}

void TestStateSidebar::aChosenEntryStaysWhenAnotherOvertakesIt()
{
    Side side;
    side.fail(5, 404);
    side.fail(4, 500);
    side.sidebar.choose(notFound);
    side.chosen.clear();
    side.fail(2, 500);
    QVERIFY(side.states.rowOf(broken) < side.states.rowOf(notFound));
    QCOMPARE(side.sidebar.words(), QString(notFound));
    QVERIFY(side.chosen.isEmpty());
    QCOMPARE(side.sidebar.currentIndex().row(), side.states.rowOf(notFound));
    QVERIFY(side.sidebar.selectionModel()->isSelected(side.sidebar.currentIndex()));
}

void TestStateSidebar::aChosenEntryStaysBeyondTheMostFrequentOnes()
{
    Side side;
    side.fail(1, 404);
    side.sidebar.choose(notFound);
    side.chosen.clear();
    for (int status = 500; status < 512; ++status)
        side.fail(2, status);
    QVERIFY(side.chosen.isEmpty());
    QCOMPARE(side.sidebar.currentIndex().row(), side.states.rowOf(notFound));
    QCOMPARE(side.count(notFound), 1);
}

void TestStateSidebar::anEntryLeavesOnceAnotherIsChosen()
{
    Side side;
    const std::vector<JobId> ids = side.fail(2, 404);
    side.sidebar.choose(notFound);
    side.world.queue.remove(ids);
    side.settle();
    QVERIFY(side.states.rowOf(notFound) >= 0);
    side.sidebar.choose({});
    QCOMPARE(side.sidebar.words(), QString());
    side.fail(1, 500);
    QCOMPARE(side.states.rowOf(notFound), -1);
    QCOMPARE(side.sidebar.currentIndex().row(), 0);
}

void TestStateSidebar::aChosenHostStaysWhenItsJobsAreRemoved()
{
    Side side;
    const std::vector<JobId> ids = side.world.put(3, "https://a.example/");
    side.world.put(5, "https://b.example/");
    side.settle();
    side.sidebar.choose(u"host:a.example"_s);
    side.chosen.clear();
    side.world.queue.remove(ids);
    side.settle();
    QVERIFY(side.chosen.isEmpty());
    QCOMPARE(side.sidebar.words(), u"host:a.example"_s);
    QCOMPARE(side.count(u"host:a.example"_s), 0);
    side.world.put(2, "https://a.example/");
    side.settle();
    QCOMPARE(side.count(u"host:a.example"_s), 2);
    QCOMPARE(side.sidebar.currentIndex().row(), side.states.rowOf(u"host:a.example"_s));
}

void TestStateSidebar::noChangeOfTheListIsAChoice()
{
    Side side;
    side.sidebar.choose(u"state:cancelled"_s);
    side.chosen.clear();
    for (int status = 400; status < 412; ++status)
        side.fail(status % 5 + 1, status);
    side.world.queue.remove(side.world.queue.all());
    side.settle();
    QVERIFY(side.chosen.isEmpty());
    QCOMPARE(side.sidebar.words(), u"state:cancelled"_s);
    QCOMPARE(side.sidebar.currentIndex().row(), side.states.rowOf(u"state:cancelled"_s));
}

QTEST_MAIN(TestStateSidebar)
#include "tst_statesidebar.moc"
