#include "core/deferred/deferredlock.h"

#include "tests/support/probe.h"

#include <QTest>

#include <optional>
#include <string>
#include <vector>

using namespace millrace;
using test::Probe;

class TestDeferredLock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneAtATimeInTheOrderTheyCame()
    {
        DeferredLock lock;
        QVERIFY(!lock.isLocked());
        std::optional<Probe<Permit>> first(lock.acquire());
        std::optional<Probe<Permit>> second(lock.acquire());
        QVERIFY(lock.isLocked());
        QVERIFY(first->hasValue() && !second->hasFired());
        first.reset();
        QVERIFY(lock.isLocked());
        QVERIFY(second->hasValue());
        second.reset();
        QVERIFY(!lock.isLocked());
    }

    void runHoldsItUntilTheWorkIsDone()
    {
        DeferredLock lock;
        auto [work, resolver] = makeDeferred<std::string>();
        std::vector<std::string> log;
        lock.run([&work = work] { return std::move(work); }).addCallback([&](const std::string &s) {
            log.push_back(s);
        });
        Probe waiting(lock.acquire().addCallback([&](const Permit &) { log.emplace_back("next"); }));
        QVERIFY(lock.isLocked());
        resolver.callback("result");
        QCOMPARE(log, (std::vector<std::string>{"next", "result"})); // It is free before the result is seen.
        QVERIFY(!lock.isLocked());
    }

    void cancellingBeforeItIsAcquiredLeavesTheLine()
    {
        DeferredLock lock;
        const Probe holder(lock.acquire());
        Probe waiter(lock.acquire());
        QCOMPARE(lock.waiting(), 1u);
        waiter.cancel();
        QVERIFY(waiter.failedWith<CancelledError>());
        QCOMPARE(lock.waiting(), 0u);
    }

    void cancellingAfterItIsAcquiredDoesNothing()
    {
        DeferredLock lock;
        auto acquired = lock.acquire();
        acquired.cancel();
        QVERIFY(Probe(std::move(acquired)).hasValue());
    }

    void anAcquisitionThatIsDroppedLocksNothing()
    {
        DeferredLock lock;
        {
            const auto dropped = lock.acquire();
        }
        QVERIFY(!lock.isLocked());
    }
};

QTEST_APPLESS_MAIN(TestDeferredLock)
#include "tst_deferredlock.moc"
