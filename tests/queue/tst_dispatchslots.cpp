#include "tests/support/dispatchfixture.h"
#include "tests/support/probe.h"
#include "tests/support/queuefixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;

using List = QByteArrayList;

/// Jobs that give their slot back before their work has ended.
class tst_DispatchSlots : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aReleasedSlotIsForTheNext()
    {
        DispatchFixture f(1);
        const auto ids = f.queue.postAll({"a", "b", "c"});
        f.queue.releaseSlot(ids[0]);
        QCOMPARE(f.underway(), (List{"a", "b"}));
        QCOMPARE(f.queue.slotsHeld(), std::size_t(1));
        f.queue.releaseSlot(ids[0]); // It has none any more.
        QCOMPARE(f.underway(), (List{"a", "b"}));
        f.finish("a");
        QCOMPARE(f.underway(), List{"b"}); // Its slot had been given away already.
        f.finish("b");
        QCOMPARE(f.underway(), List{"c"});
        QCOMPARE(f.endedAs(JobEnd::Finished), (List{"a", "b"}));
    }

    void theGroupHasRoomAgainToo()
    {
        DispatchFixture f(8);
        f.queue.setGroupCap(1);
        const PutOptions host{.group = GroupId(1)};
        const JobId a = f.queue.post("a", host);
        f.queue.post("b", host);
        QCOMPARE(f.underway(), List{"a"});
        f.queue.releaseSlot(a);
        QCOMPARE(f.underway(), (List{"a", "b"}));
        f.queue.post("c", host);
        f.finish("a"); // Gives the group nothing that it hasn't given.
        QCOMPARE(f.underway(), List{"b"});
        f.finish("b");
        QCOMPARE(f.underway(), List{"c"});
    }

    void othersHaveNoneToGive()
    {
        DispatchFixture f(1);
        const auto ids = f.queue.postAll({"a", "b"});
        f.queue.releaseSlot(ids[1]);
        f.queue.releaseSlot(JobId{});
        f.finish("a");
        f.queue.releaseSlot(ids[0]);
        QCOMPARE(f.underway(), List{"b"});
        QCOMPARE(f.queue.slotsHeld(), std::size_t(1));
    }

    void pauseAndStopWaitForItsWork()
    {
        DispatchFixture f(1);
        const auto ids = f.queue.postAll({"a", "b"});
        Probe<void> paused(f.queue.pause());
        f.queue.releaseSlot(ids[0]);
        QCOMPARE(f.launched, List{"a"});
        QVERIFY(!paused.hasFired());
        Probe<std::vector<DispatchFixture::Job>> stopped(f.queue.stop(Underway::Finish));
        QVERIFY(!stopped.hasFired());
        f.finish("a");
        QVERIFY(paused.hasValue());
        QCOMPARE(DispatchFixture::names(stopped.value()), List{"b"});
    }

    void itIsNoSlotThatCloses()
    {
        DispatchFixture f(3);
        const auto ids = f.queue.postAll({"a", "b", "c"});
        f.queue.setWidth(1);
        QCOMPARE(f.queue.closing(), 2);
        f.queue.releaseSlot(ids[0]);
        QCOMPARE(f.queue.closing(), 1);
    }

    void itCanBeCancelledStill()
    {
        DispatchFixture f(1);
        const auto ids = f.queue.postAll({"a", "b"});
        f.queue.releaseSlot(ids[0]);
        QVERIFY(f.queue.cancel(ids[0]));
        QCOMPARE(f.endedAs(JobEnd::Cancelled), List{"a"});
        QCOMPARE(f.underway(), List{"b"});
        QCOMPARE(f.queue.slotsHeld(), std::size_t(1));
    }

    void releasedInsideItsLaunchItLaunchesTheNext()
    {
        ManualClock clock;
        std::vector<Resolver<void>> work;
        ResizableDispatchQueue<int> *at = nullptr;
        ResizableDispatchQueue<int> queue(
            [&](Launching<int> &launching) {
                if (launching.arg() < 5)
                    at->releaseSlot(launching.id());
                auto [deferred, resolver] = makeDeferred<void>();
                work.push_back(std::move(resolver));
                return std::move(deferred);
            },
            clock, 1);
        at = &queue;
        (void)queue.postAll({0, 1, 2, 3, 4, 5, 6});
        QCOMPARE(work.size(), std::size_t(6));
        for (int i = 0; i < 6; ++i)
            std::exchange(work[std::size_t(i)], {}).callback();
        QCOMPARE(work.size(), std::size_t(7));
        QCOMPARE(queue.size(), std::size_t(1));
    }

    void aRecordIsUnderwayUntilItsResultIsThere()
    {
        QueueFixture f(1);
        const auto ids = f.put(List{"a", "b"});
        f.runner.releaseSlot("a");
        QVERIFY(f.state(ids[0]) == JobState::Underway);
        QVERIFY(f.state(ids[1]) == JobState::Underway);
        QCOMPARE(f.queue->status().saving, 1);
        QCOMPARE(f.queue->status().closing, 0);
        f.runner.finish("a");
        QVERIFY(f.state(ids[0]) == JobState::Finished);
        QCOMPARE(f.queue->status().saving, 0);
    }

    void onlyTheTimeWithASlotIsEstimated()
    {
        QueueFixture f(1);
        for (int i = 0; i < 10; ++i) {
            f.put("x");
            f.clock.advance(100ms);
            f.runner.releaseSlot("x");
            f.clock.advance(100ms); // For the disk; it ends after 200 ms.
        }
        f.queue->setWidth(0);
        f.put(List{"a", "b", "c", "d"});
        QCOMPARE(f.queue->estimate(1)->most, 400ms);
    }
};

QTEST_GUILESS_MAIN(tst_DispatchSlots)

#include "tst_dispatchslots.moc"
