#include "core/interop/futures.h"

#include <QTest>

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

using namespace millrace;

class TestFutures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFutureThatFinishesLaterFires();
    void aFinishedFutureFiresAtOnce();
    void aFutureOfNothingFires();
    void aResultThatCanOnlyBeMovedPassesThrough();
    void anExceptionErrbacks();
    void aCancelledFutureErrbacks();
    void anAbandonedPromiseErrbacks();
    void cancellingTheDeferredCancelsTheFuture();
    void aFutureFromAnotherThreadFiresOnThisOne();
    void toFutureFinishesWithTheValue();
    void toFutureCarriesTheException();
    void toFutureOfACancelledDeferredIsCancelled();
    void cancellingTheFutureCancelsTheDeferred();
    void cancellingTheFutureTooLateDoesNothing();
    void aCallbackMayReturnAFuture();
};

namespace {

template <class T>
QPromise<T> started()
{
    QPromise<T> promise;
    promise.start();
    return promise;
}

} // namespace

void TestFutures::aFutureThatFinishesLaterFires()
{
    auto promise = started<int>();
    int got = 0;
    fromFuture(promise.future()).addCallback([&](int n) { got = n; });
    QCOMPARE(got, 0);
    promise.addResult(5);
    promise.finish();
    QTRY_COMPARE(got, 5);
}

void TestFutures::aFinishedFutureFiresAtOnce()
{
    auto promise = started<int>();
    promise.addResult(5);
    promise.finish();
    int got = 0;
    fromFuture(promise.future()).addCallback([&](int n) { got = n; });
    QCOMPARE(got, 5);
}

void TestFutures::aFutureOfNothingFires()
{
    auto promise = started<void>();
    bool fired = false;
    fromFuture(promise.future()).addCallback([&] { fired = true; });
    promise.finish();
    QTRY_VERIFY(fired);
}

void TestFutures::aResultThatCanOnlyBeMovedPassesThrough()
{
    auto promise = started<std::unique_ptr<int>>();
    promise.addResult(std::make_unique<int>(7));
    promise.finish();
    int got = 0;
    fromFuture(promise.future()).addCallback([&](std::unique_ptr<int> n) { got = *n; });
    QCOMPARE(got, 7);
}

void TestFutures::anExceptionErrbacks()
{
    auto promise = started<int>();
    std::string message;
    fromFuture(promise.future()).addErrback([&](const Failure &failure) {
        message = failure.as<std::runtime_error>() ? failure.message() : "something else";
        return 0;
    });
    promise.setException(std::make_exception_ptr(std::runtime_error("broken")));
    promise.finish();
    QTRY_COMPARE(message, std::string("broken"));
}

void TestFutures::aCancelledFutureErrbacks()
{
    auto promise = started<int>();
    bool cancelled = false;
    fromFuture(promise.future()).addErrback<CancelledError>([&](const auto &) {
        cancelled = true;
        return 0;
    });
    promise.future().cancel();
    promise.finish();
    QTRY_VERIFY(cancelled);
}

void TestFutures::anAbandonedPromiseErrbacks()
{
    bool cancelled = false;
    {
        auto promise = started<int>();
        fromFuture(promise.future()).addErrback<CancelledError>([&](const auto &) {
            cancelled = true;
            return 0;
        });
    }
    QTRY_VERIFY(cancelled);
}

void TestFutures::cancellingTheDeferredCancelsTheFuture()
{
    auto promise = started<int>();
    auto deferred = fromFuture(promise.future());
    deferred.cancel();
    QVERIFY(promise.isCanceled());
    bool cancelled = false;
    std::move(deferred).addErrback<CancelledError>([&](const auto &) {
        cancelled = true;
        return 0;
    });
    QVERIFY(cancelled);
    promise.finish();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void TestFutures::aFutureFromAnotherThreadFiresOnThisOne()
{
    auto promise = std::make_shared<QPromise<int>>();
    promise->start();
    std::thread::id firedOn;
    fromFuture(promise->future()).addCallback([&](int) { firedOn = std::this_thread::get_id(); });
    std::thread worker([promise] {
        promise->addResult(1);
        promise->finish();
    });
    worker.join();
    QTRY_VERIFY(firedOn == std::this_thread::get_id());
}

void TestFutures::toFutureFinishesWithTheValue()
{
    auto [deferred, resolver] = makeDeferred<int>();
    const QFuture<int> future = toFuture(std::move(deferred));
    QVERIFY(future.isRunning());
    resolver.callback(9);
    QVERIFY(future.isFinished());
    QCOMPARE(future.result(), 9);
    QCOMPARE(toFuture(succeed(3)).result(), 3);
    QVERIFY(toFuture(succeed()).isFinished());
}

void TestFutures::toFutureCarriesTheException()
{
    const QFuture<int> future = toFuture(fail<int>(std::runtime_error("broken")));
    QVERIFY(future.isFinished());
    QVERIFY_THROWS_EXCEPTION(std::runtime_error, static_cast<void>(future.result()));
}

void TestFutures::toFutureOfACancelledDeferredIsCancelled()
{
    const QFuture<int> future = toFuture(fail<int>(CancelledError()));
    QVERIFY(future.isFinished());
    QVERIFY(future.isCanceled());
    QCOMPARE(future.resultCount(), 0);
}

void TestFutures::cancellingTheFutureCancelsTheDeferred()
{
    int cancelled = 0;
    auto [deferred, resolver] = makeDeferred<int>([&] { ++cancelled; });
    QFuture<int> future = toFuture(std::move(deferred));
    future.cancel();
    QTRY_COMPARE(cancelled, 1);
    QVERIFY(future.isFinished());
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void TestFutures::cancellingTheFutureTooLateDoesNothing()
{
    auto [deferred, resolver] = makeDeferred<int>();
    QFuture<int> future = toFuture(std::move(deferred));
    resolver.callback(1);
    future.cancel();
    QCoreApplication::sendPostedEvents();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCOMPARE(future.resultCount(), 1);
}

void TestFutures::aCallbackMayReturnAFuture()
{
    auto promise = started<std::string>();
    std::string got;
    succeed(2)
        .addCallback([future = promise.future()](int) { return future; })
        .addCallback([&](std::string text) { got = std::move(text); });
    promise.addResult("later");
    promise.finish();
    QTRY_COMPARE(got, std::string("later"));
}

QTEST_GUILESS_MAIN(TestFutures)
#include "tst_futures.moc"
