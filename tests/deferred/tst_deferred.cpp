// The chain itself: callbacks, errbacks, and what they may return.
#include "core/deferred/deferred.h"

#include "tests/support/probe.h"

#include <QTest>

#include <memory>
#include <string>
#include <vector>

using namespace millrace;
using test::Probe;

namespace {

int twice(int n)
{
    return 2 * n;
}

} // namespace

class TestDeferred : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callbacksRunInTheOrderAddedWhenTheResultComes()
    {
        auto [deferred, resolver] = makeDeferred<int>();
        std::vector<std::string> log;
        auto end = std::move(deferred)
                       .addCallback([&](int n) {
                           log.emplace_back("first");
                           return std::to_string(n);
                       })
                       .addCallback([&](const std::string &text) { log.push_back(text); });
        QVERIFY(log.empty());
        resolver.callback(42);
        QCOMPARE(log, (std::vector<std::string>{"first", "42"}));
        QVERIFY(end.isSettled());
    }

    void aCallbackAddedAfterTheResultRunsAtOnce()
    {
        int got = 0;
        succeed(7).addCallback([&](int n) { got = n; });
        QCOMPARE(got, 7);
    }

    void aDeferredOfNothingCallsWithNothing()
    {
        int called = 0;
        auto [deferred, resolver] = makeDeferred();
        Probe probe(std::move(deferred).addCallback([&] { return ++called; }));
        resolver.callback();
        QCOMPARE(probe.value(), 1);
    }

    void eachCallbackGetsWhatTheOneBeforeReturned()
    {
        Probe probe(
            succeed(1).addCallback(twice).addCallback(twice).addCallback([](int n) { return n + 0.5; }));
        static_assert(std::is_same_v<decltype(probe), Probe<double>>);
        QCOMPARE(probe.value(), 4.5);
    }

    void aFailurePassesCallbacksByAndGoesToTheErrback()
    {
        bool skipped = true;
        Probe probe(fail<int>(Error("broken"))
                        .addCallback([&](int) {
                            skipped = false;
                            return std::string();
                        })
                        .addErrback([](const Failure &failure) { return failure.message(); }));
        QVERIFY(skipped);
        QCOMPARE(probe.value(), std::string("broken"));
    }

    void aValuePassesErrbacksBy()
    {
        Probe probe(
            succeed(3).addErrback([](const Failure &) { return 0; }).addErrback([](Failure) { return 1; }));
        QCOMPARE(probe.value(), 3);
    }

    void whatACallbackThrowsGoesToTheNextErrback()
    {
        Probe probe(succeed(1)
                        .addCallback([](int) -> int { throw Error("thrown"); })
                        .addErrback([](const Failure &failure) { return failure.is<Error>() ? 5 : 6; }));
        QCOMPARE(probe.value(), 5);
    }

    void anErrbackThatThrowsGoesOnWithTheNewFailure()
    {
        Probe probe(fail(Error("first")).addErrback([](const Failure &) { throw Error("second"); }));
        QCOMPARE(probe.message(), std::string("second"));
    }

    void anErrbackForOneErrorLetsOthersPass()
    {
        Probe caught(
            fail<int>(TimeoutError()).addErrback<TimeoutError>([](const TimeoutError &) { return 1; }));
        QCOMPARE(caught.value(), 1);
        Probe passed(
            fail<int>(CancelledError()).addErrback<TimeoutError>([](const TimeoutError &) { return 1; }));
        QVERIFY(passed.failedWith<CancelledError>());
        Probe base(fail<int>(CancelledError()).addErrback<Error>([](const Error &) { return 2; }));
        QCOMPARE(base.value(), 2);
    }

    void anErrbackOfAPairDoesNotSeeWhatItsCallbackThrows()
    {
        bool seen = false;
        const auto look = [&](const Failure &) { seen = true; };
        Probe probe(succeed().addCallbacks([] { throw Error("from the callback"); }, look));
        QVERIFY(!seen);
        QCOMPARE(probe.message(), std::string("from the callback"));
        Probe(fail(Error("before")).addCallbacks([] {}, look));
        QVERIFY(seen);
    }

    void addBothSeesWhichever()
    {
        const auto describe = [](Outcome<int> outcome) {
            return outcome.hasValue() ? std::to_string(outcome.value()) : outcome.failure().message();
        };
        QCOMPARE(Probe(succeed(1).addBoth(describe)).value(), std::string("1"));
        QCOMPARE(Probe(fail<int>(Error("no")).addBoth(describe)).value(), std::string("no"));
    }

    void addFinallyLeavesTheResultAlone()
    {
        int calls = 0;
        const auto count = [&] { ++calls; };
        QCOMPARE(Probe(succeed(8).addFinally(count)).value(), 8);
        QCOMPARE(Probe(fail<int>(Error("no")).addFinally(count)).message(), std::string("no"));
        QCOMPARE(calls, 2);
        QCOMPARE(Probe(succeed(8).addFinally([] { throw Error("worse"); })).message(), std::string("worse"));
    }

    void aCallbackMayReturnAnOutcome()
    {
        const auto positive = [](int n) -> Outcome<int> {
            if (n < 0)
                return Failure::of(Error("negative"));
            return n;
        };
        QCOMPARE(Probe(succeed(1).addCallback(positive)).value(), 1);
        QCOMPARE(Probe(succeed(-1).addCallback(positive)).message(), std::string("negative"));
    }

    void anErrbacksValueIsConvertedToTheTypeOfTheChain()
    {
        Probe probe(fail<std::string>(Error("no")).addErrback([](const Failure &) { return "plain text"; }));
        QCOMPARE(probe.value(), std::string("plain text"));
    }

    void callablesMayBeMoveOnlyAndMutable()
    {
        Probe probe(succeed(1).addCallback([owned = std::make_unique<int>(2)](int n) mutable {
            return std::make_unique<int>(n + *std::move(owned));
        }));
        QCOMPARE(*probe.value(), 3);
    }

    void callablesMayBeMemberFunctions()
    {
        QCOMPARE(Probe(succeed(std::string("four")).addCallback(&std::string::size)).value(), 4u);
    }

    void resultsMayBeLargerThanTheirPlaceInTheChain()
    {
        struct Large
        {
            long numbers[64] = {};
        };
        Large large;
        large.numbers[63] = 9;
        Probe probe(succeed(large)
                        .addErrback([](const Failure &) { return Large(); })
                        .addCallback([](Large l) {
                            ++l.numbers[63];
                            return l;
                        })
                        .addCallback([](const Large &l) { return l.numbers[63]; }));
        QCOMPARE(probe.value(), 10L);
    }

    void maybeDeferredGivesADeferredOfAnything()
    {
        QCOMPARE(Probe(maybeDeferred(twice, 4)).value(), 8);
        QVERIFY(Probe(maybeDeferred([] {})).hasValue());
        QCOMPARE(Probe(maybeDeferred([] { return succeed(5); })).value(), 5);
        QCOMPARE(Probe(maybeDeferred([]() -> int { throw Error("thrown"); })).message(),
                 std::string("thrown"));
        QCOMPARE(Probe(maybeDeferred([] { return fail<int>(Error("errback")); })).message(),
                 std::string("errback"));
        QCOMPARE(Probe(maybeDeferred([] { return Outcome<int>(Failure::of(Error("outcome"))); })).message(),
                 std::string("outcome"));
    }

    void maybeDeferredOfAnUnfiredDeferredWaitsForIt()
    {
        auto [inner, resolver] = makeDeferred<int>();
        Probe probe(maybeDeferred([&inner = inner] { return std::move(inner); }));
        QVERIFY(!probe.hasFired());
        resolver.callback(6);
        QCOMPARE(probe.value(), 6);
    }

    void anAbandonedResolverErrbacks()
    {
        auto [deferred, resolver] = makeDeferred<int>();
        Probe probe(std::move(deferred));
        {
            const auto dropped = std::move(resolver);
        }
        QVERIFY(probe.failedWith<AbandonedError>());
    }

    void assigningToAResolverAbandonsWhatItHeld()
    {
        auto [first, resolver] = makeDeferred<int>();
        auto [second, other] = makeDeferred<int>();
        Probe one(std::move(first));
        Probe two(std::move(second));
        resolver = std::move(other);
        QVERIFY(one.failedWith<AbandonedError>());
        resolver.callback(2);
        QCOMPARE(two.value(), 2);
    }

    void aDroppedDeferredsCallbacksStillRun()
    {
        auto [deferred, resolver] = makeDeferred<int>();
        int got = 0;
        std::move(deferred).addCallback([&](int n) { got = n; });
        resolver.callback(3);
        QCOMPARE(got, 3);
    }

    void aResolverKnowsWhetherItIsPendingAndWanted()
    {
        auto [deferred, resolver] = makeDeferred<int>();
        QVERIFY(resolver.isPending() && resolver.isWanted());
        {
            const auto dropped = std::move(deferred);
        }
        QVERIFY(resolver.isPending() && !resolver.isWanted());
        resolver.callback(1);
        QVERIFY(!resolver.isPending() && !resolver.isWanted());
    }
};

QTEST_APPLESS_MAIN(TestDeferred)
#include "tst_deferred.moc"
