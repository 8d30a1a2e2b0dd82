#include "core/deferred/sharedinflight.h"

#include "tests/support/probe.h"

#include <QTest>

#include <memory>
#include <string>
#include <vector>

using namespace millrace;
using test::Probe;

namespace {

/// Makes calls that the test ends, and counts how often they were cancelled.
struct Calls
{
    [[nodiscard]] auto starter()
    {
        return [this] {
            auto ends = makeDeferred<int>([this] { ++cancelled; });
            underway.push_back(std::move(ends.resolver));
            return std::move(ends.deferred);
        };
    }

    std::vector<Resolver<int>> underway;
    int cancelled = 0;
};

using Shared = SharedInFlight<std::string, int>;

} // namespace

class TestSharedInFlight : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allWhoAskWhileItIsUnderwayShareOneCall()
    {
        Calls calls;
        Shared shared;
        Probe first(shared.ask("a", calls.starter()));
        Probe second(shared.ask("a", calls.starter()));
        QCOMPARE(calls.underway.size(), 1u);
        QVERIFY(shared.isUnderway("a"));
        calls.underway[0].callback(5);
        QCOMPARE(first.value(), 5);
        QCOMPARE(second.value(), 5);
        QVERIFY(!shared.isUnderway("a"));
    }

    void differentKeysAreDifferentCalls()
    {
        Calls calls;
        Shared shared;
        const Probe first(shared.ask("a", calls.starter()));
        const Probe second(shared.ask("b", calls.starter()));
        QCOMPARE(calls.underway.size(), 2u);
        QCOMPARE(shared.size(), 2u);
    }

    void afterTheEndTheNextAskStartsAfresh()
    {
        Calls calls;
        Shared shared;
        const Probe first(shared.ask("a", calls.starter()));
        calls.underway[0].callback(1);
        Probe second(shared.ask("a", calls.starter()));
        QCOMPARE(calls.underway.size(), 2u);
        calls.underway[1].callback(2);
        QCOMPARE(second.value(), 2);
    }

    void aFailureGoesToAllAndIsForgotten()
    {
        Calls calls;
        Shared shared;
        Probe first(shared.ask("a", calls.starter()));
        Probe second(shared.ask("a", calls.starter()));
        calls.underway[0].errback(Error("failed"));
        QCOMPARE(first.message(), std::string("failed"));
        QCOMPARE(second.message(), std::string("failed"));
        QVERIFY(!shared.isUnderway("a"));
    }

    void aCallThatIsDoneAtOnceLeavesNothing()
    {
        Shared shared;
        QCOMPARE(Probe(shared.ask("a", [] { return 3; })).value(), 3);
        QCOMPARE(Probe(shared.ask("a", []() -> int { throw Error("thrown"); })).message(),
                 std::string("thrown"));
        QCOMPARE(shared.size(), 0u);
    }

    void cancellingOneWatcherLeavesTheOthers()
    {
        Calls calls;
        Shared shared;
        Probe first(shared.ask("a", calls.starter()));
        Probe second(shared.ask("a", calls.starter()));
        first.cancel();
        QVERIFY(first.failedWith<CancelledError>());
        QCOMPARE(calls.cancelled, 0);
        calls.underway[0].callback(1);
        QCOMPARE(second.value(), 1);
    }

    void theLastWatcherThatGoesCancelsTheCall()
    {
        Calls calls;
        Shared shared;
        Probe first(shared.ask("a", calls.starter()));
        Probe second(shared.ask("a", calls.starter()));
        first.cancel();
        second.cancel();
        QCOMPARE(calls.cancelled, 1);
        QVERIFY(second.failedWith<CancelledError>());
        QVERIFY(!shared.isUnderway("a"));
    }

    void anOlderCallNeverRemovesANewerOne()
    {
        Shared shared;
        auto old = makeDeferred<int>();
        // A call that goes on for a while after it was cancelled: the inner chain catches the cancellation.
        auto [ending, fireEnding] = makeDeferred<int>();
        Probe first(shared.ask("a", [&] {
            return std::move(old.deferred).addErrback([&ending = ending](const Failure &) {
                return std::move(ending);
            });
        }));
        first.cancel();
        Calls calls;
        Probe second(shared.ask("a", calls.starter()));
        QVERIFY(shared.isUnderway("a"));
        fireEnding.callback(1);
        QVERIFY(shared.isUnderway("a"));
        calls.underway[0].callback(2);
        QCOMPARE(second.value(), 2);
    }

    void aWatchersCallbackMayAskAgain()
    {
        Calls calls;
        Shared shared;
        shared.ask("a", calls.starter()).addCallback([&](int) {
            static_cast<void>(shared.ask("a", calls.starter()));
        });
        calls.underway[0].callback(1);
        QCOMPARE(calls.underway.size(), 2u);
        calls.underway[1].callback(1);
    }

    void callsOfNothingAreShared()
    {
        SharedInFlight<int, void> shared;
        auto [work, resolver] = makeDeferred();
        const Probe first(shared.ask(1, [&work = work] { return std::move(work); }));
        const Probe second(shared.ask(1, [] {}));
        QVERIFY(!second.hasFired());
        resolver.callback();
        QVERIFY(first.hasValue() && second.hasValue());
    }

    void destroyedItLetsTheCallsGoOn()
    {
        Calls calls;
        auto shared = std::make_unique<Shared>();
        Probe probe(shared->ask("a", calls.starter()));
        shared.reset();
        calls.underway[0].callback(4);
        QCOMPARE(probe.value(), 4);
    }
};

QTEST_APPLESS_MAIN(TestSharedInFlight)
#include "tst_sharedinflight.moc"
