// Misuse is said at once, by a typed error whose sentence names the mistake.
#include "core/deferred/backoff.h"
#include "core/deferred/deferred.h"
#include "core/deferred/deferredlock.h"
#include "core/deferred/deferredqueue.h"
#include "core/deferred/gatherresults.h"
#include "core/deferred/race.h"
#include "core/deferred/retryingcall.h"

#include "core/deferred/manualclock.h"
#include "tests/support/probe.h"
#include "tests/support/unhandled.h"

#include <QTest>

#include <optional>
#include <stdexcept>

using namespace millrace;
using test::Probe;

class TestMisuse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firingTwiceIsRefused_data()
    {
        QTest::addColumn<bool>("firstIsValue");
        QTest::addColumn<bool>("secondIsValue");
        QTest::newRow("callback, callback") << true << true;
        QTest::newRow("callback, errback") << true << false;
        QTest::newRow("errback, errback") << false << false;
        QTest::newRow("errback, callback") << false << true;
    }
    void firingTwiceIsRefused()
    {
        QFETCH(bool, firstIsValue);
        QFETCH(bool, secondIsValue);
        auto [deferred, resolver] = makeDeferred<int>();
        Probe probe(std::move(deferred));
        const auto fire = [&resolver = resolver](bool value) {
            value ? resolver.callback(1) : resolver.errback(Error("x"));
        };
        fire(firstIsValue);
        QVERIFY_THROWS_EXCEPTION(AlreadyCalledError, fire(secondIsValue));
        QCOMPARE(probe.times(), 1);
    }

    void firingAnEmptyResolverIsRefused()
    {
        Resolver<int> resolver;
        QVERIFY_THROWS_EXCEPTION(AlreadyCalledError, resolver.callback(1));
        auto ends = makeDeferred<int>();
        Probe probe(std::move(ends.deferred));
        const Resolver<int> moved = std::move(ends.resolver);
        QVERIFY_THROWS_EXCEPTION(AlreadyCalledError, ends.resolver.callback(1)); // NOLINT: that is the test
    }

    void usingAMovedFromDeferredIsRefused()
    {
        auto deferred = succeed(1);
        const auto moved = std::move(deferred);
        const auto callback = [](int) {};
        // NOLINTBEGIN: using it after the move is the test
        QVERIFY(!deferred);
        QVERIFY_THROWS_EXCEPTION(EmptyDeferredError,
                                 static_cast<void>(std::move(deferred).addCallback(callback)));
        QVERIFY_THROWS_EXCEPTION(EmptyDeferredError, deferred.cancel());
        QVERIFY_THROWS_EXCEPTION(EmptyDeferredError, deferred.pause());
        ManualClock clock;
        QVERIFY_THROWS_EXCEPTION(EmptyDeferredError, deferred.addTimeout(std::chrono::seconds(1), clock));
        auto ends = makeDeferred<int>();
        QVERIFY_THROWS_EXCEPTION(EmptyDeferredError,
                                 static_cast<void>(std::move(deferred).chain(std::move(ends.resolver))));
        QVERIFY(Probe(std::move(ends.deferred)).failedWith<AbandonedError>()); // It doesn't hang either.
        // NOLINTEND
    }

    void theSentencesNameTheMistake_data()
    {
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("names");
        const auto row = [](const char *name, const std::exception &error, const char *names) {
            QTest::newRow(name) << QString::fromUtf8(error.what()) << QString::fromLatin1(names);
        };
        row("firing twice", AlreadyCalledError(), "fires exactly once");
        row("a moved-from Deferred", EmptyDeferredError(), "moved from");
        row("a chain that waits for itself", SelfWaitError(), "wait for itself for ever");
        row("another thread", WrongThreadError(), "on one thread");
        row("a destroyed lock", DestroyedError(), "is being destroyed");
        row("a full queue", QueueOverflow(), "queue is full");
        row("too many getters", QueueUnderflow(), "getters wait");
        row("an unknown key", UnknownKeyError(), "nothing by this key");
        row("an abandoned Resolver", AbandonedError(), "destroyed without having fired");
        try {
            DeferredSemaphore none(-1);
        } catch (const std::invalid_argument &error) {
            row("negative tokens", error, "less than one token");
        }
    }
    void theSentencesNameTheMistake()
    {
        QFETCH(QString, sentence);
        QFETCH(QString, names);
        QVERIFY2(sentence.contains(names), qPrintable(sentence));
        QVERIFY(sentence.endsWith(QLatin1Char('.')));
    }

    void returningAMovedFromDeferredFromACallbackFails()
    {
        QVERIFY(
            Probe(succeed().addCallback([] { return Deferred<int>(); })).failedWith<EmptyDeferredError>());
        QVERIFY(Probe(maybeDeferred([] { return Deferred<int>(); })).failedWith<EmptyDeferredError>());
    }

    void gatheringAMovedFromDeferredIsRefused()
    {
        std::vector<Deferred<int>> list(2);
        list[0] = succeed(1);
        QVERIFY_THROWS_EXCEPTION(EmptyDeferredError, static_cast<void>(gatherResults(std::move(list))));
    }

    void aCallbackThatReturnsItsOwnChainFails()
    {
        std::optional<Deferred<int>> chain;
        auto [deferred, resolver] = makeDeferred<int>();
        int failures = 0;
        chain = std::move(deferred).addCallback([&](int) { return std::move(*chain); });
        // The handle goes with the callback: what is added here is behind it.
        chain = std::move(*chain).addErrback([&](const Failure &failure) {
            failures += failure.is<SelfWaitError>();
            return 0;
        });
        resolver.callback(1);
        QCOMPARE(failures, 1);
    }

    void twoChainsThatWaitForEachOtherFail()
    {
        std::optional<Deferred<int>> one;
        std::optional<Deferred<int>> two;
        auto [first, fireFirst] = makeDeferred<int>();
        auto [second, fireSecond] = makeDeferred<int>();
        int failures = 0;
        const auto count = [&](const Failure &failure) {
            failures += failure.is<SelfWaitError>();
            return 0;
        };
        one = std::move(first).addCallback([&](int) { return std::move(*two); }).addErrback(count);
        two = std::move(second).addCallback([&](int) { return std::move(*one); }).addErrback(count);
        fireFirst.callback(1);
        fireSecond.callback(1);
        QCOMPARE(failures, 1); // Said to the one that closes the ring; the other one gets its value then.
    }

    void fewerThanOneTokenIsRefused()
    {
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, DeferredSemaphore(0));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, DeferredSemaphore(-3));
    }

    void acquiringFromALockThatIsBeingDestroyedIsRefused()
    {
        std::optional<DeferredLock> lock(std::in_place);
        const Probe held(lock->acquire());
        bool said = false;
        auto waiter = lock->acquire().addErrback([&](const Failure &) -> Permit {
            try {
                static_cast<void>(lock->acquire());
            } catch (const DestroyedError &) {
                said = true;
            }
            return {};
        });
        lock->~DeferredLock();
        QVERIFY(said);
        new (&*lock) DeferredLock;
    }

    void gettingFromAQueueThatIsBeingDestroyedIsRefused()
    {
        bool said = false;
        {
            DeferredQueue<int> queue;
            queue.get().addErrback([&](const Failure &failure) {
                try {
                    static_cast<void>(queue.get());
                } catch (const DestroyedError &) {
                    said = failure.is<AbandonedError>();
                }
                return 0;
            });
        }
        QVERIFY(said);
    }

    void aBackoffOutOfRangeIsRefused()
    {
        using namespace std::chrono_literals;
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, static_cast<void>(Backoff::growing({.initial = 0s})));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, static_cast<void>(Backoff::growing({.factor = 0.5})));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, static_cast<void>(Backoff::growing({.cap = -1s})));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, static_cast<void>(Backoff::growing({.count = 0})));
    }

    void startingARetryingCallTwiceIsRefused()
    {
        ManualClock clock;
        RetryingCall call(clock, [] { return 1; });
        const Probe probe(call.start());
        QVERIFY_THROWS_EXCEPTION(std::logic_error, static_cast<void>(call.start()));
    }

    void aRaceOfNobodyIsRefused()
    {
        Race<int> race;
        QVERIFY_THROWS_EXCEPTION(std::logic_error, static_cast<void>(race.execute()));
    }
};

QTEST_APPLESS_MAIN(TestMisuse)
#include "tst_misuse.moc"
