#include "core/deferred/cooperator.h"

#include "core/deferred/manualclock.h"
#include "tests/support/probe.h"

#include <QTest>

#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <vector>

using namespace millrace;
using namespace std::chrono_literals;
using test::Probe;

namespace {

/// One iteration a tick, as when each takes longer than the slice.
constexpr Cooperator::Options oneByOne{.iterations = 1};

/// A clock and tasks that write down what they do.
struct Fixture
{
    ManualClock clock;
    std::vector<int> work;

    [[nodiscard]] auto counting(int upTo)
    {
        return [this, upTo, n = 0]() mutable {
            if (n == upTo)
                return Step::done();
            work.push_back(++n);
            return Step::more();
        };
    }
    void tick() { clock.advance(0s); }
};

/// A clock that goes on by the work that is done, and by nothing else.
class WorkClock final : public Clock
{
public:
    [[nodiscard]] TimePoint now() const override { return waiting.now() + worked; }
    [[nodiscard]] WallPoint wallNow() const override { return waiting.wallNow(); }

    ManualClock waiting; ///< Holds the calls.
    Duration worked{0};
    int scheduled = 0;

private:
    DelayedCall schedule(Duration delay, std::function<void()> call) override
    {
        ++scheduled;
        return waiting.callLater(delay, std::move(call));
    }
};

} // namespace

class TestCooperator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tasksTakeTurns()
    {
        ManualClock clock;
        Cooperator cooperator(clock);
        std::string log;
        std::vector<Probe<void>> done;
        for (const std::string text : {"abc", "123", "xyz"})
            done.emplace_back(cooperator.coiterate(text, [&log](char c) { log += c; }));
        clock.advance(0s);
        QCOMPARE(log, std::string("a1xb2yc3z"));
        for (const auto &probe : done)
            QVERIFY(probe.hasValue());
    }

    void nothingRunsBeforeTheLoopsTurn()
    {
        Fixture f;
        Cooperator cooperator(f.clock);
        cooperator.cooperate(f.counting(3));
        QVERIFY(f.work.empty());
        f.tick();
        QCOMPARE(f.work.size(), 3u);
    }

    void aSliceEndsWhenItsTimeIsUp()
    {
        WorkClock clock;
        Cooperator cooperator(clock, {.slice = 10ms});
        std::vector<int> slices;
        cooperator.cooperate([&, n = 0]() mutable -> Step {
            clock.worked += 4ms;
            slices.resize(static_cast<std::size_t>(clock.scheduled));
            ++slices.back();
            return ++n < 30 ? Step::more() : Step::done();
        });
        clock.waiting.advance(0s);
        QCOMPARE(slices, std::vector<int>(10, 3)); // 12 ms each: the iteration that passes 10 ms is its last.
    }

    void aSliceMayBeLimitedInIterations()
    {
        ManualClock clock;
        Cooperator cooperator(clock, {.iterations = 10});
        int iterations = 0;
        int seenBetween = -1;
        cooperator.cooperate([&]() -> Step {
            if (++iterations == 1)
                clock.callLater(0s, [&] { seenBetween = iterations; });
            return iterations < 100 ? Step::more() : Step::done();
        });
        clock.advance(0s);
        QCOMPARE(seenBetween, 10);
        QCOMPARE(iterations, 100);
    }

    void aTaskWaitsForTheDeferredOfItsIteration()
    {
        ManualClock clock;
        Cooperator cooperator(clock);
        std::vector<Resolver<int>> resolvers;
        Probe probe(cooperator.coiterate(std::views::iota(0, 3), [&](int) {
            auto [deferred, resolver] = makeDeferred<int>();
            resolvers.push_back(std::move(resolver));
            return std::move(deferred);
        }));
        for (std::size_t i = 0; i < 3; ++i) {
            clock.advance(0s);
            QCOMPARE(resolvers.size(), i + 1);
            QVERIFY(!probe.hasFired());
            resolvers[i].callback(1);
        }
        clock.advance(0s);
        QVERIFY(probe.hasValue());
    }

    void whatAnIterationThrowsOrItsDeferredFailsWithIsTheTasksFailure()
    {
        ManualClock clock;
        Cooperator cooperator(clock);
        auto [later, resolver] = makeDeferred();
        Probe thrown(cooperator.coiterate([]() -> Step { throw Error("thrown"); }));
        Probe failed(cooperator.coiterate([] { return Step(fail(Error("failed at once"))); }));
        Probe failsLater(cooperator.coiterate([&later = later] { return Step(std::move(later)); }));
        clock.advance(0s);
        QCOMPARE(thrown.message(), std::string("thrown"));
        QCOMPARE(failed.message(), std::string("failed at once"));
        QVERIFY(!failsLater.hasFired());
        resolver.errback(Error("failed later"));
        QCOMPARE(failsLater.message(), std::string("failed later"));
    }

    void stoppedItEndsItsTasksAndRefusesNewOnes()
    {
        Fixture f;
        Cooperator cooperator(f.clock);
        Probe running(cooperator.coiterate(f.counting(3)));
        auto [outstanding, resolver] = makeDeferred();
        Probe waiting(cooperator.coiterate([&d = outstanding] { return Step(std::move(d)); }));
        cooperator.stop();
        QVERIFY(running.failedWith<CooperatorStopped>());
        QVERIFY(waiting.failedWith<CooperatorStopped>());
        QVERIFY(Probe(cooperator.coiterate(f.counting(1))).failedWith<CooperatorStopped>());
        f.tick();
        QVERIFY(f.work.empty());
        QCOMPARE(f.clock.pendingCalls(), 0u);
    }

    void aTaskThatWaitsWhenItIsStoppedIsNotRunAgain()
    {
        ManualClock clock;
        Cooperator cooperator(clock);
        auto [outstanding, resolver] = makeDeferred();
        int iterations = 0;
        Probe probe(cooperator.coiterate([&, &d = outstanding] {
            ++iterations;
            return Step(std::move(d));
        }));
        clock.advance(0s);
        cooperator.stop();
        QVERIFY(probe.failedWith<CooperatorStopped>());
        resolver.callback();
        clock.advance(0s);
        QCOMPARE(iterations, 1);
    }

    void stoppingOrDestroyingItCancelsWhatItsTasksWaitFor()
    {
        ManualClock clock;
        int cancelled = 0;
        std::vector<Resolver<>> resolvers;
        const auto waits = [&] {
            auto ends = makeDeferred([&cancelled] { ++cancelled; });
            resolvers.push_back(std::move(ends.resolver));
            return Step(std::move(ends.deferred));
        };
        {
            Cooperator cooperator(clock);
            Probe stopped(cooperator.coiterate(waits));
            clock.advance(0s);
            cooperator.stop();
            QVERIFY(stopped.failedWith<CooperatorStopped>());
            QCOMPARE(cancelled, 1);
            cooperator.start();
            static_cast<void>(cooperator.cooperate(waits));
            clock.advance(0s);
        }
        QCOMPARE(cancelled, 2);
    }

    void knowsWhetherItIsRunning()
    {
        ManualClock clock;
        QVERIFY(Cooperator(clock).isRunning());
        Cooperator cooperator(clock, {.start = Cooperator::Start::Later});
        QVERIFY(!cooperator.isRunning());
        cooperator.start();
        QVERIFY(cooperator.isRunning());
        cooperator.stop();
        QVERIFY(!cooperator.isRunning());
    }

    void startedLaterItRunsTheTasksItHas()
    {
        Fixture f;
        Cooperator cooperator(f.clock, {.start = Cooperator::Start::Later});
        cooperator.cooperate(f.counting(2));
        f.tick();
        QVERIFY(f.work.empty());
        cooperator.start();
        f.tick();
        QCOMPARE(f.work.size(), 2u);
    }

    void theLastTaskThatGoesTakesTheScheduledTickBack()
    {
        Fixture f;
        Cooperator cooperator(f.clock);
        auto one = cooperator.cooperate(f.counting(2));
        auto two = cooperator.cooperate(f.counting(2));
        QCOMPARE(f.clock.pendingCalls(), 1u);
        one.stop();
        QCOMPARE(f.clock.pendingCalls(), 1u);
        two.stop();
        QCOMPARE(f.clock.pendingCalls(), 0u);
        cooperator.cooperate(f.counting(2));
        QCOMPARE(f.clock.pendingCalls(), 1u);
    }

    void aTaskThatIsDoneMayAddAnotherWithOneTickAtATime()
    {
        Fixture f;
        Cooperator cooperator(f.clock, oneByOne);
        bool done = false;
        cooperator.coiterate(f.counting(0)).addCallback([&] {
            QVERIFY(f.clock.pendingCalls() <= 1);
            cooperator.coiterate(f.counting(0)).addCallback([&] { done = true; });
        });
        f.tick();
        QVERIFY(done);
    }

    void destroyedByATaskItStopsTheOthers()
    {
        Fixture f;
        std::optional<Cooperator> cooperator(std::in_place, f.clock);
        Probe destroyer(cooperator->coiterate([&]() -> Step {
            cooperator.reset();
            return Step::more();
        }));
        Probe other(cooperator->coiterate(f.counting(3)));
        f.tick();
        QVERIFY(destroyer.failedWith<CooperatorStopped>());
        QVERIFY(other.failedWith<CooperatorStopped>());
        QVERIFY(f.work.empty());
    }
};

QTEST_APPLESS_MAIN(TestCooperator)
#include "tst_cooperator.moc"
