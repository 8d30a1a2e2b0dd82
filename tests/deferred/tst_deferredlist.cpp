#include "core/deferred/deferredlist.h"
#include "core/deferred/gatherresults.h"

#include "tests/support/probe.h"
#include "tests/support/unhandled.h"

#include <QTest>

#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace millrace;
using test::Probe;

namespace {

/// So many Deferreds, and what fires them.
template <class T>
struct Several
{
    explicit Several(std::size_t n)
    {
        for (std::size_t i = 0; i < n; ++i)
            add(makeDeferred<T>());
    }
    void add(DeferredEnds<T> ends)
    {
        list.push_back(std::move(ends.deferred));
        fire.push_back(std::move(ends.resolver));
    }

    std::vector<Deferred<T>> list;
    std::vector<Resolver<T>> fire;
};

using Ints = DeferredList<int>;

} // namespace

class TestDeferredList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allFiresWithEveryOutcomeInTheOrderOfTheList()
    {
        Several<int> several(3);
        Probe probe(Ints::all(std::move(several.list)));
        several.fire[2].callback(3);
        several.fire[1].errback(Error("two"));
        QVERIFY(!probe.hasFired());
        several.fire[0].callback(1);
        QCOMPARE(probe.value().size(), 3u);
        QCOMPARE(probe.value()[0].value(), 1);
        QCOMPARE(probe.value()[1].failure().message(), std::string("two"));
        QCOMPARE(probe.value()[2].value(), 3);
    }

    void allOfWhatHasFiredFiresAtOnce()
    {
        std::vector<Deferred<int>> list;
        list.push_back(fail<int>(Error("bang")));
        list.push_back(succeed(2));
        QVERIFY(Probe(Ints::all(std::move(list))).hasValue());
    }

    void anEmptyListFiresAtOnceExceptForTheFirstOfIt()
    {
        QVERIFY(Probe(Ints::all({})).value().empty());
        QVERIFY(Probe(Ints::firstErrback({})).value().empty());
        QVERIFY(Probe(DeferredList<void>::firstErrback({})).hasValue());
        QVERIFY(Probe(Ints::firstCallback({})).failedWith<FailureGroup>());
    }

    void firstCallbackFiresWithTheFirstValueAndItsIndex()
    {
        Several<std::string> several(3);
        Probe probe(DeferredList<std::string>::firstCallback(std::move(several.list), {ConsumeErrors::Yes}));
        several.fire[0].errback(Error("no"));
        QVERIFY(!probe.hasFired());
        several.fire[2].callback("winner");
        several.fire[1].callback("too late");
        QCOMPARE(probe.value().value, std::string("winner"));
        QCOMPARE(probe.value().index, 2u);
    }

    void firstCallbackErrbacksWithAllReasonsWhenAllHaveFailed()
    {
        Several<void> several(2);
        Probe probe(DeferredList<void>::firstCallback(std::move(several.list)));
        several.fire[1].errback(Error("b"));
        several.fire[0].errback(Error("a"));
        QVERIFY(probe.failedWith<FailureGroup>());
        QCOMPARE(probe.failure().as<FailureGroup>()->failures()[0].message(), std::string("a"));
    }

    void firstErrbackErrbacksWithTheFirstFailureAndItsIndex()
    {
        Several<int> several(3);
        Probe probe(Ints::firstErrback(std::move(several.list)));
        several.fire[0].callback(1);
        several.fire[1].errback(Error("from number 1"));
        const auto *first = probe.failure().as<FirstError>();
        QVERIFY(first);
        QCOMPARE(first->index(), 1u);
        QCOMPARE(first->failure().message(), std::string("from number 1"));
        several.fire[2].callback(3);
        QCOMPARE(probe.times(), 1);
    }

    void firstErrbackOfOneThatHasFailedErrbacksAtOnce()
    {
        Several<int> several(1);
        several.list.push_back(fail<int>(Error("bang")));
        QVERIFY(Probe(Ints::firstErrback(std::move(several.list))).failedWith<FirstError>());
    }

    void errorsThatTheResultDoesNotCarryAreReported_data()
    {
        QTest::addColumn<bool>("consume");
        QTest::addColumn<std::size_t>("reports");
        QTest::newRow("not consumed") << false << std::size_t{2};
        QTest::newRow("consumed") << true << std::size_t{0};
    }
    void errorsThatTheResultDoesNotCarryAreReported()
    {
        QFETCH(bool, consume);
        QFETCH(std::size_t, reports);
        test::UnhandledFailures unhandled;
        const DeferredListOptions options{consume ? ConsumeErrors::Yes : ConsumeErrors::No};
        Several<int> first(2);
        Probe callback(Ints::firstCallback(std::move(first.list), options));
        first.fire[0].errback(Error("before the first callback"));
        first.fire[1].callback(1);
        Several<int> second(2);
        Probe errback(Ints::firstErrback(std::move(second.list), options));
        second.fire[0].errback(Error("the first errback"));
        second.fire[1].errback(Error("after the first errback"));
        QCOMPARE(unhandled.messages.size(), reports);
    }

    void theRestIsCancelledWhenAsked()
    {
        test::UnhandledFailures unhandled;
        int cancelled = 0;
        Several<int> several(1);
        several.add(makeDeferred<int>([&] { ++cancelled; }));
        Probe probe(Ints::firstErrback(std::move(several.list), {.rest = Rest::Cancel}));
        several.fire[0].errback(Error("first"));
        QCOMPARE(cancelled, 1);
        QCOMPARE(probe.failure().as<FirstError>()->index(), 0u);
        QVERIFY(unhandled.messages.empty());
    }

    void theRestRunsOnOtherwise()
    {
        int cancelled = 0;
        Several<int> several(1);
        several.add(makeDeferred<int>([&] { ++cancelled; }));
        Probe probe(Ints::firstCallback(std::move(several.list)));
        several.fire[0].callback(1);
        QCOMPARE(cancelled, 0);
    }

    void cancellingCancelsAllThatHaveNotFired()
    {
        int cancelled = 0;
        Several<int> several(1);
        several.add(makeDeferred<int>([&] { ++cancelled; }));
        several.add(makeDeferred<int>([&] { ++cancelled; }));
        Probe probe(Ints::all(std::move(several.list)));
        several.fire[0].callback(1);
        probe.cancel();
        QCOMPARE(cancelled, 2);
        QCOMPARE(probe.value()[0].value(), 1);
        QVERIFY(probe.value()[1].failure().is<CancelledError>());
    }

    void aCancelledListGivesTheValuesThatCancellersGive()
    {
        Several<int> several(1);
        Resolver<int> resolver;
        auto ends = makeDeferred<int>([&] { resolver.callback(5); });
        resolver = std::move(ends.resolver);
        several.list.push_back(std::move(ends.deferred));
        Probe probe(Ints::firstCallback(std::move(several.list), {ConsumeErrors::Yes}));
        probe.cancel();
        QCOMPARE(probe.value().value, 5);
        QCOMPARE(probe.value().index, 1u);
    }

    void cancellingFirstErrbackErrbacksWithTheFirstCancellation()
    {
        Several<int> several(2);
        Probe probe(Ints::firstErrback(std::move(several.list), {ConsumeErrors::Yes}));
        probe.cancel();
        QVERIFY(probe.failure().as<FirstError>()->failure().is<CancelledError>());
    }

    void cancellingFirstCallbackErrbacksWithAllCancellations()
    {
        Several<int> several(2);
        Probe probe(Ints::firstCallback(std::move(several.list)));
        probe.cancel();
        QCOMPARE(probe.failure().as<FailureGroup>()->failures().size(), 2u);
    }

    void aCancellerThatThrowsKeepsNobodyElseFromBeingCancelled()
    {
        Several<int> several(0);
        several.add(makeDeferred<int>([] { throw Error("the canceller broke"); }));
        several.add(makeDeferred<int>());
        Probe probe(Ints::all(std::move(several.list)));
        probe.cancel();
        QCOMPARE(probe.value()[0].failure().message(), std::string("the canceller broke"));
        QVERIFY(probe.value()[1].failure().is<CancelledError>());
    }

    void aCancelledListFiresOnceAlsoIfAnElementTakesLongerOverItsEnd()
    {
        test::UnhandledFailures unhandled;
        auto element = makeDeferred<int>();
        auto cleanUp = makeDeferred<int>();
        std::vector<Deferred<int>> list;
        list.push_back(std::move(element.deferred).addErrback([&](const Failure &) {
            return std::move(cleanUp.deferred); // Its end takes longer.
        }));
        auto other = makeDeferred<int>();
        list.push_back(std::move(other.deferred));
        Probe probe(Ints::all(std::move(list)));
        probe.cancel();
        QCOMPARE(probe.times(), 1);
        cleanUp.resolver.callback(1);
        QCOMPARE(probe.times(), 1);
        QCOMPARE(unhandled.messages, std::vector<std::string>());
    }

    void cancellingAListThatHasFiredDoesNothing()
    {
        int cancelled = 0;
        Several<int> several(1);
        several.add(makeDeferred<int>([&] { ++cancelled; }));
        Probe probe(Ints::firstCallback(std::move(several.list)));
        several.fire[0].callback(1);
        probe.cancel();
        QCOMPARE(cancelled, 0);
        several.fire[1].callback(2);
    }

    void aDroppedListStillWaitsForAll()
    {
        Several<int> several(2);
        std::size_t got = 0;
        Ints::all(std::move(several.list)).addCallback([&](const auto &outcomes) { got = outcomes.size(); });
        several.fire[0].callback(1);
        several.fire[1].callback(1);
        QCOMPARE(got, 2u);
    }
};

QTEST_APPLESS_MAIN(TestDeferredList)
#include "tst_deferredlist.moc"
