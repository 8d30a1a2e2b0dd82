// Cancelling, in each of its groups: without a canceller, with one that fires or doesn't, too late, through a chain.
#include "core/deferred/deferred.h"

#include "tests/support/probe.h"

#include <QTest>

#include <memory>
#include <string>

using namespace millrace;
using test::Probe;

class TestDeferredCancel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutACancellerItErrbacksCancelledError()
    {
        auto [deferred, resolver] = makeDeferred<int>();
        Probe probe(std::move(deferred));
        probe.cancel();
        QVERIFY(probe.failedWith<CancelledError>());
    }

    void withoutACancellerOneLateValueIsSwallowed()
    {
        auto [deferred, resolver] = makeDeferred<int>();
        Probe probe(std::move(deferred));
        probe.cancel();
        resolver.callback(1);
        QCOMPARE(probe.times(), 1);
        QVERIFY_THROWS_EXCEPTION(AlreadyCalledError, resolver.callback(1));
        QVERIFY_THROWS_EXCEPTION(AlreadyCalledError, resolver.errback(Error("again")));
    }

    void withoutACancellerOneLateFailureIsSwallowed()
    {
        auto [deferred, resolver] = makeDeferred<int>();
        Probe probe(std::move(deferred));
        probe.cancel();
        resolver.errback(Error("late"));
        QVERIFY(probe.failedWith<CancelledError>());
        QVERIFY_THROWS_EXCEPTION(AlreadyCalledError, resolver.callback(1));
    }

    void cancellingAgainDoesNothing()
    {
        auto [deferred, resolver] = makeDeferred<int>();
        Probe probe(std::move(deferred));
        probe.cancel();
        probe.cancel();
        resolver.callback(1);
        probe.cancel();
        QCOMPARE(probe.times(), 1);
    }

    void aCancellerThatFiresNothingIsCalledOnce()
    {
        int calls = 0;
        auto [deferred, resolver] = makeDeferred<int>([&] { ++calls; });
        Probe probe(std::move(deferred));
        probe.cancel();
        probe.cancel();
        QCOMPARE(calls, 1);
        QVERIFY(probe.failedWith<CancelledError>());
    }

    void withACancellerALateResultIsAnError()
    {
        auto [deferred, resolver] = makeDeferred<int>([] {});
        Probe probe(std::move(deferred));
        probe.cancel();
        QVERIFY_THROWS_EXCEPTION(AlreadyCalledError, resolver.callback(1));
        QVERIFY_THROWS_EXCEPTION(AlreadyCalledError, resolver.errback(Error("late")));
    }

    void aCancellerMayErrback()
    {
        Resolver<int> resolver;
        auto ends = makeDeferred<int>([&] { resolver.errback(Error("stopped half-way")); });
        resolver = std::move(ends.resolver);
        Probe probe(std::move(ends.deferred));
        probe.cancel();
        QCOMPARE(probe.message(), std::string("stopped half-way"));
    }

    void aCancellerMayCallback()
    {
        Resolver<int> resolver;
        auto ends = makeDeferred<int>([&] { resolver.callback(99); });
        resolver = std::move(ends.resolver);
        Probe probe(std::move(ends.deferred));
        probe.cancel();
        QCOMPARE(probe.value(), 99);
    }

    void aCancellerThatLetsGoOfTheResolverIsNoAbandonment()
    {
        auto held = std::make_unique<Resolver<int>>();
        auto ends = makeDeferred<int>([&] { held.reset(); });
        *held = std::move(ends.resolver);
        Probe probe(std::move(ends.deferred));
        probe.cancel();
        QVERIFY(probe.failedWith<CancelledError>());
    }

    void whatACancellerThrowsIsTheFailure()
    {
        auto [deferred, resolver] = makeDeferred<int>([] { throw Error("the canceller broke"); });
        Probe probe(std::move(deferred));
        probe.cancel();
        QCOMPARE(probe.message(), std::string("the canceller broke"));
    }

    void aCancellerThatCancelsAgainIsNotCalledAgain()
    {
        int calls = 0;
        Deferred<> chain;
        auto [deferred, resolver] = makeDeferred([&] {
            ++calls;
            chain.cancel();
        });
        chain = std::move(deferred);
        chain.cancel();
        QCOMPARE(calls, 1);
        QVERIFY(Probe(std::move(chain)).failedWith<CancelledError>());
    }

    void afterTheResultItDoesNothing_data()
    {
        QTest::addColumn<bool>("value");
        QTest::newRow("callback") << true;
        QTest::newRow("errback") << false;
    }
    void afterTheResultItDoesNothing()
    {
        QFETCH(bool, value);
        int calls = 0;
        auto [deferred, resolver] = makeDeferred<int>([&] { ++calls; });
        Probe probe(std::move(deferred));
        value ? resolver.callback(5) : resolver.errback(Error("failed"));
        probe.cancel();
        QCOMPARE(calls, 0);
        QCOMPARE(probe.times(), 1);
        QCOMPARE(probe.hasValue(), value);
    }

    void theCancellerIsDestroyedWhenTheDeferredFires()
    {
        const auto held = std::make_shared<int>();
        auto [deferred, resolver] = makeDeferred<int>([held] {});
        QCOMPARE(held.use_count(), 2L);
        resolver.callback(1);
        QCOMPARE(held.use_count(), 1L);
    }

    void aChainThatWaitsCancelsTheInnerOne()
    {
        int inner = 0;
        int outer = 0;
        auto [innerDeferred, innerResolver] = makeDeferred([&] { ++inner; });
        auto [outerDeferred, outerResolver] = makeDeferred([&] { ++outer; });
        Probe probe(std::move(outerDeferred).addCallback([d = std::move(innerDeferred)]() mutable {
            return std::move(d);
        }));
        outerResolver.callback();
        probe.cancel();
        QCOMPARE(inner, 1);
        QCOMPARE(outer, 0);
        QVERIFY(probe.failedWith<CancelledError>());
    }

    void cancellingReachesTheInnermostOfALine()
    {
        int cancelled = 0;
        auto [innermost, resolver] = makeDeferred([&] { ++cancelled; });
        Deferred<> chain = std::move(innermost);
        for (int i = 0; i < 100; ++i)
            chain = succeed().addCallback([chain = std::move(chain)]() mutable { return std::move(chain); });
        Probe probe(std::move(chain));
        probe.cancel();
        QCOMPARE(cancelled, 1);
        QVERIFY(probe.failedWith<CancelledError>());
    }

    void anInnerOneThatRecoversFromItsCancellationGivesItsValue()
    {
        auto [deferred, resolver] = makeDeferred<int>();
        auto inner = std::move(deferred).addErrback([](const Failure &) { return 3; });
        Probe probe(succeed().addCallback([&] { return std::move(inner); }));
        probe.cancel();
        QCOMPARE(probe.value(), 3);
    }

    void callbacksAddedAfterCancellingSeeTheCancellation()
    {
        auto [deferred, resolver] = makeDeferred<int>();
        deferred.cancel();
        QVERIFY(Probe(std::move(deferred).addCallback([](int n) { return n; })).failedWith<CancelledError>());
    }

    void anAbandonedResolverAfterCancellingSaysNothingMore()
    {
        auto [deferred, resolver] = makeDeferred<int>();
        Probe probe(std::move(deferred));
        probe.cancel();
        {
            const auto dropped = std::move(resolver);
        }
        QCOMPARE(probe.times(), 1);
        QVERIFY(probe.failedWith<CancelledError>());
    }

    void aPausedOneCanBeCancelled()
    {
        auto [deferred, resolver] = makeDeferred<int>();
        Probe probe(std::move(deferred));
        probe.pause();
        probe.cancel();
        QVERIFY(!probe.hasFired());
        probe.unpause();
        QVERIFY(probe.failedWith<CancelledError>());
    }
};

QTEST_APPLESS_MAIN(TestDeferredCancel)
#include "tst_deferredcancel.moc"
