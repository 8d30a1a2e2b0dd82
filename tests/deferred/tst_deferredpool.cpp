#include "core/deferred/deferredpool.h"

#include "tests/support/counted.h"
#include "tests/support/probe.h"

#include <QTest>

#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace millrace;
using test::Counted;
using test::Probe;

using Status = DeferredPool::Status;
using When = DeferredPool::WhenEmpty;

class TestDeferredPool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNewPoolHasNothing() { QVERIFY(DeferredPool().status() == Status()); }

    void countsWhatIsOutstandingAndWhoWaits()
    {
        DeferredPool pool;
        auto [one, fireOne] = makeDeferred<int>();
        auto [two, fireTwo] = makeDeferred();
        const Probe first(pool.add(std::move(one)));
        const Probe second(pool.add(std::move(two)));
        QVERIFY((pool.status() == Status{2, 0}));
        const Probe waits(pool.whenEmpty());
        QVERIFY((pool.status() == Status{2, 1}));
        fireOne.callback(1);
        QVERIFY((pool.status() == Status{1, 1}));
        fireTwo.errback(Error("failed"));
        QVERIFY((pool.status() == Status{0, 0}));
    }

    void resultsPassThroughUntouched()
    {
        DeferredPool pool;
        Counted::reset();
        QCOMPARE(Probe(pool.add(succeed(Counted(3)))).value().number, 3);
        QCOMPARE(Counted::counts.copies, 0);
        QCOMPARE(Probe(pool.add(fail<int>(Error("failed")))).message(), std::string("failed"));
        QVERIFY((pool.status() == Status{0, 0}));
    }

    void anEmptyPoolFiresAtOnceWhenTested()
    {
        DeferredPool pool;
        QVERIFY(Probe(pool.whenEmpty(When::TestImmediately)).hasValue());
        const Probe waits(pool.whenEmpty(When::WaitForNext));
        QVERIFY(!waits.hasFired());
        QVERIFY((pool.status() == Status{0, 1}));
        static_cast<void>(pool.add(succeed(1)));
        QVERIFY(waits.hasValue());
    }

    void aPoolThatIsNotEmptyLetsEverybodyWait()
    {
        DeferredPool pool;
        auto [work, resolver] = makeDeferred<int>();
        const Probe added(pool.add(std::move(work)));
        const Probe first(pool.whenEmpty());
        const Probe second(pool.whenEmpty(When::WaitForNext));
        QVERIFY(!first.hasFired() && !second.hasFired());
        resolver.callback(1);
        QVERIFY(first.hasValue() && second.hasValue());
    }

    void theOneThatEmptiesItStillHasItsResultAfterwards()
    {
        DeferredPool pool;
        std::vector<std::string> log;
        auto [work, resolver] = makeDeferred<int>();
        pool.add(std::move(work)).addCallback([&](int) { log.emplace_back("result"); });
        pool.whenEmpty().addCallback([&] { log.emplace_back("empty"); });
        resolver.callback(1);
        QCOMPARE(log, (std::vector<std::string>{"empty", "result"}));
    }

    void whoWaitsMayAddMore()
    {
        DeferredPool pool;
        auto [later, resolver] = makeDeferred();
        auto [work, fireWork] = makeDeferred();
        pool.add(std::move(work));
        std::optional<Probe<void>> again;
        pool.whenEmpty().addCallback([&] {
            pool.add(std::move(later));
            again.emplace(pool.whenEmpty());
        });
        fireWork.callback();
        QVERIFY(again && !again->hasFired());
        resolver.callback();
        QVERIFY(again->hasValue());
    }

    void cancellingAWaiterLeavesTheOthers()
    {
        DeferredPool pool;
        auto [work, resolver] = makeDeferred();
        pool.add(std::move(work));
        Probe cancelled(pool.whenEmpty());
        const Probe other(pool.whenEmpty());
        cancelled.cancel();
        QVERIFY((pool.status() == Status{1, 1}));
        resolver.callback();
        QVERIFY(cancelled.failedWith<CancelledError>());
        QVERIFY(other.hasValue());
    }

    void whatWasMovedFromIsSaidAndNotCounted()
    {
        DeferredPool pool;
        QVERIFY_THROWS_EXCEPTION(EmptyDeferredError, static_cast<void>(pool.add(Deferred<int>())));
        QVERIFY(pool.status() == Status());
    }

    void aPoolMayGoBeforeItsDeferreds()
    {
        auto pool = std::make_unique<DeferredPool>();
        auto [work, resolver] = makeDeferred<int>();
        const Probe added(pool->add(std::move(work)));
        const Probe waits(pool->whenEmpty());
        pool.reset();
        QVERIFY(waits.failedWith<AbandonedError>());
        resolver.callback(1);
        QCOMPARE(added.value(), 1);
    }
};

QTEST_APPLESS_MAIN(TestDeferredPool)
#include "tst_deferredpool.moc"
