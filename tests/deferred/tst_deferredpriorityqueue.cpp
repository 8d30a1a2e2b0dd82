#include "core/deferred/deferredpriorityqueue.h"

#include "tests/support/probe.h"

#include <QTest>

#include <string>
#include <vector>

using namespace millrace;
using test::Probe;

using Queue = DeferredPriorityQueue<std::string>;

namespace {

std::string drain(Queue &queue)
{
    std::string all;
    while (!queue.isEmpty())
        all += Probe(queue.get()).value();
    return all;
}

} // namespace

class TestDeferredPriorityQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSmallestPriorityComesOutFirst()
    {
        Queue queue;
        queue.put("a", 20);
        queue.put("b", 10);
        queue.put("c", 15);
        QCOMPARE(drain(queue), std::string("bca"));
    }

    void equalPrioritiesComeOutInTheOrderPut()
    {
        Queue queue;
        for (const char *item : {"q", "w", "e", "r", "t", "y"})
            queue.put(item);
        QCOMPARE(drain(queue), std::string("qwerty"));
    }

    void reprioritizingMovesAnItem()
    {
        Queue queue;
        const auto a = queue.put("a", 20);
        queue.put("b", 10);
        const auto c = queue.put("c", 15);
        queue.reprioritize(c, 7);
        queue.reprioritize(a, 8);
        QCOMPARE(queue.size(), 3u);
        QCOMPARE(queue.priority(a), 8);
        QCOMPARE(drain(queue), std::string("cab"));
    }

    void reprioritizingToTheSameValueChangesNothing()
    {
        Queue queue;
        queue.put("a", 1);
        const auto b = queue.put("b", 1);
        queue.put("c", 1);
        queue.reprioritize(b, 1);
        QCOMPARE(drain(queue), std::string("abc"));
    }

    void aReprioritizedItemKeepsItsPutOrderAmongEquals()
    {
        Queue queue;
        const auto a = queue.put("a", 9);
        queue.put("b", 5);
        queue.put("c", 5);
        queue.reprioritize(a, 5);
        QCOMPARE(drain(queue), std::string("abc"));
    }

    void anItemPutTwiceIsTwoItems()
    {
        Queue queue;
        const auto first = queue.put("x", 1);
        queue.put("x", 2);
        queue.remove(first);
        QCOMPARE(drain(queue), std::string("x"));
    }

    void aRemovedItemIsGone()
    {
        Queue queue;
        const auto a = queue.put("a");
        queue.put("b");
        QCOMPARE(queue.remove(a), std::string("a"));
        QCOMPARE(queue.size(), 1u);
        QVERIFY(!queue.contains(a));
        QCOMPARE(drain(queue), std::string("b"));
    }

    void whatHasLeftIsAnError()
    {
        Queue queue;
        const auto gone = queue.put("gone");
        queue.remove(gone);
        QVERIFY_THROWS_EXCEPTION(UnknownKeyError, queue.remove(gone));
        QVERIFY_THROWS_EXCEPTION(UnknownKeyError, queue.reprioritize(gone, 1));
        QVERIFY_THROWS_EXCEPTION(UnknownKeyError, static_cast<void>(queue.priority(gone)));
        const auto got = queue.put("got");
        QCOMPARE(drain(queue), std::string("got"));
        QVERIFY_THROWS_EXCEPTION(UnknownKeyError, queue.reprioritize(got, 1));
    }

    void whatWasNeverInIsAnError()
    {
        Queue queue;
        QVERIFY_THROWS_EXCEPTION(UnknownKeyError, queue.remove(Queue::Handle()));
        Probe getter(queue.get());
        const auto handed = queue.put("straight to the getter");
        QVERIFY(!queue.contains(handed));
        QVERIFY_THROWS_EXCEPTION(UnknownKeyError, queue.remove(handed));
    }

    void reprioritizingInAFullQueueLosesNothing()
    {
        Queue queue(2);
        const auto a = queue.put("a", 1);
        queue.put("b", 2);
        queue.reprioritize(a, 3);
        QVERIFY_THROWS_EXCEPTION(QueueOverflow, queue.put("c"));
        QCOMPARE(queue.size(), 2u);
        QCOMPARE(drain(queue), std::string("ba"));
    }

    void waitingGettersGetItemsInTheOrderTheyCame()
    {
        Queue queue;
        Probe first(queue.get());
        Probe second(queue.get());
        queue.put("less important", 9);
        queue.put("important", 1);
        QCOMPARE(first.value(), std::string("less important"));
        QCOMPARE(second.value(), std::string("important"));
        QCOMPARE(queue.size(), 0u);
    }

    void limitsThrowAtOnce()
    {
        Queue queue(0, 0);
        QVERIFY_THROWS_EXCEPTION(QueueOverflow, queue.put("x"));
        QVERIFY_THROWS_EXCEPTION(QueueUnderflow, static_cast<void>(queue.get()));
    }

    void aCancelledGetterIsSkippedAndLosesNoItem()
    {
        Queue queue;
        Probe cancelled(queue.get());
        cancelled.cancel();
        QVERIFY(cancelled.failedWith<CancelledError>());
        queue.put("kept");
        QCOMPARE(drain(queue), std::string("kept"));
    }

    void cancellingAfterTheItemCameDoesNothing()
    {
        Queue queue;
        auto getter = queue.get();
        queue.put("x");
        getter.cancel();
        QCOMPARE(Probe(std::move(getter)).value(), std::string("x"));
    }
};

QTEST_APPLESS_MAIN(TestDeferredPriorityQueue)
#include "tst_deferredpriorityqueue.moc"
