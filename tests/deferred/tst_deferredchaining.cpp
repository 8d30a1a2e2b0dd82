// Chains that wait for other chains, callbacks that add callbacks, pausing.
#include "core/deferred/deferred.h"

#include "tests/support/probe.h"

#include <QTest>

#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace millrace;
using test::Probe;

using Log = std::vector<std::string>;

class TestDeferredChaining : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCallbackMayReturnADeferredThatHasFired()
    {
        QCOMPARE(Probe(succeed(1).addCallback([](int n) { return succeed(n + 1); })).value(), 2);
        QCOMPARE(Probe(succeed(1).addCallback([](int) { return fail<int>(Error("inner")); })).message(),
                 std::string("inner"));
    }

    void theChainWaitsForADeferredThatHasNotFired()
    {
        auto [inner, resolver] = makeDeferred<std::string>();
        Probe probe(
            succeed(1).addCallback([inner = std::move(inner)](int) mutable { return std::move(inner); }));
        QVERIFY(!probe.hasFired());
        resolver.callback("late");
        QCOMPARE(probe.value(), std::string("late"));
    }

    void aFailureOfTheInnerOneComesOut()
    {
        auto [inner, resolver] = makeDeferred();
        Probe probe(succeed().addCallback([inner = std::move(inner)]() mutable { return std::move(inner); }));
        resolver.errback(Error("inner"));
        QCOMPARE(probe.message(), std::string("inner"));
    }

    void anErrbackMayReturnADeferred()
    {
        QCOMPARE(Probe(fail<int>(Error("no")).addErrback([](const Failure &) { return succeed(4); })).value(),
                 4);
    }

    void theInnerOnesCallbacksRunBeforeTheOuterOnes()
    {
        Log log;
        auto [inner, resolver] = makeDeferred<std::string>();
        auto middle = succeed().addCallback([&, inner = std::move(inner)]() mutable {
            log.emplace_back("start");
            return std::move(inner).addCallback([&](const std::string &fruit) {
                log.push_back("inner " + fruit);
                return fruit + fruit;
            });
        });
        std::move(middle).addCallback([&](const std::string &fruit) { log.push_back("outer " + fruit); });
        resolver.callback("fig");
        QCOMPARE(log, (Log{"start", "inner fig", "outer figfig"}));
    }

    void aChainMayWaitSeveralTimes()
    {
        std::vector<Resolver<int>> resolvers;
        const auto later = [&](int) {
            auto [deferred, resolver] = makeDeferred<int>();
            resolvers.push_back(std::move(resolver));
            return std::move(deferred);
        };
        Probe probe(succeed(0).addCallback(later).addCallback(later).addCallback(later));
        for (std::size_t i = 0; i < 3; ++i) {
            QCOMPARE(resolvers.size(), i + 1);
            QVERIFY(!probe.hasFired());
            resolvers[i].callback(static_cast<int>(i));
        }
        QCOMPARE(probe.value(), 2);
    }

    void chainsThatWaitInALineGetTheResultThroughAllOfThem()
    {
        auto [first, fireFirst] = makeDeferred();
        auto [second, fireSecond] = makeDeferred();
        auto [third, fireThird] = makeDeferred<int>();
        auto waits = std::move(second).addCallback([&third = third] { return std::move(third); });
        Probe probe(std::move(first).addCallback([&waits] { return std::move(waits); }));
        fireSecond.callback();
        fireFirst.callback();
        QVERIFY(!probe.hasFired());
        fireThird.callback(3);
        QCOMPARE(probe.value(), 3);
    }

    void aCallbackAddedByACallbackRunsAfterTheOthers()
    {
        Log log;
        std::optional<Deferred<>> chain;
        auto [deferred, resolver] = makeDeferred();
        chain = std::move(deferred)
                    .addCallback([&] {
                        log.emplace_back("1");
                        chain = std::move(*chain).addCallback([&] { log.emplace_back("3"); });
                        log.emplace_back("1 ends");
                    })
                    .addCallback([&] { log.emplace_back("2"); });
        resolver.callback();
        QCOMPARE(log, (Log{"1", "1 ends", "2", "3"}));
    }

    void aCallbackAddedByTheOnlyCallbackIsNotRunInsideIt()
    {
        Log log;
        Deferred<> chain;
        auto [deferred, resolver] = makeDeferred();
        chain = std::move(deferred).addCallback([&] {
            chain = std::move(chain).addCallback([&] { throw Error("from the second"); });
            log.emplace_back("first ends");
        });
        resolver.callback();
        QCOMPARE(log, (Log{"first ends"}));
        QCOMPARE(Probe(std::move(chain)).message(), std::string("from the second"));
    }

    void aCallbackAddedWhileTheChainWaitsRunsAfterTheInnerOne()
    {
        Log log;
        auto [inner, resolver] = makeDeferred();
        auto waits = std::move(inner).addCallback([&] { log.emplace_back("inner"); });
        auto chain = succeed().addCallback([&waits] { return std::move(waits); });
        std::move(chain).addCallback([&] { log.emplace_back("outer"); });
        resolver.callback();
        QCOMPARE(log, (Log{"inner", "outer"}));
    }

    void anInnerOneWhoseCallbacksAreRunningIsWaitedFor()
    {
        Log log;
        Deferred<int> inner;
        auto [deferred, resolver] = makeDeferred<int>();
        std::optional<Probe<int>> outer;
        inner = std::move(deferred)
                    .addCallback([&](int n) {
                        outer.emplace(succeed().addCallback([&inner] { return std::move(inner); }));
                        log.emplace_back(outer->hasFired() ? "too early" : "waits");
                        return n;
                    })
                    .addCallback([](int n) { return n + 1; });
        resolver.callback(1);
        QCOMPARE(log, (Log{"waits"}));
        QCOMPARE(outer->value(), 2);
    }

    void pausedCallbacksWaitForUnpause()
    {
        auto [deferred, resolver] = makeDeferred<int>();
        Probe probe(std::move(deferred));
        probe.pause();
        resolver.callback(1);
        QVERIFY(!probe.hasFired());
        probe.unpause();
        QCOMPARE(probe.value(), 1);
    }

    void pausesNest()
    {
        auto [deferred, resolver] = makeDeferred<int>();
        Probe probe(std::move(deferred));
        probe.pause();
        probe.pause();
        resolver.errback(Error("held"));
        probe.unpause();
        QVERIFY(!probe.hasFired());
        probe.unpause();
        QCOMPARE(probe.message(), std::string("held"));
    }

    void unpausedBeforeTheResultItRunsWhenItComes()
    {
        auto [deferred, resolver] = makeDeferred<int>();
        Probe probe(std::move(deferred));
        probe.pause();
        probe.unpause();
        QVERIFY(!probe.hasFired());
        resolver.callback(1);
        QVERIFY(probe.hasFired());
    }

    void aCallbackMayPauseItsOwnChain()
    {
        Deferred<int> chain;
        int reached = 0;
        auto [deferred, resolver] = makeDeferred<int>();
        chain = std::move(deferred)
                    .addCallback([&](int n) {
                        chain.pause();
                        return n;
                    })
                    .addCallback([&](int n) { return reached = n; });
        resolver.callback(5);
        QCOMPARE(reached, 0);
        chain.unpause();
        QCOMPARE(reached, 5);
    }

    void aPausedOneThatIsDestroyedOrHandedOnGoesOn()
    {
        auto [deferred, resolver] = makeDeferred<int>();
        int got = 0;
        {
            auto chain = std::move(deferred).addCallback([&](int n) { got = n; });
            chain.pause();
            resolver.callback(1);
            QCOMPARE(got, 0);
        }
        QCOMPARE(got, 1);
        auto paused = succeed(2);
        paused.pause();
        QCOMPARE(Probe(succeed().addCallback([&] { return std::move(paused); })).value(), 2);
    }

    void aPausedOuterOneDoesNotHoldTheInnerOneBack()
    {
        auto [inner, resolver] = makeDeferred();
        bool ran = false;
        auto waits = std::move(inner).addCallback([&] { ran = true; });
        auto outer = succeed().addCallback([&waits] { return std::move(waits); });
        outer.pause();
        resolver.callback();
        QVERIFY(ran);
        QVERIFY(!outer.isSettled());
        outer.unpause();
        QVERIFY(outer.isSettled());
    }
};

QTEST_APPLESS_MAIN(TestDeferredChaining)
#include "tst_deferredchaining.moc"
