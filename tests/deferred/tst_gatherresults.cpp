#include "core/deferred/gatherresults.h"

#include "tests/support/counted.h"
#include "tests/support/probe.h"
#include "tests/support/unhandled.h"

#include <QTest>

#include <memory>
#include <string>
#include <vector>

using namespace millrace;
using test::Counted;
using test::Probe;

class TestGatherResults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesTheValuesInTheOrderOfTheList()
    {
        auto [deferred, resolver] = makeDeferred<int>();
        std::vector<Deferred<int>> list;
        list.push_back(std::move(deferred));
        list.push_back(succeed(2));
        Probe probe(gatherResults(std::move(list)));
        QVERIFY(!probe.hasFired());
        resolver.callback(1);
        QCOMPARE(probe.value(), (std::vector<int>{1, 2}));
    }

    void aFailureErrbacksWithFirstError()
    {
        std::vector<Deferred<int>> list;
        list.push_back(succeed(1));
        list.push_back(fail<int>(Error("broken")));
        Probe probe(gatherResults(std::move(list)));
        QCOMPARE(probe.failure().as<FirstError>()->index(), 1u);
    }

    void consumedErrorsAreNotReported()
    {
        test::UnhandledFailures unhandled;
        std::vector<Deferred<int>> list;
        list.push_back(fail<int>(Error("first")));
        list.push_back(fail<int>(Error("second")));
        Probe probe(gatherResults(std::move(list), {ConsumeErrors::Yes}));
        QVERIFY(probe.failedWith<FirstError>());
        QVERIFY(unhandled.messages.empty());
    }

    void deferredsOfNothingGiveNothing()
    {
        std::vector<Deferred<>> list;
        list.push_back(succeed());
        static_assert(std::is_same_v<decltype(gatherResults(std::move(list))), Deferred<void>>);
        QVERIFY(Probe(gatherResults(std::move(list))).hasValue());
    }

    void cancellingCancelsAll()
    {
        int cancelled = 0;
        std::vector<DeferredEnds<int>> ends;
        std::vector<Deferred<int>> list;
        for (int i = 0; i < 3; ++i) {
            ends.push_back(makeDeferred<int>([&] { ++cancelled; }));
            list.push_back(std::move(ends.back().deferred));
        }
        Probe probe(gatherResults(std::move(list), {ConsumeErrors::Yes}));
        probe.cancel();
        QCOMPARE(cancelled, 3);
        QVERIFY(probe.failure().as<FirstError>()->failure().is<CancelledError>());
    }

    void cancelledItGivesTheValuesIfEveryCancellerGivesOne()
    {
        std::vector<Resolver<int>> resolvers(2);
        std::vector<Deferred<int>> list;
        for (int i = 0; i < 2; ++i) {
            auto &resolver = resolvers[static_cast<std::size_t>(i)];
            auto ends = makeDeferred<int>([&resolver, i] { resolver.callback(i); });
            resolver = std::move(ends.resolver);
            list.push_back(std::move(ends.deferred));
        }
        Probe probe(gatherResults(std::move(list)));
        probe.cancel();
        QCOMPARE(probe.value(), (std::vector<int>{0, 1}));
    }

    void nothingIsCopied()
    {
        std::vector<Deferred<Counted>> list;
        list.push_back(succeed(Counted(1)));
        list.push_back(succeed(Counted(2)));
        Counted::reset();
        Probe probe(gatherResults(std::move(list)));
        QCOMPARE(probe.value()[1].number, 2);
        QCOMPARE(Counted::counts.copies, 0);
    }
};

QTEST_APPLESS_MAIN(TestGatherResults)
#include "tst_gatherresults.moc"
