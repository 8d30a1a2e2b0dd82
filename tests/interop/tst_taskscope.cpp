// Cancelling a coroutine from outside, by way of what it waits for.
#include "core/interop/taskscope.h"

#include "core/interop/coroutines.h"
#include "core/interop/futures.h"
#include "core/interop/signals.h"
#include "tests/support/probe.h"

#include <QFuture>
#include <QPromise>
#include <QTest>
#include <QTimer>

#include <QCoroTimer>

#include <chrono>
#include <string>
#include <vector>

using namespace millrace;
using test::Probe;

namespace {

QCoro::Task<int> addOne(Deferred<int> number)
{
    const int n = co_await std::move(number);
    co_return n + 1;
}

QCoro::Task<> logEnd(Deferred<> wait, std::vector<std::string> &log)
{
    try {
        co_await std::move(wait);
        log.push_back("value");
    } catch (const CancelledError &) {
        log.push_back("cancelled");
        throw;
    } catch (const std::exception &e) {
        log.push_back(e.what());
    }
}

QCoro::Task<int> callsAnother(Deferred<int> number)
{
    const int n = co_await addOne(std::move(number));
    co_return n * 10;
}

QCoro::Task<std::string> recovers(Deferred<> wait)
{
    std::string text = "waited";
    try {
        co_await std::move(wait);
    } catch (const CancelledError &) {
        text = "recovered";
    }
    co_return text;
}

QCoro::Task<> awaitsATimerFirst(Deferred<> wait, std::vector<std::string> &log)
{
    QTimer timer;
    timer.setSingleShot(true);
    timer.start(0);
    co_await timer;
    log.push_back("timer");
    co_await std::move(wait);
}

QCoro::Task<> awaitsATimerByItsBridge(std::chrono::milliseconds after, Deferred<> wait,
                                      std::vector<std::string> &log)
{
    QTimer timer;
    timer.setSingleShot(true);
    timer.start(after);
    try {
        co_await fromSignal(&timer, &QTimer::timeout);
        log.push_back("timer");
        const int n = co_await addOne(succeed(1)); // A coroutine of its own, in the same scope.
        log.push_back(std::to_string(n));
        co_await std::move(wait);
    } catch (const CancelledError &) {
        log.push_back("cancelled");
        throw;
    }
}

QCoro::Task<int> awaitsAFutureByItsBridge(QFuture<int> future)
{
    const int n = co_await fromFuture(std::move(future));
    co_return n + 1;
}

QCoro::Task<int> callsAnotherAfterATimer(Deferred<int> number, std::vector<std::string> &log)
{
    QTimer timer;
    timer.setSingleShot(true);
    timer.start(0);
    co_await fromSignal(&timer, &QTimer::timeout);
    log.push_back("timer");
    const int n = co_await addOne(std::move(number));
    co_return n * 10;
}

} // namespace

class TestTaskScope : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cancellingReachesWhatTheCoroutineAwaits();
    void cancellingReachesThroughACoroutineThatItCalls();
    void aCoroutineMayCatchItsCancellationAndReturn();
    void cancellingATaskThatWasStartedElsewhereLetsItRunOn();
    void cancellingDuringAnotherKindOfAwaitGivesCancelledErrorAtOnce();
    void cancellingAChainCancelsTheCoroutineItWaitsFor();
    void aSignalIsCancelledAndTheCoroutineUnwindsAtOnce();
    void afterASignalLaterWaitsAreCancelledToo();
    void afterASignalCoroutinesThatAreCalledAreCancelledToo();
    void aFutureIsCancelled();
    void whatAFutureThrowsComesThrough();
};

void TestTaskScope::cancellingReachesWhatTheCoroutineAwaits()
{
    int cancelled = 0;
    std::vector<std::string> log;
    auto [wait, resolver] = makeDeferred([&cancelled] { ++cancelled; });
    auto task = startTask([&wait = wait, &log] { return logEnd(std::move(wait), log); });
    task.cancel();
    QCOMPARE(cancelled, 1);
    QCOMPARE(log, (std::vector<std::string>{"cancelled"}));
    bool errbacked = false;
    std::move(task).addErrback<CancelledError>([&](const auto &) { errbacked = true; });
    QVERIFY(errbacked);
}

void TestTaskScope::cancellingReachesThroughACoroutineThatItCalls()
{
    int cancelled = 0;
    auto [number, resolver] = makeDeferred<int>([&cancelled] { ++cancelled; });
    auto task = startTask([&number = number] { return callsAnother(std::move(number)); });
    task.cancel();
    QCOMPARE(cancelled, 1);
    QVERIFY(Probe(std::move(task)).failedWith<CancelledError>());
}

void TestTaskScope::aCoroutineMayCatchItsCancellationAndReturn()
{
    auto [wait, resolver] = makeDeferred();
    auto task = startTask([&wait = wait] { return recovers(std::move(wait)); });
    task.cancel();
    QCOMPARE(Probe(std::move(task)).value(), std::string("recovered"));
}

void TestTaskScope::cancellingATaskThatWasStartedElsewhereLetsItRunOn()
{
    std::vector<std::string> log;
    auto [wait, resolver] = makeDeferred();
    QCoro::Task<> running = logEnd(std::move(wait), log);
    auto task = fromTask(std::move(running));
    task.cancel();
    QVERIFY(Probe(std::move(task)).failedWith<CancelledError>());
    QVERIFY(log.empty());
    resolver.callback();
    QCOMPARE(log, (std::vector<std::string>{"value"}));
}

void TestTaskScope::cancellingDuringAnotherKindOfAwaitGivesCancelledErrorAtOnce()
{
    std::vector<std::string> log;
    auto [wait, resolver] = makeDeferred();
    auto task = startTask([&wait = wait, &log] { return awaitsATimerFirst(std::move(wait), log); });
    task.cancel();
    QVERIFY(Probe(std::move(task)).failedWith<CancelledError>());
    QTRY_COMPARE(log, (std::vector<std::string>{"timer"}));
    resolver.callback();
}

void TestTaskScope::cancellingAChainCancelsTheCoroutineItWaitsFor()
{
    int cancelled = 0;
    auto [number, resolver] = makeDeferred<int>([&cancelled] { ++cancelled; });
    auto chain = succeed().addCallback([&number = number] { return addOne(std::move(number)); });
    chain.cancel();
    QCOMPARE(cancelled, 1);
    QVERIFY(Probe(std::move(chain)).failedWith<CancelledError>());
}

void TestTaskScope::aSignalIsCancelledAndTheCoroutineUnwindsAtOnce()
{
    std::vector<std::string> log;
    auto [wait, resolver] = makeDeferred();
    auto task = startTask([&wait = wait, &log] {
        return awaitsATimerByItsBridge(std::chrono::hours(1), std::move(wait), log);
    });
    task.cancel();
    QCOMPARE(log, (std::vector<std::string>{"cancelled"}));
    QVERIFY(Probe(std::move(task)).failedWith<CancelledError>());
}

void TestTaskScope::afterASignalLaterWaitsAreCancelledToo()
{
    int cancelled = 0;
    std::vector<std::string> log;
    auto [wait, resolver] = makeDeferred([&cancelled] { ++cancelled; });
    auto task = startTask([&wait = wait, &log] {
        return awaitsATimerByItsBridge(std::chrono::milliseconds(0), std::move(wait), log);
    });
    QTRY_COMPARE(log, (std::vector<std::string>{"timer", "2"}));
    task.cancel();
    QCOMPARE(cancelled, 1);
    QCOMPARE(log.back(), std::string("cancelled"));
    QVERIFY(Probe(std::move(task)).failedWith<CancelledError>());
}

void TestTaskScope::afterASignalCoroutinesThatAreCalledAreCancelledToo()
{
    int cancelled = 0;
    auto [number, resolver] = makeDeferred<int>([&cancelled] { ++cancelled; });
    std::vector<std::string> log;
    auto task =
        startTask([&number = number, &log] { return callsAnotherAfterATimer(std::move(number), log); });
    QTRY_COMPARE(log, std::vector<std::string>{"timer"});
    task.cancel();
    QCOMPARE(cancelled, 1);
    QVERIFY(Probe(std::move(task)).failedWith<CancelledError>());
}

void TestTaskScope::aFutureIsCancelled()
{
    QPromise<int> promise;
    promise.start();
    auto task = startTask([&promise] { return awaitsAFutureByItsBridge(promise.future()); });
    task.cancel();
    QVERIFY(promise.isCanceled());
    QVERIFY(Probe(std::move(task)).failedWith<CancelledError>());
    promise.finish();
}

void TestTaskScope::whatAFutureThrowsComesThrough()
{
    QPromise<int> promise;
    promise.start();
    Probe probe(startTask([&promise] { return awaitsAFutureByItsBridge(promise.future()); }));
    promise.setException(std::make_exception_ptr(Error("no image")));
    promise.finish();
    QTRY_VERIFY(probe.hasFired());
    QCOMPARE(probe.message(), std::string("no image"));
    QCOMPARE(Probe(startTask([] { return awaitsAFutureByItsBridge(QtFuture::makeReadyFuture(1)); })).value(),
             2);
}

QTEST_GUILESS_MAIN(TestTaskScope)
#include "tst_taskscope.moc"
