// chain(): one result for several Deferreds. The five examples are those on which the original went wrong.
#include "core/deferred/deferred.h"

#include "tests/support/counted.h"
#include "tests/support/probe.h"
#include "tests/support/unhandled.h"

#include <QTest>

#include <string>

using namespace millrace;
using test::Counted;
using test::Probe;

class TestDeferredFan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void boom1_firingOneThatIsChainedAlreadyIsAnErrorSaidAtOnce()
    {
        auto [up, fireUp] = makeDeferred<int>();
        auto [down, fireDown] = makeDeferred<int>();
        Probe upstream(std::move(up).chain(std::move(fireDown)));
        Probe downstream(std::move(down));
        QVERIFY_THROWS_EXCEPTION(AlreadyCalledError, fireDown.callback(1));
        QVERIFY(!downstream.hasFired());
        fireUp.callback(2);
        QCOMPARE(downstream.value(), 2);
        QCOMPARE(upstream.value(), 2);
    }

    void boom2_chainingOneThatHasFiredIsAnErrorSaidAtOnce()
    {
        auto [up, fireUp] = makeDeferred<int>();
        auto [down, fireDown] = makeDeferred<int>();
        fireDown.callback(1);
        QVERIFY_THROWS_EXCEPTION(AlreadyCalledError,
                                 static_cast<void>(std::move(up).chain(std::move(fireDown))));
        fireUp.callback(2);
    }

    void uncalled_aDownstreamThatWasCancelledDoesNotBreakTheUpstream()
    {
        auto [up, fireUp] = makeDeferred<int>();
        auto [down, fireDown] = makeDeferred<int>([] {});
        Probe upstream(std::move(up).chain(std::move(fireDown)));
        Probe downstream(std::move(down));
        downstream.cancel();
        QVERIFY(downstream.failedWith<CancelledError>());
        fireUp.callback(3);
        QCOMPARE(upstream.value(), 3);
        QCOMPARE(downstream.times(), 1);
    }

    void unexpected1_everyDownstreamAndEveryLaterCallbackGetsTheValue()
    {
        auto [up, fireUp] = makeDeferred<int>();
        auto [one, fireOne] = makeDeferred<int>();
        auto [two, fireTwo] = makeDeferred<int>();
        Probe upstream(
            std::move(up).chain(std::move(fireOne)).chain(std::move(fireTwo)).addCallback([](int n) {
                return n + 1;
            }));
        Probe first(std::move(one));
        Probe second(std::move(two));
        fireUp.callback(4);
        QCOMPARE(first.value(), 4);
        QCOMPARE(second.value(), 4);
        QCOMPARE(upstream.value(), 5);
    }

    void unexpected2_cancellingTheUpstreamCancelsEveryDownstream()
    {
        auto [up, fireUp] = makeDeferred<int>();
        auto [one, fireOne] = makeDeferred<int>();
        auto [two, fireTwo] = makeDeferred<int>();
        Probe upstream(std::move(up).chain(std::move(fireOne)).chain(std::move(fireTwo)));
        Probe first(std::move(one));
        Probe second(std::move(two));
        upstream.cancel();
        QVERIFY(first.failedWith<CancelledError>());
        QVERIFY(second.failedWith<CancelledError>());
        QVERIFY(upstream.failedWith<CancelledError>());
    }

    void aFailureGoesToAllAndIsReportedOnlyIfADownstreamDropsIt()
    {
        test::UnhandledFailures reports;
        auto [up, fireUp] = makeDeferred<int>();
        auto [down, fireDown] = makeDeferred<int>();
        {
            auto upstream = std::move(up).chain(std::move(fireDown));
            Probe downstream(std::move(down));
            fireUp.errback(Error("for all"));
            QCOMPARE(downstream.message(), std::string("for all"));
        }
        QVERIFY(reports.messages.empty());
    }

    void whatACallbackMakesOfAHandedOnFailureIsItsOwn()
    {
        test::UnhandledFailures reports;
        {
            auto [down, fireDown] = makeDeferred<int>();
            Probe downstream(std::move(down));
            fail<int>(Error("old")).chain(std::move(fireDown)).addErrback([](const Failure &) -> int {
                throw Error("new");
            });
        }
        QCOMPARE(reports.messages, (std::vector<std::string>{"new"}));
    }

    void aDeferredOfNothingFansOutToo()
    {
        auto [down, fireDown] = makeDeferred();
        Probe downstream(std::move(down));
        Probe upstream(succeed().chain(std::move(fireDown)));
        QVERIFY(downstream.hasValue() && upstream.hasValue());
    }

    void eachDownstreamCostsOneCopy()
    {
        auto [up, fireUp] = makeDeferred<Counted>();
        auto [one, fireOne] = makeDeferred<Counted>();
        auto [two, fireTwo] = makeDeferred<Counted>();
        auto chain = std::move(up).chain(std::move(fireOne)).chain(std::move(fireTwo));
        Counted::reset();
        fireUp.callback(Counted(1));
        QCOMPARE(Counted::counts.copies, 2);
    }
};

QTEST_APPLESS_MAIN(TestDeferredFan)
#include "tst_deferredfan.moc"
