#include "core/deferred/race.h"

#include "tests/support/probe.h"
#include "tests/support/unhandled.h"

#include <QTest>

#include <string>
#include <vector>

using namespace millrace;
using test::Probe;

class TestRace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstSuccessWinsAndTheOthersAreCancelled()
    {
        test::UnhandledFailures unhandled;
        int cancelled = 0;
        Resolver<std::string> winner;
        Resolver<std::string> loser;
        Race<std::string> runners;
        runners.add([&] {
            auto ends = makeDeferred<std::string>([&] { ++cancelled; });
            loser = std::move(ends.resolver);
            return std::move(ends.deferred);
        });
        runners.add([&] {
            auto ends = makeDeferred<std::string>();
            winner = std::move(ends.resolver);
            return std::move(ends.deferred);
        });
        Probe probe(runners.execute());
        winner.callback("won");
        QCOMPARE(probe.value(), std::string("won"));
        QCOMPARE(cancelled, 1);
        QVERIFY(unhandled.messages.empty());
    }

    void everyFunctionGetsTheArguments()
    {
        std::vector<std::string> calls;
        Race<int, int, std::string> runners;
        for (int i = 0; i < 3; ++i)
            runners.add([&calls, i](int n, const std::string &text) {
                calls.push_back(text + std::to_string(n + i));
                return fail<int>(Error("not me"));
            });
        Probe probe(runners.execute(5, "x"));
        QCOMPARE(calls, (std::vector<std::string>{"x5", "x6", "x7"}));
    }

    void itCanBeRunAgain()
    {
        Race<int, int> runners;
        runners.add([](int n) { return n * 2; });
        QCOMPARE(Probe(runners.execute(1)).value(), 2);
        QCOMPARE(Probe(runners.execute(2)).value(), 4);
    }

    void allStartEvenIfTheFirstWinsAtOnce()
    {
        int started = 0;
        int cancelled = 0;
        Race<int> runners;
        runners.add([&] { return ++started; });
        DeferredEnds<int> ends = makeDeferred<int>([&] { ++cancelled; });
        runners.add([&] {
            ++started;
            return std::move(ends.deferred);
        });
        QCOMPARE(Probe(runners.execute()).value(), 1);
        QCOMPARE(started, 2);
        QCOMPARE(cancelled, 1);
    }

    void aFailureDoesNotEndIt()
    {
        QCOMPARE(Probe(race([] { return fail<int>(Error("a")); }, []() -> int { throw Error("b"); },
                            [] { return 3; }))
                     .value(),
                 3);
    }

    void allFailedErrbacksWithEveryReason()
    {
        Probe probe(race([] { return fail(Error("a")); }, [] { throw Error("b"); }));
        const auto *group = probe.failure().as<FailureGroup>();
        QVERIFY(group);
        QCOMPARE(group->failures().size(), 2u);
        QCOMPARE(group->failures()[0].message(), std::string("a"));
        QCOMPARE(group->failures()[1].message(), std::string("b"));
    }

    void noneRegisteredIsAnErrorAtOnce()
    {
        Race<int> runners;
        QVERIFY_THROWS_EXCEPTION(std::logic_error, static_cast<void>(runners.execute()));
    }

    void cancellingCancelsAll()
    {
        int cancelled = 0;
        std::vector<DeferredEnds<int>> ends;
        ends.reserve(2);
        Race<int> runners;
        for (int i = 0; i < 2; ++i) {
            ends.push_back(makeDeferred<int>([&] { ++cancelled; }));
            runners.add([&end = ends.back()] { return std::move(end.deferred); });
        }
        Probe probe(runners.execute());
        probe.cancel();
        QCOMPARE(cancelled, 2);
        QCOMPARE(probe.failure().as<FailureGroup>()->failures().size(), 2u);
        QVERIFY(probe.failure().as<FailureGroup>()->failures()[0].is<CancelledError>());
    }

    void itMayGoWhileItRuns()
    {
        auto ends = makeDeferred<int>();
        auto runners = std::make_unique<Race<int>>();
        runners->add([&] { return std::move(ends.deferred); });
        Probe probe(runners->execute());
        runners.reset();
        ends.resolver.callback(1);
        QCOMPARE(probe.value(), 1);
    }
};

QTEST_APPLESS_MAIN(TestRace)
#include "tst_race.moc"
