#include "core/deferred/deferred.h"

#include "core/deferred/manualclock.h"

#include <QTest>

#include <memory>
#include <string>
#include <vector>

using namespace millrace;
using namespace std::chrono_literals;

class TestDeferred : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callbacksRunInTheOrderAddedWhenTheResultComes();
    void aFailureGoesToTheErrback();
    void aCallbackMayReturnADeferred();
    void anAbandonedResolverErrbacks();
    void cancelGivesCancelledError();
    void aTimeoutCancels();
    void firingTwiceThrows();
};

void TestDeferred::callbacksRunInTheOrderAddedWhenTheResultComes()
{
    auto [deferred, resolver] = makeDeferred<int>();
    std::vector<std::string> log;
    auto end = std::move(deferred)
                   .addCallback([&](int n) {
                       log.push_back("first");
                       return std::to_string(n);
                   })
                   .addCallback([&](const std::string &text) { log.push_back(text); });
    QVERIFY(log.empty());
    resolver.callback(42);
    QCOMPARE(log, (std::vector<std::string>{"first", "42"}));
    QVERIFY(end.isSettled());
}

void TestDeferred::aFailureGoesToTheErrback()
{
    std::string message;
    fail<int>(Error("broken")).addCallback([](int n) { return n + 1; }).addErrback([&](const Failure &f) {
        message = f.message();
        return 0;
    });
    QCOMPARE(message, std::string("broken"));
}

void TestDeferred::aCallbackMayReturnADeferred()
{
    auto [inner, resolver] = makeDeferred<std::string>();
    std::string got;
    succeed(1)
        .addCallback([inner = std::move(inner)](int) mutable { return std::move(inner); })
        .addCallback([&](std::string text) { got = std::move(text); });
    QCOMPARE(got, std::string());
    resolver.callback("late");
    QCOMPARE(got, std::string("late"));
}

void TestDeferred::anAbandonedResolverErrbacks()
{
    bool abandoned = false;
    auto [deferred, resolver] = makeDeferred();
    std::move(deferred).addErrback([&](const Failure &f) { abandoned = f.is<AbandonedError>(); });
    {
        auto dropped = std::move(resolver);
    }
    QVERIFY(abandoned);
}

void TestDeferred::cancelGivesCancelledError()
{
    auto [deferred, resolver] = makeDeferred<int>();
    bool cancelled = false;
    auto end =
        std::move(deferred).addBoth([&](Outcome<int> o) { cancelled = o.failure().is<CancelledError>(); });
    end.cancel();
    QVERIFY(cancelled);
    resolver.callback(1); // swallowed
    QVERIFY_THROWS_EXCEPTION(AlreadyCalledError, resolver.callback(1));
}

void TestDeferred::aTimeoutCancels()
{
    ManualClock clock;
    auto [deferred, resolver] = makeDeferred<int>();
    bool late = false;
    std::move(deferred).addTimeout(5s, clock).addErrback([&](const Failure &f) {
        late = f.is<TimeoutError>();
        return 0;
    });
    clock.advance(5s);
    QVERIFY(late);
}

void TestDeferred::firingTwiceThrows()
{
    auto [deferred, resolver] = makeDeferred<int>();
    resolver.callback(1);
    QVERIFY_THROWS_EXCEPTION(AlreadyCalledError, resolver.callback(2));
    QVERIFY_THROWS_EXCEPTION(AlreadyCalledError, resolver.errback(CancelledError()));
}

QTEST_APPLESS_MAIN(TestDeferred)
#include "tst_deferred.moc"
