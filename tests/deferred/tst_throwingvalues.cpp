// Values whose copy or move throws: everything fires all the same, with what was thrown.
#include "core/deferred/deferreddict.h"
#include "core/deferred/gatherresults.h"
#include "core/deferred/race.h"
#include "core/deferred/retryingcall.h"
#include "core/deferred/sharedinflight.h"

#include "core/deferred/manualclock.h"
#include "tests/support/probe.h"
#include "tests/support/unhandled.h"

#include <QTest>

#include <memory>
#include <vector>

using namespace millrace;
using test::Probe;
using test::UnhandledFailures;

namespace {

class Broken : public Error
{
public:
    Broken() : Error("it broke on the way") {}
};

/// Throws when it is copied or moved once more than it was allowed to.
struct Brittle
{
    static inline int allowed = 0;

    Brittle() = default;
    Brittle(const Brittle &) { wear(); }
    Brittle(Brittle &&) { wear(); } // NOLINT(performance-noexcept-move-constructor): that is the test
    Brittle &operator=(const Brittle &)
    {
        wear();
        return *this;
    }
    Brittle &operator=(Brittle &&) // NOLINT(performance-noexcept-move-constructor)
    {
        wear();
        return *this;
    }
    ~Brittle() = default;

    static void wear()
    {
        if (--allowed < 0)
            throw Broken();
    }
};

constexpr int enough = 1000;

/// Calls \a fires(how many moves and copies are allowed) for ever more of them, until it says that all went well. Before
/// that it must have failed with what was thrown.
template <class Fires>
void tryAllPlaces(Fires fires)
{
    bool wentWell = false;
    for (int n = 0; n < 50 && !wentWell; ++n)
        fires(n, wentWell);
    QVERIFY(wentWell);
}

/// A Deferred that was to fire has, with a value or with what the value threw.
template <class T>
void check(const Probe<T> &probe, bool &wentWell)
{
    QCOMPARE(probe.times(), 1);
    wentWell = probe.hasValue();
    if (!wentWell)
        QVERIFY2(probe.template failedWith<Broken>(), probe.message().c_str());
}

Deferred<> end(Deferred<Brittle> deferred)
{
    return std::move(deferred).addCallback([](const Brittle &) {});
}

} // namespace

class TestThrowingValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { Brittle::allowed = enough; }
    void cleanup() { QCOMPARE(m_unhandled.messages, std::vector<std::string>()); }

    void aResolverFires()
    {
        auto ends = makeDeferred<Brittle>();
        Probe probe(end(std::move(ends.deferred)));
        const Brittle value;
        Brittle::allowed = 0;
        ends.resolver.callback(value);
        QVERIFY(probe.failedWith<Broken>());
        QVERIFY(!ends.resolver.isPending());
    }

    void succeedGivesTheFailure()
    {
        Brittle::allowed = 0;
        QVERIFY(Probe(end(succeed(Brittle()))).failedWith<Broken>());
    }

    void aCallbackThatTakesItByValueDoes()
    {
        tryAllPlaces([](int allowed, bool &wentWell) {
            auto ends = makeDeferred<Brittle>();
            Probe probe(
                std::move(ends.deferred).addCallback([](Brittle) {})); // NOLINT: by value, that is the test
            Brittle::allowed = allowed;
            ends.resolver.callback(Brittle());
            check(probe, wentWell);
        });
    }

    void addBothIsCalledWithTheFailure()
    {
        tryAllPlaces([](int allowed, bool &wentWell) {
            auto ends = makeDeferred<Brittle>();
            int called = 0;
            Probe probe(std::move(ends.deferred).addBoth([&called](Outcome<Brittle> outcome) -> Outcome<> {
                ++called;
                if (outcome.hasValue())
                    return {};
                return outcome.failure();
            }));
            Brittle::allowed = allowed;
            ends.resolver.callback(Brittle());
            QCOMPARE(called, 1);
            check(probe, wentWell);
        });
    }

    void aFanGivesEachItsOwn()
    {
        auto upstream = makeDeferred<Brittle>();
        auto first = makeDeferred<Brittle>();
        auto second = makeDeferred<Brittle>();
        Probe one(end(std::move(first.deferred)));
        Probe two(end(std::move(second.deferred)));
        Probe source(end(
            std::move(upstream.deferred).chain(std::move(first.resolver)).chain(std::move(second.resolver))));
        Brittle::allowed = 2; // Into the chain and to the first.
        upstream.resolver.callback(Brittle());
        QVERIFY(one.hasValue());
        QVERIFY(two.failedWith<Broken>());
        QVERIFY(source.hasValue());
    }

    void listsAndRacesFire()
    {
        const auto several = [](std::vector<Resolver<Brittle>> &fire) {
            std::vector<Deferred<Brittle>> list;
            for (int i = 0; i < 2; ++i) {
                auto ends = makeDeferred<Brittle>();
                list.push_back(std::move(ends.deferred));
                fire.push_back(std::move(ends.resolver));
            }
            return list;
        };
        using List = DeferredList<Brittle>;
        const auto fireWith = [&](auto start) {
            tryAllPlaces([&](int allowed, bool &wentWell) {
                Brittle::allowed = enough;
                std::vector<Resolver<Brittle>> fire;
                Probe probe(start(several(fire)));
                Brittle::allowed = allowed;
                for (auto &one : fire)
                    one.callback(Brittle());
                QCOMPARE(probe.times(), 1);
                wentWell = probe.hasValue();
            });
        };
        fireWith([](auto list) {
            return List::all(std::move(list)).addCallback([](const std::vector<Outcome<Brittle>> &all) {
                for (const auto &one : all)
                    static_cast<void>(one.value());
            });
        });
        const auto consumed = DeferredListOptions{.consumeErrors = ConsumeErrors::Yes};
        fireWith([&](auto list) {
            return List::firstCallback(std::move(list), consumed).addCallback([](const List::First &) {});
        });
        fireWith([&](auto list) {
            return gatherResults(std::move(list), consumed).addCallback([](const List::Values &) {});
        });
        tryAllPlaces([&](int allowed, bool &wentWell) {
            Brittle::allowed = allowed;
            Probe probe(end(race([] { return Brittle(); }, [] { return succeed(Brittle()); })));
            QCOMPARE(probe.times(), 1);
            wentWell = probe.hasValue();
        });
    }

    void waitersOfADictionaryGetTheFailure()
    {
        tryAllPlaces([](int allowed, bool &wentWell) {
            DeferredDict<int, Brittle> dict;
            Probe first(end(dict.get(1)));
            Probe second(end(dict.get(1)));
            Brittle::allowed = allowed;
            try {
                dict.set(1, Brittle());
            } catch (const Broken &) { // Before it was set.
                Brittle::allowed = enough;
                dict.set(1, Brittle());
            }
            check(first, wentWell);
            check(second, wentWell);
        });
    }

    void watchersOfASharedCallGetTheFailure()
    {
        tryAllPlaces([](int allowed, bool &wentWell) {
            SharedInFlight<int, Brittle> calls;
            auto ends = makeDeferred<Brittle>();
            Probe first(end(calls.ask(1, [&] { return std::move(ends.deferred); })));
            Probe second(end(calls.ask(1, [] { return Brittle(); })));
            Brittle::allowed = allowed;
            ends.resolver.callback(Brittle());
            check(first, wentWell);
            check(second, wentWell);
            QCOMPARE(calls.size(), 0u);
        });
    }

    void aRetryingCallFires()
    {
        tryAllPlaces([](int allowed, bool &wentWell) {
            ManualClock clock;
            RetryingCall call(
                clock, [] { return Brittle(); }, [](const Failure &) { return Verdict::Permanent; });
            Brittle::allowed = allowed;
            check(Probe(end(call.start())), wentWell);
        });
    }

private:
    UnhandledFailures m_unhandled;
};

QTEST_APPLESS_MAIN(TestThrowingValues)
#include "tst_throwingvalues.moc"
