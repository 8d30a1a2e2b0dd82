// What a chain costs, exactly; chains without end; callbacks that destroy what owns the chain.
#include "core/deferred/deferred.h"

#include "tests/support/allocations.h"
#include "tests/support/counted.h"
#include "tests/support/probe.h"

#include <QTest>

#include <memory>
#include <string>
#include <vector>

using namespace millrace;
using test::Allocations;
using test::Counted;
using test::Probe;

namespace {

constexpr int million = 1'000'000;

/// How far the stack reaches down from \a start.
std::ptrdiff_t depthFrom(const char *start)
{
    char here = 0;
    const volatile char *end = &here;
    return start - const_cast<const char *>(end);
}

} // namespace

class TestDeferredBounds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allocationsAreOneForAChainAndOneForEachChunkOfCallbacks_data()
    {
        QTest::addColumn<int>("callbacks");
        QTest::addColumn<std::size_t>("allocations");
        QTest::newRow("0") << 0 << std::size_t{1};
        QTest::newRow("1") << 1 << std::size_t{1};
        QTest::newRow("3") << 3 << std::size_t{1};
        QTest::newRow("4") << 4 << std::size_t{1};
        QTest::newRow("5") << 5 << std::size_t{2};
        QTest::newRow("10") << 10 << std::size_t{2};
        QTest::newRow("100") << 100 << std::size_t{5};
    }
    void allocationsAreOneForAChainAndOneForEachChunkOfCallbacks()
    {
        QFETCH(int, callbacks);
        QFETCH(std::size_t, allocations);
        const Allocations counted;
        auto [deferred, resolver] = makeDeferred<long>();
        Deferred<long> chain = std::move(deferred);
        for (int i = 0; i < callbacks; ++i)
            chain = std::move(chain).addCallback([i](long n) { return n + i; });
        resolver.callback(0);
        QCOMPARE(counted.count(), allocations);
        QCOMPARE(Probe(std::move(chain)).value(), long{callbacks} * (callbacks - 1) / 2);
    }

    void aCancellerAndAnInnerDeferredThatHasFiredCostNoFurtherAllocation()
    {
        int cancelled = 0;
        const Allocations counted;
        auto [deferred, resolver] = makeDeferred<int>([&cancelled] { ++cancelled; });
        auto chain = std::move(deferred).addCallback([](int n) { return succeed(n); });
        resolver.callback(1);
        QCOMPARE(counted.count(), 2u); // One each.
    }

    void callbacksAfterTheResultUseTheSamePlaceAgain()
    {
        auto chain = succeed(0);
        const Allocations counted;
        for (int i = 0; i < 1000; ++i)
            chain = std::move(chain).addCallback([i](int n) { return n + i; });
        QCOMPARE(counted.count(), 0u);
    }

    void nothingIsCopiedAndEachCallbackCostsOneMove()
    {
        Counted::reset();
        {
            auto [deferred, resolver] = makeDeferred<Counted>();
            auto chain = std::move(deferred)
                             .addCallback([](Counted &&c) { return Counted(c.number + 1); })
                             .addErrback([](const Failure &) { return Counted(0); })
                             .addCallback([](Counted &&c) { return Counted(c.number + 1); });
            resolver.callback(Counted(5));
            QCOMPARE(Counted::counts.copies, 0);
            QCOMPARE(Counted::counts.moves,
                     3); // Into the chain, and out of it for each of the two callbacks.
            QCOMPARE(Probe(std::move(chain)).value().number, 7);
        }
        QCOMPARE(Counted::counts.copies, 0);
        QCOMPARE(Counted::counts.alive, 0);
    }

    void aResultTravelsFromAnInnerChainInOneMove()
    {
        auto [inner, resolver] = makeDeferred<Counted>();
        auto outer = succeed().addCallback([&inner = inner] { return std::move(inner); });
        Counted::reset();
        resolver.callback(Counted(1));
        QCOMPARE(Counted::counts.moves, 2);
        QCOMPARE(Counted::counts.copies, 0);
    }

    void aMillionCallbacksAreBuiltFiredAndDestroyedInConstantStack()
    {
        const char start = 0;
        std::ptrdiff_t deepest = 0;
        auto [deferred, resolver] = makeDeferred<int>();
        Deferred<int> chain = std::move(deferred);
        for (int i = 0; i < million; ++i)
            chain = std::move(chain).addCallback([&deepest, &start](int n) {
                deepest = std::max(deepest, depthFrom(&start));
                return n + 1;
            });
        resolver.callback(0);
        QCOMPARE(Probe(std::move(chain)).value(), million);
        QVERIFY2(deepest < 16 * 1024, qPrintable(QString::number(deepest)));
    }

    void aMillionCallbacksThatNeverRunAreDestroyedInConstantStack()
    {
        auto ends = makeDeferred<int>();
        Deferred<int> chain = std::move(ends.deferred);
        for (int i = 0; i < million; ++i)
            chain = std::move(chain).addCallback([](int n) { return n; });
        int abandoned = 0;
        std::move(chain).addErrback([&](const Failure &) { return ++abandoned; });
        ends.resolver = {};
        QCOMPARE(abandoned, 1);
    }

    void aMillionNestedFiredDeferredsAreBuiltAndFiredInConstantStack()
    {
        Deferred<int> nested = succeed(1);
        for (int i = 0; i < million; ++i)
            nested =
                succeed().addCallback([inner = std::move(nested)]() mutable { return std::move(inner); });
        QCOMPARE(Probe(std::move(nested)).value(), 1);
    }

    void aChainOfAMillionCallbacksThatReturnFiredDeferredsRunsInConstantStack()
    {
        const char start = 0;
        std::ptrdiff_t deepest = 0;
        auto [deferred, resolver] = makeDeferred<int>();
        Deferred<int> chain = std::move(deferred);
        for (int i = 0; i < million; ++i)
            chain = std::move(chain).addCallback([&deepest, &start](int n) {
                deepest = std::max(deepest, depthFrom(&start));
                return succeed(n + 1);
            });
        resolver.callback(0);
        QCOMPARE(Probe(std::move(chain)).value(), million);
        QVERIFY2(deepest < 16 * 1024, qPrintable(QString::number(deepest)));
    }

    void aMillionDeferredsThatWaitForEachOtherFireInConstantStack()
    {
        const char start = 0;
        std::ptrdiff_t depth = 0;
        auto [innermost, resolver] = makeDeferred<int>();
        Deferred<int> chain = std::move(innermost);
        for (int i = 0; i < million; ++i)
            chain = succeed().addCallback([inner = std::move(chain)]() mutable { return std::move(inner); });
        std::move(chain).addCallback([&](int n) { depth = n * depthFrom(&start); });
        resolver.callback(1);
        QVERIFY(depth > 0);
        QVERIFY2(depth < 16 * 1024, qPrintable(QString::number(depth)));
    }

    void aMillionDeferredsThatWaitForEachOtherAreCancelledInConstantStack()
    {
        int cancelled = 0;
        auto [innermost, resolver] = makeDeferred<int>([&] { ++cancelled; });
        Deferred<int> chain = std::move(innermost);
        for (int i = 0; i < million; ++i)
            chain = succeed().addCallback([inner = std::move(chain)]() mutable { return std::move(inner); });
        Probe probe(std::move(chain));
        probe.cancel();
        QCOMPARE(cancelled, 1);
        QVERIFY(probe.failedWith<CancelledError>());
    }

    void aCallbackMayDestroyTheOwnerOfTheChain()
    {
        struct Owner
        {
            Deferred<> work;
            Resolver<int> resolver;
            std::string name = "long enough to live on the heap, so that its loss is noticed";
        };
        auto owner = std::make_unique<Owner>();
        std::vector<std::string> log;
        auto [deferred, resolver] = makeDeferred<int>();
        owner->resolver = std::move(resolver);
        owner->work = std::move(deferred)
                          .addCallback([&](int n) {
                              log.push_back(owner->name.substr(0, 4));
                              owner.reset();
                              return n;
                          })
                          .addCallback([&](int n) { log.push_back(std::to_string(n)); });
        owner->resolver.callback(3);
        QVERIFY(!owner);
        QCOMPARE(log, (std::vector<std::string>{"long", "3"}));
    }

    void aFunctionMayCompleteInsideTheCallThatStartsIt()
    {
        struct Starter
        {
            Resolver<int> resolver;
            void start() { resolver.callback(1); }
        };
        Starter starter;
        auto ends = makeDeferred<int>([] { QFAIL("it has fired"); });
        starter.resolver = std::move(ends.resolver);
        starter.start();
        int got = 0;
        auto chain = std::move(ends.deferred).addCallback([&](int n) { got = n; });
        chain.cancel();
        QCOMPARE(got, 1);
    }
};

QTEST_APPLESS_MAIN(TestDeferredBounds)
#include "tst_deferredbounds.moc"
