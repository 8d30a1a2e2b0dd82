#include "core/deferred/retryingcall.h"

#include "core/deferred/manualclock.h"
#include "tests/support/probe.h"

#include <QTest>

#include <memory>
#include <string>
#include <vector>

using namespace millrace;
using namespace std::chrono_literals;
using test::Probe;

namespace {

/// Fails so many times, numbering its failures, and then succeeds with the number of the attempt.
struct FailsAtFirst
{
    int failures;
    int attempts = 0;

    int operator()()
    {
        if (++attempts <= failures)
            throw Error("attempt " + std::to_string(attempts));
        return attempts;
    }
};

class NotFound : public Error
{
public:
    NotFound() : Error("not found") {}
};

/// Forgives one 404, and everything else always.
FailureTester forgivesOneNotFound()
{
    return [forgiven = false](const Failure &failure) mutable {
        if (!failure.is<NotFound>())
            return Verdict::Transient;
        return std::exchange(forgiven, true) ? Verdict::Permanent : Verdict::Transient;
    };
}

} // namespace

class TestRetryingCall : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstAttemptIsMadeAtOnceIfItsDelayIsZero()
    {
        ManualClock clock;
        RetryingCall call(clock, FailsAtFirst{0});
        QCOMPARE(Probe(call.start()).value(), 1);
        QCOMPARE(clock.pendingCalls(), 0u);
    }

    void theFirstAttemptWaitsIfItsDelayIsNot()
    {
        ManualClock clock;
        RetryingCall call(clock, FailsAtFirst{0}, {}, {5s});
        Probe probe(call.start());
        clock.advance(4s);
        QVERIFY(!probe.hasFired());
        clock.advance(1s);
        QCOMPARE(probe.value(), 1);
    }

    void itIsCalledAgainAfterTheNextDelayUntilItSucceeds()
    {
        ManualClock clock;
        RetryingCall call(clock, FailsAtFirst{2}, {}, {0s, 10s, 20s, 30s});
        Probe probe(call.start());
        QCOMPARE(call.attempts(), 1);
        clock.advance(10s);
        QCOMPARE(call.attempts(), 2);
        clock.advance(19s);
        QVERIFY(!probe.hasFired());
        clock.advance(1s);
        QCOMPARE(probe.value(), 3);
    }

    void delaysUsedUpErrbackWithTheFirstFailure()
    {
        ManualClock clock;
        RetryingCall call(clock, FailsAtFirst{100});
        Probe probe(call.start());
        clock.advance(1h);
        QCOMPARE(probe.message(), std::string("attempt 1"));
        QCOMPARE(call.attempts(), 10);
    }

    void noDelaysAtAllAreAFailureToo()
    {
        ManualClock clock;
        RetryingCall call(clock, FailsAtFirst{0}, {}, Backoff(std::vector<Backoff::Duration>()));
        QVERIFY(Probe(call.start()).failedWith<Error>());
    }

    void aPermanentFailureEndsIt()
    {
        ManualClock clock;
        std::vector<std::string> tested;
        RetryingCall call(clock, FailsAtFirst{100}, [&](const Failure &failure) {
            tested.push_back(failure.message());
            return tested.size() == 3 ? Verdict::Permanent : Verdict::Transient;
        });
        Probe probe(call.start());
        clock.advance(1h);
        QCOMPARE(probe.message(), std::string("attempt 3"));
        QCOMPARE(tested.size(), 3u);
    }

    void aTesterMayRememberAndForgiveOnce()
    {
        ManualClock clock;
        RetryingCall call(
            clock,
            [n = 0]() mutable -> int {
                ++n;
                if (n == 2)
                    throw Error("bad gateway");
                throw NotFound();
            },
            forgivesOneNotFound());
        Probe probe(call.start());
        clock.advance(1h);
        QVERIFY(probe.failedWith<NotFound>());
        QCOMPARE(call.attempts(), 3);
    }

    void aTesterThatThrowsEndsItWithThat()
    {
        ManualClock clock;
        RetryingCall call(clock, FailsAtFirst{1},
                          [](const Failure &) -> Verdict { throw Error("the tester broke"); });
        QCOMPARE(Probe(call.start()).message(), std::string("the tester broke"));
    }

    void theFunctionMayReturnADeferred()
    {
        ManualClock clock;
        std::vector<Resolver<int>> resolvers;
        RetryingCall call(clock, [&] {
            auto ends = makeDeferred<int>();
            resolvers.push_back(std::move(ends.resolver));
            return std::move(ends.deferred);
        });
        Probe probe(call.start());
        resolvers[0].errback(Error("no"));
        clock.advance(10ms);
        QCOMPARE(resolvers.size(), 2u);
        resolvers[1].callback(7);
        QCOMPARE(probe.value(), 7);
    }

    void cancellingWhileItWaitsTakesTheAttemptBack()
    {
        ManualClock clock;
        RetryingCall call(clock, FailsAtFirst{100});
        Probe probe(call.start());
        QCOMPARE(clock.pendingCalls(), 1u);
        probe.cancel();
        QVERIFY(probe.failedWith<CancelledError>());
        QCOMPARE(clock.pendingCalls(), 0u);
        clock.advance(1h);
        QCOMPARE(call.attempts(), 1);
    }

    void cancellingWhileItCallsCancelsTheCallAndDoesNotTryAgain()
    {
        ManualClock clock;
        int cancelled = 0;
        DeferredEnds<int> ends;
        RetryingCall call(clock, [&] {
            ends = makeDeferred<int>([&] { ++cancelled; });
            return std::move(ends.deferred);
        });
        Probe probe(call.start());
        probe.cancel();
        QCOMPARE(cancelled, 1);
        QVERIFY(probe.failedWith<CancelledError>());
        clock.advance(1h);
        QCOMPARE(call.attempts(), 1);
    }

    void cancellingInsideTheCallCancelsWhatTheCallReturns()
    {
        ManualClock clock;
        int cancelled = 0;
        Deferred<int> result;
        DeferredEnds<int> ends;
        RetryingCall call(
            clock,
            [&] {
                result.cancel();
                ends = makeDeferred<int>([&] { ++cancelled; });
                return std::move(ends.deferred);
            },
            {}, Backoff{1s, 1s});
        result = call.start();
        clock.advance(1s);
        QCOMPARE(cancelled, 1);
        QVERIFY(Probe(std::move(result)).failedWith<CancelledError>());
        clock.advance(1h);
        QCOMPARE(call.attempts(), 1);
    }

    void cancellingInsideTheTesterMakesNoFurtherAttempt()
    {
        ManualClock clock;
        Deferred<int> result;
        RetryingCall call(
            clock, FailsAtFirst{100},
            [&](const Failure &) {
                result.cancel();
                return Verdict::Transient;
            },
            Backoff{1s, 1s, 1s});
        result = call.start();
        clock.advance(1s);
        QVERIFY(Probe(std::move(result)).failedWith<CancelledError>());
        QCOMPARE(clock.pendingCalls(), 0u);
    }

    void aBackoffThatThrowsIsTheFailure()
    {
        ManualClock clock;
        const auto throwsAfter = [](int good) {
            return Backoff([good]() mutable -> std::optional<Backoff::Duration> {
                if (good-- > 0)
                    return 0s;
                throw Error("no more delays can be made up");
            });
        };
        for (const int good : {0, 1}) {
            RetryingCall call(clock, FailsAtFirst{100}, {}, throwsAfter(good));
            QCOMPARE(Probe(call.start()).message(), std::string("no more delays can be made up"));
            QCOMPARE(call.attempts(), good);
        }
    }

    void theObjectMayGoOnceItIsStarted()
    {
        ManualClock clock;
        Deferred<int> deferred;
        {
            RetryingCall call(clock, FailsAtFirst{3});
            deferred = call.start();
        }
        clock.advance(1h);
        QCOMPARE(Probe(std::move(deferred)).value(), 4);
    }

    void aClockThatGoesAbandonsIt()
    {
        auto clock = std::make_unique<ManualClock>();
        RetryingCall call(*clock, FailsAtFirst{3});
        Probe probe(call.start());
        QVERIFY(!probe.hasFired());
        clock.reset();
        QVERIFY(!probe.hasFired()); // The call still holds the other end,
        {
            const auto gone = std::move(call);
        }
        QVERIFY(probe.failedWith<AbandonedError>()); // and lets go of it here.
    }
};

QTEST_APPLESS_MAIN(TestRetryingCall)
#include "tst_retryingcall.moc"
