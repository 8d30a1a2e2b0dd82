// addTimeout() in all its orders: before and after the result, other errbacks, and cancellations.
#include "core/deferred/deferred.h"
#include "core/deferred/manualclock.h"

#include "tests/support/probe.h"

#include <QTest>

#include <string>

using namespace millrace;
using namespace std::chrono_literals;
using test::Probe;

class TestDeferredTimeout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aResultInTimePassesAndTakesTheCallBack()
    {
        ManualClock clock;
        auto [deferred, resolver] = makeDeferred<int>();
        Probe probe(std::move(deferred).addTimeout(10s, clock));
        QCOMPARE(clock.pendingCalls(), 1u);
        resolver.callback(1);
        QCOMPARE(clock.pendingCalls(), 0u);
        clock.advance(15s);
        QCOMPARE(probe.value(), 1);
        QCOMPARE(probe.times(), 1);
    }

    void aFailureInTimePassesAndTakesTheCallBack()
    {
        ManualClock clock;
        auto [deferred, resolver] = makeDeferred<int>();
        Probe probe(std::move(deferred).addTimeout(10s, clock));
        resolver.errback(Error("failed"));
        QCOMPARE(clock.pendingCalls(), 0u);
        QCOMPARE(probe.message(), std::string("failed"));
    }

    void timedOutItErrbacksTimeoutError()
    {
        ManualClock clock;
        auto [deferred, resolver] = makeDeferred<int>();
        Probe probe(std::move(deferred).addTimeout(10s, clock));
        clock.advance(10s);
        QVERIFY(probe.failedWith<TimeoutError>());
        resolver.callback(1); // The late one is swallowed.
        QCOMPARE(probe.times(), 1);
    }

    void timedOutItCallsTheCanceller()
    {
        ManualClock clock;
        int calls = 0;
        auto [deferred, resolver] = makeDeferred<int>([&] { ++calls; });
        Probe probe(std::move(deferred).addTimeout(10s, clock));
        clock.advance(10s);
        QCOMPARE(calls, 1);
        QVERIFY(probe.failedWith<TimeoutError>());
    }

    void aCancellerThatGivesAValueWinsOverTheTimeout()
    {
        ManualClock clock;
        Resolver<int> resolver;
        auto ends = makeDeferred<int>([&] { resolver.callback(4); });
        resolver = std::move(ends.resolver);
        Probe probe(std::move(ends.deferred).addTimeout(10s, clock));
        clock.advance(10s);
        QCOMPARE(probe.value(), 4);
    }

    void aCancellerThatGivesAnotherFailureWinsOverTheTimeout()
    {
        ManualClock clock;
        Resolver<int> resolver;
        auto ends = makeDeferred<int>([&] { resolver.errback(Error("its own")); });
        resolver = std::move(ends.resolver);
        Probe probe(std::move(ends.deferred).addTimeout(10s, clock));
        clock.advance(10s);
        QCOMPARE(probe.message(), std::string("its own"));
    }

    void cancelledBeforeTheTimeoutItIsACancellation()
    {
        ManualClock clock;
        auto [deferred, resolver] = makeDeferred<int>();
        Probe probe(std::move(deferred).addTimeout(10s, clock));
        probe.cancel();
        QVERIFY(probe.failedWith<CancelledError>());
        QCOMPARE(clock.pendingCalls(), 0u);
    }

    void aResultThatIsACancelledErrorOfSomebodyElseStaysOne()
    {
        ManualClock clock;
        auto [deferred, resolver] = makeDeferred<int>();
        Probe probe(std::move(deferred).addTimeout(10s, clock));
        resolver.errback(CancelledError("elsewhere"));
        QCOMPARE(probe.message(), std::string("elsewhere"));
    }

    void anErrbackAddedBeforeSeesTheCancellation()
    {
        ManualClock clock;
        bool cancelled = false;
        auto [deferred, resolver] = makeDeferred<int>();
        Probe probe(std::move(deferred)
                        .addErrback([&](const Failure &failure) -> int {
                            cancelled = failure.is<CancelledError>();
                            failure.raise();
                        })
                        .addTimeout(10s, clock));
        clock.advance(10s);
        QVERIFY(cancelled);
        QVERIFY(probe.failedWith<TimeoutError>());
    }

    void anErrbackAddedBeforeThatRecoversWinsOverTheTimeout()
    {
        ManualClock clock;
        auto [deferred, resolver] = makeDeferred<int>();
        Probe probe(std::move(deferred).addErrback([](const Failure &) { return 8; }).addTimeout(10s, clock));
        clock.advance(10s);
        QCOMPARE(probe.value(), 8);
    }

    void anErrbackAddedAfterSeesTheTimeout()
    {
        ManualClock clock;
        auto [deferred, resolver] = makeDeferred<int>();
        Probe probe(std::move(deferred).addTimeout(10s, clock).addErrback<TimeoutError>([](const auto &) {
            return 2;
        }));
        clock.advance(10s);
        QCOMPARE(probe.value(), 2);
    }

    void timeSpentInALaterCallbackDoesNotCount()
    {
        ManualClock clock;
        auto [slow, resolver] = makeDeferred<int>();
        Probe probe(
            succeed(1).addTimeout(10s, clock).addCallback([&slow = slow](int) { return std::move(slow); }));
        clock.advance(1h);
        resolver.callback(7);
        QCOMPARE(probe.value(), 7);
    }

    void timeSpentInAnEarlierCallbackCountsAndCancelsWhatItWaitsFor()
    {
        ManualClock clock;
        int cancelled = 0;
        auto [slow, resolver] = makeDeferred<int>([&] { ++cancelled; });
        Probe probe(
            succeed(1).addCallback([&slow = slow](int) { return std::move(slow); }).addTimeout(10s, clock));
        clock.advance(10s);
        QCOMPARE(cancelled, 1);
        QVERIFY(probe.failedWith<TimeoutError>());
    }

    void theShorterOfTwoTimeoutsWins()
    {
        ManualClock clock;
        auto [deferred, resolver] = makeDeferred<int>();
        const auto start = clock.now();
        Clock::Duration took{};
        std::move(deferred)
            .addTimeout(10s, clock)
            .addTimeout(3s, clock)
            .addErrback([&](const Failure &failure) {
                took = clock.now() - start;
                return failure.is<TimeoutError>() ? 1 : 0;
            });
        clock.advance(20s);
        QVERIFY(took == 3s);
        QCOMPARE(clock.pendingCalls(), 0u);
    }

    void itCanBeAddedInPlace()
    {
        ManualClock clock;
        auto [deferred, resolver] = makeDeferred<int>();
        deferred.addTimeout(1s, clock);
        clock.advance(1s);
        QVERIFY(Probe(std::move(deferred)).failedWith<TimeoutError>());
    }

    void aDroppedDeferredTimesOutAllTheSame()
    {
        ManualClock clock;
        int cancelled = 0;
        auto ends = makeDeferred<int>([&] { ++cancelled; });
        std::move(ends.deferred).addTimeout(1s, clock).addErrback([](const Failure &) { return 0; });
        clock.advance(1s);
        QCOMPARE(cancelled, 1);
    }
};

QTEST_APPLESS_MAIN(TestDeferredTimeout)
#include "tst_deferredtimeout.moc"
