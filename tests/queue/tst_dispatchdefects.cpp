#include "tests/support/dispatchfixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;

using List = QByteArrayList;

/// What was wrong with txRDQ's queue, each once.
class tst_DispatchDefects : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reprioritisingLosesNoJobAndNoSlot()
    {
        DispatchFixture f(2);
        for (const char *name : {"a", "b", "c", "d", "e"})
            f.queue.post(name);
        for (int i = 0; i < 100; ++i) {
            for (const JobId id : f.queue.pending())
                f.queue.reprioritize(id, i % 3);
            QCOMPARE(f.queue.size(), 5u);
            QCOMPARE(f.queue.pendingCount(), 3u);
        }
        f.clock.advance(400ms);
        QCOMPARE(f.underway(), (List{"e"}));
        QCOMPARE(f.endedAs(JobEnd::Finished).size(), 4);
        f.clock.advance(200ms);
        QCOMPARE(f.queue.size(), 0u);
        QCOMPARE(f.endedAs(JobEnd::Finished).size(), 5);
    }

    void cancellingAnEndedJobRewritesNothing()
    {
        DispatchFixture f(1);
        std::optional<DispatchFixture::Job> told;
        const JobId a = f.queue.post("a");
        f.queue.watch(a).addCallback([&told](const DispatchFixture::Job &job) { told = job; });
        f.clock.advance(200ms);
        const auto endedAt = told->endedAt;
        f.clock.advance(1s);
        QVERIFY(!f.queue.cancel(a));
        QVERIFY(told->end == JobEnd::Finished);
        QCOMPARE(told->endedAt, endedAt);
        QCOMPARE(f.ended.size(), 1u);
        const JobId next = f.queue.post("b"); // Takes the same cell.
        QCOMPARE(next.slot, a.slot);
        QVERIFY(!f.queue.cancel(a));
        QCOMPARE(f.underway(), (List{"b"}));
    }

    void pausingTwiceKeepsTheWidth()
    {
        DispatchFixture f(7);
        f.queue.pause();
        f.queue.pause();
        QCOMPARE(f.queue.width(), 7);
        f.queue.resume();
        QCOMPARE(f.queue.width(), 7);
        QVERIFY(!f.queue.isPaused());
        f.queue.post("a");
        QCOMPARE(f.launched, (List{"a"}));
    }

    void resumingWhatIsNotPausedIsNothing()
    {
        DispatchFixture f(1);
        f.queue.post("a");
        f.queue.post("b");
        f.queue.resume();
        QCOMPARE(f.launched, (List{"a"}));
        f.queue.resume(2);
        QCOMPARE(f.launched, (List{"a", "b"}));
    }

    void aWidthAfterStopStartsNothing()
    {
        DispatchFixture f(1);
        f.queue.post("a");
        f.queue.post("b");
        f.queue.stop(Underway::Finish);
        f.queue.setWidth(10);
        QCOMPARE(f.launched, (List{"a"}));
        f.clock.advance(1s);
        f.queue.setWidth(20);
        QCOMPARE(f.launched, (List{"a"}));
    }

    void clearingThenCancellingKeepsTheCounts()
    {
        DispatchFixture f(1);
        std::vector<JobId> ids;
        for (const char *name : {"a", "b", "c"})
            ids.push_back(f.queue.post(name));
        f.queue.clear();
        QCOMPARE(f.queue.pendingCount(), 0u);
        for (const JobId id : ids)
            f.queue.cancel(id);
        f.queue.clear();
        QCOMPARE(f.queue.size(), 0u);
        QCOMPARE(f.ended.size(), 3u);
        f.queue.post("d");
        QCOMPARE(f.queue.size(), 1u);
        QCOMPARE(f.underway(), (List{"d"}));
    }

    void reprioritisingWhileTheGroupIsFullLosesNothing()
    {
        DispatchFixture f(1);
        f.queue.setGroupCap(1);
        const PutOptions host{.group = GroupId{1}};
        for (const char *name : {"a", "b", "c"})
            f.queue.post(name, host);
        for (const JobId id : f.queue.pending())
            f.queue.reprioritize(id, -1);
        QCOMPARE(f.pending(), (List{"b", "c"}));
        f.clock.advance(600ms);
        QCOMPARE(f.endedAs(JobEnd::Finished), (List{"a", "b", "c"}));
    }

    void aPauseFiresAlsoAfterAResume()
    {
        DispatchFixture f(1);
        f.queue.post("a");
        int cancelled = 0, idle = 0;
        f.queue.pause().addBoth([&](const Outcome<void> &outcome) {
            cancelled += !outcome.hasValue() && outcome.failure().is<CancelledError>() ? 1 : 0;
        });
        f.queue.resume();
        QCOMPARE(cancelled, 1);
        f.queue.pause().addCallback([&idle] { ++idle; });
        f.clock.advance(200ms);
        QCOMPARE(idle, 1);
        QCOMPARE(f.unhandled, 0);
    }

    void pendingIsInDispatchOrder()
    {
        DispatchFixture f;
        for (int i = 0; i < 100; ++i)
            f.queue.post(QByteArray::number(i), (i * 37) % 10);
        const List promised = f.pending();
        f.queue.setWidth(1);
        f.clock.advance(1h);
        QCOMPARE(f.launched, promised);
    }
};

QTEST_APPLESS_MAIN(tst_DispatchDefects)
#include "tst_dispatchdefects.moc"
