#include "core/deferred/deferredqueue.h"

#include "tests/support/counted.h"
#include "tests/support/probe.h"

#include <QTest>

#include <memory>
#include <string>
#include <vector>

using namespace millrace;
using test::Counted;
using test::Probe;

class TestDeferredQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itemsComeOutInTheOrderPut()
    {
        DeferredQueue<int> queue;
        queue.put(1);
        queue.put(2);
        QCOMPARE(queue.size(), 2u);
        QCOMPARE(Probe(queue.get()).value(), 1);
        QCOMPARE(Probe(queue.get()).value(), 2);
        QVERIFY(queue.isEmpty());
    }

    void getsWaitInTheOrderTheyCame()
    {
        DeferredQueue<int> queue;
        Probe first(queue.get());
        Probe second(queue.get());
        QCOMPARE(queue.waiting(), 2u);
        queue.put(1);
        QCOMPARE(first.value(), 1);
        QVERIFY(!second.hasFired());
        queue.put(2);
        QCOMPARE(second.value(), 2);
    }

    void aFullQueueThrowsAtOnce()
    {
        DeferredQueue<int> queue(2, 2);
        queue.put(1);
        queue.put(2);
        QVERIFY_THROWS_EXCEPTION(QueueOverflow, queue.put(3));
        QCOMPARE(queue.size(), 2u);
        DeferredQueue<int> none(0);
        QVERIFY_THROWS_EXCEPTION(QueueOverflow, none.put(1));
    }

    void aFullQueueStillHandsToAWaitingGetter()
    {
        DeferredQueue<int> none(0);
        Probe probe(none.get());
        none.put(1);
        QCOMPARE(probe.value(), 1);
    }

    void tooManyGettersThrowAtOnce()
    {
        DeferredQueue<int> queue(2, 2);
        const Probe first(queue.get());
        const Probe second(queue.get());
        QVERIFY_THROWS_EXCEPTION(QueueUnderflow, static_cast<void>(queue.get()));
        DeferredQueue<int> none(DeferredQueue<int>::unlimited, 0);
        QVERIFY_THROWS_EXCEPTION(QueueUnderflow, static_cast<void>(none.get()));
        none.put(1);
        QCOMPARE(Probe(none.get()).value(), 1);
    }

    void aCancelledGetterIsSkippedAndLosesNoItem()
    {
        DeferredQueue<int> queue(1, 1);
        Probe cancelled(queue.get());
        cancelled.cancel();
        QVERIFY(cancelled.failedWith<CancelledError>());
        QCOMPARE(queue.waiting(), 0u);
        queue.put(1);
        QCOMPARE(Probe(queue.get()).value(), 1);
    }

    void aGetterThatNobodyHoldsIsSkippedToo()
    {
        DeferredQueue<int> queue;
        {
            const auto dropped = queue.get();
        }
        queue.put(1);
        QCOMPARE(queue.size(), 1u);
    }

    void cancellingAfterTheItemCameDoesNothing()
    {
        DeferredQueue<int> queue;
        auto getter = queue.get();
        queue.put(1);
        getter.cancel();
        QCOMPARE(Probe(std::move(getter)).value(), 1);
    }

    void aGetterMayGetAgainInsideItsCallback()
    {
        DeferredQueue<int> queue;
        std::vector<int> got;
        queue.get().addCallback([&](int n) {
            got.push_back(n);
            queue.get().addCallback([&](int m) { got.push_back(m); });
        });
        queue.put(1);
        queue.put(2);
        QCOMPARE(got, (std::vector<int>{1, 2}));
    }

    void itemsMayBeMoveOnlyAndAreNotCopied()
    {
        DeferredQueue<std::unique_ptr<int>> owners;
        owners.put(std::make_unique<int>(4));
        QCOMPARE(*Probe(owners.get()).value(), 4);
        DeferredQueue<Counted> queue;
        Counted::reset();
        Probe waiting(queue.get());
        queue.put(Counted(1));
        queue.put(Counted(2));
        Probe stored(queue.get());
        QCOMPARE(Counted::counts.copies, 0);
    }

    void destroyedItErrbacksTheWaitingGetters()
    {
        auto queue = std::make_unique<DeferredQueue<int>>();
        Probe probe(queue->get());
        queue.reset();
        QVERIFY(probe.failedWith<AbandonedError>());
    }

    void aGettersCallbackMayDestroyTheQueue()
    {
        auto queue = std::make_unique<DeferredQueue<int>>();
        queue->get().addCallback([&](int) { queue.reset(); });
        Probe other(queue->get());
        queue->put(1);
        QVERIFY(!queue);
        QVERIFY(other.failedWith<AbandonedError>());
    }
};

QTEST_APPLESS_MAIN(TestDeferredQueue)
#include "tst_deferredqueue.moc"
