#include "core/deferred/deferreddict.h"

#include "tests/support/probe.h"

#include <QTest>

#include <memory>
#include <string>

using namespace millrace;
using test::Probe;

class TestDeferredDict : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aGetAfterTheSetFiresAtOnce()
    {
        DeferredDict<std::string, int> dict;
        dict.set("a", 1);
        QCOMPARE(Probe(dict.get("a")).value(), 1);
        QCOMPARE(Probe(dict.get("a")).value(), 1);
        QVERIFY(dict.contains("a"));
    }

    void everyGetBeforeTheSetWaitsForIt()
    {
        DeferredDict<std::string, int> dict;
        Probe first(dict.get("a"));
        Probe second(dict.get("a"));
        Probe other(dict.get("b"));
        QCOMPARE(dict.waiting(), 2u);
        dict.set("a", 1);
        QCOMPARE(first.value(), 1);
        QCOMPARE(second.value(), 1);
        QVERIFY(!other.hasFired());
        QCOMPARE(dict.waiting(), 1u);
    }

    void settingAgainReplacesTheValue()
    {
        DeferredDict<std::string, int> dict;
        dict.set("a", 1);
        dict.set("a", 2);
        QCOMPARE(Probe(dict.get("a")).value(), 2);
        QCOMPARE(dict.size(), 1u);
    }

    void removingGivesTheValueAndLaterGetsWait()
    {
        DeferredDict<std::string, int> dict;
        dict.set("a", 1);
        QCOMPARE(dict.remove("a"), 1);
        Probe probe(dict.get("a"));
        QVERIFY(!probe.hasFired());
        dict.set("a", 2);
        QCOMPARE(probe.value(), 2);
    }

    void removingWhatIsNotSetIsAnError()
    {
        DeferredDict<std::string, int> dict;
        QVERIFY_THROWS_EXCEPTION(UnknownKeyError, dict.remove("a"));
        const Probe waits(dict.get("a"));
        QVERIFY_THROWS_EXCEPTION(UnknownKeyError, dict.remove("a"));
    }

    void cancellingOneGetLeavesTheOthers()
    {
        DeferredDict<std::string, int> dict;
        Probe cancelled(dict.get("a"));
        Probe other(dict.get("a"));
        cancelled.cancel();
        QVERIFY(cancelled.failedWith<CancelledError>());
        dict.set("a", 1);
        QCOMPARE(other.value(), 1);
    }

    void theLastCancelledGetLeavesNothingBehind()
    {
        DeferredDict<std::string, int> dict;
        Probe probe(dict.get("a"));
        probe.cancel();
        QCOMPARE(dict.waiting(), 0u);
    }

    void aWaiterMayRemoveTheValueAndTheOthersStillGetIt()
    {
        DeferredDict<std::string, int> dict;
        dict.get("a").addCallback([&](int) { dict.remove("a"); });
        Probe other(dict.get("a"));
        dict.set("a", 1);
        QCOMPARE(other.value(), 1);
        QVERIFY(!dict.contains("a"));
    }

    void aWaiterMayCancelAnother()
    {
        DeferredDict<std::string, int> dict;
        Deferred<int> second;
        dict.get("a").addCallback([&](int) { second.cancel(); });
        second = dict.get("a");
        Probe third(dict.get("a"));
        dict.set("a", 1);
        QCOMPARE(third.value(), 1);
        QVERIFY(Probe(std::move(second)).failedWith<CancelledError>());
        QCOMPARE(dict.waiting(), 0u);
    }

    void aWaiterThatCancelsAnotherLeavesThoseAloneWhoHaveComeSince()
    {
        DeferredDict<std::string, int> dict;
        Deferred<int> second;
        std::unique_ptr<Probe<int>> late;
        dict.get("a").addCallback([&](int) {
            dict.remove("a");
            late = std::make_unique<Probe<int>>(dict.get("a"));
            second.cancel();
        });
        second = dict.get("a");
        dict.set("a", 1);
        QVERIFY(Probe(std::move(second)).failedWith<CancelledError>());
        QCOMPARE(dict.waiting(), 1u);
        dict.set("a", 2);
        QCOMPARE(late->value(), 2);
    }

    void aWaiterOfADestroyedDictionaryMayAskItAgainAndIsTold()
    {
        auto dict = std::make_unique<DeferredDict<std::string, int>>();
        auto *raw = dict.get(); // reset() clears the pointer before it destroys.
        int told = 0;
        for (const char *key : {"a", "a", "b"})
            dict->get(key).addErrback<AbandonedError>([&, raw](const AbandonedError &) {
                try {
                    static_cast<void>(raw->get("c"));
                } catch (const DestroyedError &) {
                    ++told;
                }
                return 0;
            });
        dict.reset();
        QCOMPARE(told, 3);
    }

    void aWaiterMayDestroyTheDictionary()
    {
        auto dict = std::make_unique<DeferredDict<std::string, int>>();
        dict->get("a").addCallback([&](int) { dict.reset(); });
        Probe other(dict->get("a"));
        Probe never(dict->get("b"));
        dict->set("a", 1);
        QCOMPARE(other.value(), 1);
        QVERIFY(never.failedWith<AbandonedError>());
    }
};

QTEST_APPLESS_MAIN(TestDeferredDict)
#include "tst_deferreddict.moc"
