#include "core/interop/coroutines.h"

#include "core/deferred/unhandled.h"

#include <QTest>

#include <memory>
#include <string>
#include <vector>

using namespace millrace;

namespace {

QCoro::Task<int> addOne(Deferred<int> number)
{
    const int n = co_await std::move(number);
    co_return n + 1;
}

QCoro::Task<int> returnsWithoutAwaiting(int n)
{
    co_return n;
}

QCoro::Task<int> throwsBeforeItsFirstAwait()
{
    throw Error("at once");
    co_return 0;
}

QCoro::Task<std::unique_ptr<int>> moveOnly(Deferred<std::unique_ptr<int>> number)
{
    std::unique_ptr<int> n = co_await std::move(number);
    ++*n;
    co_return std::move(n);
}

QCoro::Task<int> sumOf(std::vector<Deferred<int>> numbers)
{
    int sum = 0;
    for (Deferred<int> &number : numbers) {
        const int n = co_await std::move(number);
        sum += n;
    }
    co_return sum;
}

template <class T>
std::string describe(Deferred<T> deferred)
{
    std::string text = "nothing yet";
    std::move(deferred).addBoth([&text](Outcome<T> outcome) {
        if (!outcome.hasValue())
            text = outcome.failure().message();
        else if constexpr (std::is_same_v<T, int>)
            text = std::to_string(outcome.value());
        else if constexpr (std::is_same_v<T, std::string>)
            text = outcome.value();
        else
            text = "done";
    });
    return text;
}

} // namespace

class TestCoroutines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void awaitsADeferredThatFiresLater();
    void awaitsADeferredThatHasFired();
    void awaitingAFailureThrowsItsError();
    void awaitingAMovedFromDeferredIsSaid();
    void aCoroutineThatNeverAwaitsStillFires();
    void aCoroutineThatThrowsBeforeItsFirstAwaitErrbacks();
    void aFunctionThatIsNoCoroutineAndThrowsErrbacks();
    void aLambdaThatIsACoroutineKeepsItsCaptures();
    void resultsThatCanOnlyBeMovedPassThrough();
    void fromTaskTakesOneThatWasStartedElsewhere();
    void toTaskGivesATaskOfADeferred();
    void aCallbackMayBeACoroutine();
    void aDetachedTaskThatThrowsIsReportedOnce();
    void aDetachedTaskThatIsCancelledIsNot();
    void manyAwaitsInARowKeepTheStackFlat();
};

void TestCoroutines::awaitsADeferredThatFiresLater()
{
    auto [number, resolver] = makeDeferred<int>();
    auto result = startTask([&number = number] { return addOne(std::move(number)); });
    QVERIFY(!result.isSettled());
    resolver.callback(41);
    QCOMPARE(describe(std::move(result)), std::string("42"));
}

void TestCoroutines::awaitsADeferredThatHasFired()
{
    QCOMPARE(describe(startTask([] { return addOne(succeed(1)); })), std::string("2"));
}

void TestCoroutines::awaitingAFailureThrowsItsError()
{
    QCOMPARE(describe(startTask([] { return addOne(fail<int>(Error("no number"))); })),
             std::string("no number"));
}

void TestCoroutines::awaitingAMovedFromDeferredIsSaid()
{
    bool said = false;
    startTask([] { return addOne(Deferred<int>()); }).addErrback<EmptyDeferredError>([&](const auto &) {
        said = true;
        return 0;
    });
    QVERIFY(said);
}

void TestCoroutines::aCoroutineThatNeverAwaitsStillFires()
{
    QCOMPARE(describe(startTask([] { return returnsWithoutAwaiting(7); })), std::string("7"));
}

void TestCoroutines::aCoroutineThatThrowsBeforeItsFirstAwaitErrbacks()
{
    QCOMPARE(describe(startTask(throwsBeforeItsFirstAwait)), std::string("at once"));
    QCOMPARE(describe(fromTask(throwsBeforeItsFirstAwait())), std::string("at once"));
}

void TestCoroutines::aFunctionThatIsNoCoroutineAndThrowsErrbacks()
{
    auto result = startTask([]() -> QCoro::Task<int> { throw Error("no coroutine"); });
    QCOMPARE(describe(std::move(result)), std::string("no coroutine"));
}

void TestCoroutines::aLambdaThatIsACoroutineKeepsItsCaptures()
{
    auto [number, resolver] = makeDeferred<int>();
    auto captured = std::make_shared<std::string>("captured");
    const std::weak_ptr<std::string> alive = captured;
    auto result = startTask([&number = number, captured = std::move(captured)]() -> QCoro::Task<std::string> {
        co_await std::move(number);
        co_return *captured;
    });
    QVERIFY(!alive.expired()); // It waits.
    resolver.callback(1);
    QCOMPARE(describe(std::move(result)), std::string("captured"));
    QVERIFY(alive.expired());
}

void TestCoroutines::resultsThatCanOnlyBeMovedPassThrough()
{
    auto [number, resolver] = makeDeferred<std::unique_ptr<int>>();
    int got = 0;
    startTask([&number = number] {
        return moveOnly(std::move(number));
    }).addCallback([&got](std::unique_ptr<int> n) { got = *n; });
    resolver.callback(std::make_unique<int>(5));
    QCOMPARE(got, 6);
}

void TestCoroutines::fromTaskTakesOneThatWasStartedElsewhere()
{
    auto [number, resolver] = makeDeferred<int>();
    QCoro::Task<int> task = addOne(std::move(number));
    auto result = fromTask(std::move(task));
    resolver.callback(1);
    QCOMPARE(describe(std::move(result)), std::string("2"));
}

void TestCoroutines::toTaskGivesATaskOfADeferred()
{
    auto [number, resolver] = makeDeferred<int>();
    QCoro::Task<int> task = toTask(std::move(number));
    QVERIFY(!task.isReady());
    resolver.callback(3);
    QVERIFY(task.isReady());
    QCOMPARE(describe(fromTask(std::move(task))), std::string("3"));
    QCOMPARE(describe(fromTask(toTask(succeed()))), std::string("done"));
}

void TestCoroutines::aCallbackMayBeACoroutine()
{
    auto chain = succeed(4).addCallback([](int n) { return addOne(succeed(n)); });
    static_assert(std::is_same_v<decltype(chain), Deferred<int>>);
    QCOMPARE(describe(std::move(chain)), std::string("5"));
    QCOMPARE(describe(maybeDeferred(returnsWithoutAwaiting, 8)), std::string("8"));
    QCOMPARE(describe(maybeDeferred(throwsBeforeItsFirstAwait)), std::string("at once"));
}

void TestCoroutines::aDetachedTaskThatThrowsIsReportedOnce()
{
    std::vector<std::string> reports;
    const auto previous =
        setUnhandledFailureHook([&reports](const Failure &failure, const std::source_location &) {
            reports.push_back(failure.message());
        });
    runDetached([] { return throwsBeforeItsFirstAwait(); });
    setUnhandledFailureHook(previous);
    QCOMPARE(reports, (std::vector<std::string>{"at once"}));
}

void TestCoroutines::aDetachedTaskThatIsCancelledIsNot()
{
    int reports = 0;
    const auto previous =
        setUnhandledFailureHook([&reports](const Failure &, const std::source_location &) { ++reports; });
    {
        auto [wait, resolver] = makeDeferred<int>();
        runDetached([&wait = wait] { return addOne(std::move(wait)); });
        resolver.errback(CancelledError());
    }
    setUnhandledFailureHook(previous);
    QCOMPARE(reports, 0);
}

void TestCoroutines::manyAwaitsInARowKeepTheStackFlat()
{
    std::vector<Deferred<int>> numbers;
    for (int i = 0; i < 100'000; ++i)
        numbers.push_back(succeed(1));
    auto result = startTask([&numbers] { return sumOf(std::move(numbers)); });
    QCOMPARE(describe(std::move(result)), std::string("100000"));
}

QTEST_GUILESS_MAIN(TestCoroutines)
#include "tst_coroutines.moc"
