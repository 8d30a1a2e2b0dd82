#include "core/deferred/deferredsemaphore.h"

#include "tests/support/probe.h"

#include <QTest>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace millrace;
using test::Probe;

class TestDeferredSemaphore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void letsSoManyInAtOnce()
    {
        DeferredSemaphore semaphore(3);
        std::vector<Permit> held;
        std::vector<Deferred<>> acquiring;
        for (int i = 0; i < 5; ++i)
            acquiring.push_back(
                semaphore.acquire().addCallback([&](Permit permit) { held.push_back(std::move(permit)); }));
        QCOMPARE(held.size(), 3u);
        QCOMPARE(semaphore.tokens(), 0);
        QCOMPARE(semaphore.waiting(), 2u);
        held.front().release();
        QCOMPARE(held.size(), 4u);
        std::exchange(held, {}).clear();
        QCOMPARE(held.size(), 1u); // The last waiter came in meanwhile.
        std::exchange(held, {}).clear();
        QCOMPARE(semaphore.tokens(), 3);
        QCOMPARE(semaphore.limit(), 3);
    }

    void waitersComeInInTheirOrder()
    {
        DeferredSemaphore semaphore(1);
        std::optional<Probe<Permit>> first(semaphore.acquire());
        std::vector<int> order;
        for (int i = 0; i < 4; ++i)
            semaphore.run([&order, i] { order.push_back(i); });
        QVERIFY(order.empty());
        first.reset();
        QCOMPARE(order, (std::vector<int>{0, 1, 2, 3}));
    }

    void runGivesTheResultAndTakesThePermitBack_data()
    {
        QTest::addColumn<bool>("value");
        QTest::newRow("success") << true;
        QTest::newRow("failure") << false;
    }
    void runGivesTheResultAndTakesThePermitBack()
    {
        QFETCH(bool, value);
        DeferredSemaphore semaphore(1);
        auto [work, resolver] = makeDeferred<int>();
        int argument = 0;
        Probe probe(semaphore.run(
            [&argument, work = std::move(work)](int n) mutable {
                argument = n;
                return std::move(work);
            },
            7));
        QCOMPARE(argument, 7);
        QCOMPARE(semaphore.tokens(), 0);
        value ? resolver.callback(1) : resolver.errback(Error("failed"));
        QCOMPARE(semaphore.tokens(), 1);
        QCOMPARE(probe.hasValue(), value);
    }

    void runTakesThePermitBackWhenTheFunctionThrows()
    {
        DeferredSemaphore semaphore(1);
        Probe probe(semaphore.run([]() -> int { throw Error("thrown"); }));
        QCOMPARE(probe.message(), std::string("thrown"));
        QCOMPARE(semaphore.tokens(), 1);
    }

    void cancellingARunCancelsTheWorkAndTakesThePermitBack()
    {
        int cancelled = 0;
        DeferredSemaphore semaphore(1);
        auto [work, resolver] = makeDeferred([&] { ++cancelled; });
        Probe probe(semaphore.run([&work = work] { return std::move(work); }));
        probe.cancel();
        QCOMPARE(cancelled, 1);
        QVERIFY(probe.failedWith<CancelledError>());
        QCOMPARE(semaphore.tokens(), 1);
    }

    void cancellingAWaiterTakesItOutOfTheLine()
    {
        DeferredSemaphore semaphore(1);
        std::optional<Probe<Permit>> holder(semaphore.acquire());
        Probe cancelled(semaphore.acquire());
        Probe next(semaphore.acquire());
        cancelled.cancel();
        QVERIFY(cancelled.failedWith<CancelledError>());
        QCOMPARE(semaphore.waiting(), 1u);
        holder.reset();
        QVERIFY(next.hasValue());
    }

    void cancellingARunThatWaitsNeverCallsItsFunction()
    {
        DeferredSemaphore semaphore(1);
        const Probe holder(semaphore.acquire());
        bool called = false;
        Probe probe(semaphore.run([&] { called = true; }));
        probe.cancel();
        QVERIFY(probe.failedWith<CancelledError>());
        QVERIFY(!called);
    }

    void cancellingAfterAcquiringDoesNothing()
    {
        DeferredSemaphore semaphore(1);
        auto acquired = semaphore.acquire();
        acquired.cancel();
        QVERIFY(Probe(std::move(acquired)).hasValue());
    }

    void aWaiterThatNobodyHoldsIsSkipped()
    {
        DeferredSemaphore semaphore(1);
        std::optional<Probe<Permit>> holder(semaphore.acquire());
        {
            const auto dropped = semaphore.acquire();
        }
        Probe next(semaphore.acquire());
        holder.reset();
        QVERIFY(next.hasValue());
    }

    void aPermitIsGivenBackOnce()
    {
        DeferredSemaphore semaphore(2);
        Permit permit;
        semaphore.acquire().addCallback([&](Permit p) { permit = std::move(p); });
        QVERIFY(permit.isHeld());
        permit.release();
        permit.release();
        QVERIFY(!permit.isHeld());
        QCOMPARE(semaphore.tokens(), 2);
    }

    void lessThanOneTokenThrows()
    {
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, DeferredSemaphore(0));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, DeferredSemaphore(-1));
    }

    void destroyedItErrbacksTheWaitersAndPermitsStayGood()
    {
        auto semaphore = std::make_unique<DeferredSemaphore>(1);
        Permit permit;
        semaphore->acquire().addCallback([&](Permit p) { permit = std::move(p); });
        Probe waiter(semaphore->acquire());
        semaphore.reset();
        QVERIFY(waiter.failedWith<AbandonedError>());
        permit.release();
    }

    void manyWaitersThatAreDoneAtOnceDoNotRecurse()
    {
        DeferredSemaphore semaphore(1);
        std::optional<Probe<Permit>> holder(semaphore.acquire());
        int runs = 0;
        for (int i = 0; i < 100'000; ++i)
            semaphore.run([&runs] { ++runs; });
        holder.reset();
        QCOMPARE(runs, 100'000);
    }
};

QTEST_APPLESS_MAIN(TestDeferredSemaphore)
#include "tst_deferredsemaphore.moc"
