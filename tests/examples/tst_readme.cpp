// The code of core/README.md, compiled and run. tst_readme_verbatim checks that it is the same.
#include "core/deferred/asyncinit.h"
#include "core/deferred/cooperator.h"
#include "core/deferred/deferreddict.h"
#include "core/deferred/deferredlock.h"
#include "core/deferred/deferredpool.h"
#include "core/deferred/deferredpriorityqueue.h"
#include "core/deferred/deferredqueue.h"
#include "core/deferred/gatherresults.h"
#include "core/deferred/manualclock.h"
#include "core/deferred/race.h"
#include "core/deferred/retryingcall.h"
#include "core/deferred/sharedinflight.h"
#include "core/interop/coroutines.h"
#include "core/interop/futures.h"
#include "core/interop/qtclock.h"
#include "core/interop/signals.h"

#include "tests/support/probe.h"

#include <QTest>

#include <memory>
#include <numeric>
#include <string>
#include <vector>

using namespace millrace;
using namespace std::chrono_literals;
using test::Probe;

namespace {

class Database
{
public:
    explicit Database(std::string name) : m_name(std::move(name)) {}
    Deferred<> init() { return succeed(); }
    [[nodiscard]] std::size_t count() const { return m_name.size(); }

private:
    std::string m_name;
};

QCoro::Task<int> addUp(Deferred<int> a, Deferred<int> b)
{
    const int first = co_await std::move(a);
    const int second = co_await std::move(b);
    co_return first + second;
}

QCoro::Task<int> oneMore(QFuture<int> future)
{
    const int n = co_await fromFuture(std::move(future));
    co_return n + 1;
}

/// Starts work that finish() ends.
class Work
{
public:
    Deferred<int> operator()(int n)
    {
        auto [deferred, resolver] = makeDeferred<int>();
        m_underway.emplace_back(n, std::move(resolver));
        return std::move(deferred);
    }
    [[nodiscard]] std::size_t underway() const { return m_underway.size(); }
    void finish()
    {
        for (auto &[n, resolver] : std::exchange(m_underway, {}))
            resolver.callback(n);
    }

private:
    std::vector<std::pair<int, Resolver<int>>> m_underway;
};

} // namespace

class TestReadme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deferred();
    void cancelling();
    void severalAtOnce();
    void inTurn();
    void shared();
    void againAndBitByBit();
    void withQt();
};

void TestReadme::deferred()
{
    auto [answer, resolver] = makeDeferred<int>();
    std::string text;
    std::move(answer)
        .addCallback([](int n) { return std::to_string(n); })
        .addErrback([](const Failure &failure) { return failure.message(); })
        .addCallback([&text](const std::string &s) { text = s; });
    resolver.callback(42);
    QCOMPARE(text, std::string("42"));

    auto length = fail<std::string>(Error("no such page"))
                      .addCallback([](const std::string &page) { return page.size(); })
                      .addErrback<Error>([](const Error &) { return std::size_t{0}; });
    QCOMPARE(Probe(std::move(length)).value(), 0u);
}

void TestReadme::cancelling()
{
    ManualClock clock;
    bool stopped = false;
    auto [slow, never] = makeDeferred<int>([&stopped] { stopped = true; });
    auto limited = std::move(slow).addTimeout(5s, clock).addErrback<TimeoutError>(
        [](const TimeoutError &) { return -1; });
    clock.advance(5s);
    QVERIFY(stopped);
    QCOMPARE(Probe(std::move(limited)).value(), -1);
}

void TestReadme::severalAtOnce()
{
    std::vector<Deferred<int>> parts;
    parts.push_back(succeed(1));
    parts.push_back(succeed(2));
    auto sum =
        gatherResults(std::move(parts)).addCallback([](const std::vector<int> &n) { return n[0] + n[1]; });
    QCOMPARE(Probe(std::move(sum)).value(), 3);

    auto fastest = race([] { return fail<int>(Error("mirror A is down")); }, [] { return succeed(7); });
    QCOMPARE(Probe(std::move(fastest)).value(), 7);
}

void TestReadme::inTurn()
{
    Work workFor;
    DeferredSemaphore two(2);
    for (int i = 0; i < 5; ++i)
        two.run([&workFor, i] { return workFor(i); });
    QCOMPARE(workFor.underway(), 2u);
    workFor.finish();
    QCOMPARE(workFor.underway(), 2u);
    workFor.finish();
    workFor.finish();

    std::string log;
    DeferredLock lock;
    lock.run([&log] { log += "alone "; }).addCallback([&log] { log += "done"; });
    QCOMPARE(log, std::string("alone done"));

    log.clear();
    DeferredQueue<std::string> lines;
    lines.get().addCallback([&log](const std::string &line) { log += line; });
    lines.put("hello");
    QCOMPARE(log, std::string("hello"));

    DeferredPriorityQueue<std::string> orders;
    const auto tea = orders.put("tea", 5);
    orders.put("coffee", 3);
    orders.reprioritize(tea, 1);
    auto first = orders.get();
    QCOMPARE(Probe(std::move(first)).value(), std::string("tea"));
}

void TestReadme::shared()
{
    DeferredDict<std::string, int> ages;
    auto age = ages.get("Ann");
    ages.set("Ann", 44);
    QCOMPARE(Probe(std::move(age)).value(), 44);

    Work workFor;
    const auto compute = [&workFor](const std::string &) { return workFor(3); };
    SharedInFlight<std::string, int> averages;
    auto one = averages.ask("faces", [&] { return compute("faces"); });
    auto two = averages.ask("faces", [&] { return compute("faces"); });
    QCOMPARE(workFor.underway(), 1u);
    workFor.finish();
    QCOMPARE(Probe(std::move(one)).value() + Probe(std::move(two)).value(), 6);

    DeferredPool requests;
    auto page = requests.add(workFor(1));
    auto stopped = requests.whenEmpty();
    QVERIFY(!stopped.isSettled());
    workFor.finish();
    QVERIFY(stopped.isSettled());

    AsyncInit<Database> database(make<Database>("jobs.db"));
    auto count = database.call([](Database &db) { return db.count(); });
    QCOMPARE(Probe(std::move(count)).value(), 7u);
}

void TestReadme::againAndBitByBit()
{
    ManualClock clock;
    int attempts = 0;
    const auto flaky = [&attempts] {
        if (++attempts % 3 != 0)
            throw TimeoutError();
        return attempts;
    };
    RetryingCall call(clock, flaky, [](const Failure &failure) {
        return failure.is<TimeoutError>() ? Verdict::Transient : Verdict::Permanent;
    });
    auto result = call.start();
    clock.advance(1s);
    QCOMPARE(Probe(std::move(result)).value(), 3);

    Backoff patient =
        Backoff::growing({.initial = 1s, .cap = 60s, .count = 20, .jitter = Backoff::Jitter::Full});
    RetryingCall calm(clock, flaky, {}, patient);
    Probe calmed(calm.start());
    clock.advance(1h);
    QVERIFY(calmed.hasValue());

    int total = 0;
    std::vector<int> numbers(1000);
    std::iota(numbers.begin(), numbers.end(), 0);
    Cooperator cooperator(clock);
    auto done = cooperator.coiterate(std::move(numbers), [&total](int n) { total += n; });
    clock.advance(0s);
    QVERIFY(done.isSettled());
    QCOMPARE(total, 499'500);
}

void TestReadme::withQt()
{
    QtClock clock;
    auto timed = makeDeferred<int>();
    auto late = std::move(timed.deferred).addTimeout(1ms, clock);
    Probe lateness(std::move(late));
    QTRY_VERIFY(lateness.failedWith<TimeoutError>());

    auto total = startTask([] { return addUp(succeed(1), succeed(2)); });
    QCOMPARE(Probe(std::move(total)).value(), 3);
    QCOMPARE(Probe(startTask([] { return oneMore(QtFuture::makeReadyFuture(3)); })).value(), 4);

    QObject object;
    auto fromQt = fromFuture(QtFuture::makeReadyFuture(5));
    QFuture<int> toQt = toFuture(std::move(fromQt));
    auto renamed = fromSignal(&object, &QObject::objectNameChanged);
    QCOMPARE(toQt.result(), 5);
    Probe name(std::move(renamed));
    object.setObjectName(QStringLiteral("mill"));
    QTRY_COMPARE(name.value(), QStringLiteral("mill"));
}

QTEST_GUILESS_MAIN(TestReadme)
#include "tst_readme.moc"
