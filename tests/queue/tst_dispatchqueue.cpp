#include "tests/support/dispatchfixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

using List = QByteArrayList;
using Job = DispatchFixture::Job;

class tst_DispatchQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // --- order ----------------------------------------------------------------------------------------------
    void theMostImportantGoesFirstAndEqualsInTheOrderPut()
    {
        DispatchFixture f;
        f.queue.post("late", 1);
        f.queue.post("first");
        f.queue.post("urgent", -5);
        f.queue.post("second");
        QCOMPARE(f.pending(), (List{"urgent", "first", "second", "late"}));
        f.queue.setWidth(4);
        QCOMPARE(f.launched, (List{"urgent", "first", "second", "late"}));
    }

    void aBatchIsInBeforeAnythingOfItLaunches()
    {
        DispatchFixture f(1);
        f.queue.postHeldBack("a", PutOptions{.priority = 1});
        f.queue.postHeldBack("b", PutOptions{.priority = 0});
        QCOMPARE(f.launched, List());
        f.queue.launchPosted();
        QCOMPARE(f.launched, (List{"b"}));
    }

    void aPutLaunchesInsideThePut()
    {
        DispatchFixture f(1);
        const JobId id = f.queue.post("a");
        QCOMPARE(f.launched, (List{"a"}));
        QCOMPARE(f.queue.state(id), DispatchState::Underway);
    }

    void reprioritisingKeepsTheArrival()
    {
        DispatchFixture f;
        const JobId a = f.queue.post("a");
        f.queue.post("b", 1);
        const JobId c = f.queue.post("c", 1);
        f.queue.reprioritize(a, 1);
        QCOMPARE(f.pending(), (List{"a", "b", "c"}));
        f.queue.reprioritize(c, 0);
        QCOMPARE(f.pending(), (List{"c", "a", "b"}));
    }

    void reprioritisingIsForPendingJobs()
    {
        DispatchFixture f(1);
        const JobId underway = f.queue.post("a");
        QVERIFY_THROWS_EXCEPTION(NotPending, f.queue.reprioritize(underway, 1));
        f.finish("a");
        QVERIFY_THROWS_EXCEPTION(UnknownJob, f.queue.reprioritize(underway, 1));
        QVERIFY_THROWS_EXCEPTION(UnknownJob, f.queue.reprioritize(JobId{}, 1));
    }

    void blocksMove_data()
    {
        QTest::addColumn<List>("moved");
        QTest::addColumn<QByteArray>("where");
        QTest::addColumn<List>("expected");
        // Priorities: a b 0, c d e 1, f 2.
        QTest::newRow("to the top") << List{"e", "c"} << "top"_ba << List{"c", "e", "a", "b", "d", "f"};
        QTest::newRow("to the bottom") << List{"b", "d"} << "bottom"_ba << List{"a", "c", "e", "f", "b", "d"};
        QTest::newRow("up") << List{"d"} << "up"_ba << List{"a", "b", "d", "c", "e", "f"};
        QTest::newRow("up over a priority") << List{"c"} << "up"_ba << List{"a", "c", "b", "d", "e", "f"};
        QTest::newRow("up as a block") << List{"c", "e"} << "up"_ba << List{"a", "c", "e", "b", "d", "f"};
        QTest::newRow("up from the top") << List{"a", "c"} << "up"_ba << List{"a", "c", "b", "d", "e", "f"};
        QTest::newRow("down") << List{"a"} << "down"_ba << List{"b", "a", "c", "d", "e", "f"};
        QTest::newRow("down over a priority") << List{"b"} << "down"_ba << List{"a", "c", "b", "d", "e", "f"};
        QTest::newRow("down as a block") << List{"a", "c"} << "down"_ba << List{"b", "d", "a", "c", "e", "f"};
        QTest::newRow("down to the end") << List{"e"} << "down"_ba << List{"a", "b", "c", "d", "f", "e"};
        QTest::newRow("down from the end") << List{"f"} << "down"_ba << List{"a", "b", "c", "d", "e", "f"};
        QTest::newRow("before another") << List{"f", "a"} << "d"_ba << List{"b", "c", "a", "f", "d", "e"};
        QTest::newRow("before itself") << List{"b", "d"} << "b"_ba << List{"a", "b", "d", "c", "e", "f"};
        QTest::newRow("before nobody") << List{"a"} << "-"_ba << List{"b", "c", "d", "e", "f", "a"};
        QTest::newRow("all of them") << List{"a", "b", "c", "d", "e", "f"} << "bottom"_ba
                                     << List{"a", "b", "c", "d", "e", "f"};
        QTest::newRow("none") << List() << "top"_ba << List{"a", "b", "c", "d", "e", "f"};
    }
    void blocksMove()
    {
        QFETCH(List, moved);
        QFETCH(QByteArray, where);
        DispatchFixture f;
        std::map<QByteArray, JobId> ids;
        const List names{"a", "b", "c", "d", "e", "f"};
        for (qsizetype i = 0; i < names.size(); ++i)
            ids[names.at(i)] = f.queue.post(names.at(i), i < 2 ? 0 : i < 5 ? 1 : 2);
        std::vector<JobId> block;
        for (const QByteArray &name : moved)
            block.push_back(ids[name]);
        const std::map<QByteArray, Place> places{
            {"top", Place::Top}, {"up", Place::Up}, {"down", Place::Down}, {"bottom", Place::Bottom}};
        if (places.contains(where))
            f.queue.move(block, places.at(where));
        else
            f.queue.moveBefore(block, ids.contains(where) ? ids[where] : JobId{});
        QTEST(f.pending(), "expected");
    }

    void aMoveAdoptsThePriorityOfWhereItLands()
    {
        DispatchFixture f;
        const JobId a = f.queue.post("a", 0);
        const JobId b = f.queue.post("b", 7);
        f.queue.moveBefore(std::array{a}, b);
        QCOMPARE(f.queue.keyOf(a)->priority, 7);
    }

    void movesNeverRunOutOfRoom()
    {
        DispatchFixture f;
        const JobId first = f.queue.post("first");
        JobId a = f.queue.post("a"), b = f.queue.post("b");
        bool hasRenumbered = false;
        for (int i = 0; i < 1000; ++i) { // Halves the gap behind the first each time.
            hasRenumbered |= f.queue.moveBefore(std::array{b}, a).hasRenumbered();
            std::swap(a, b);
            QCOMPARE(f.queue.pending(), (std::vector{first, a, b}));
        }
        QVERIFY(hasRenumbered);
        f.queue.post("last");
        QCOMPARE(f.pending().last(), "last");
    }

    // --- what a put gives -----------------------------------------------------------------------------------
    void successHandsOverTheJob()
    {
        DispatchFixture f(1);
        f.duration.reset();
        std::optional<Job> got;
        f.queue.put("a", 3).addCallback([&got](const Job &job) { got = job; });
        f.clock.advance(1s);
        f.finish("a", 42);
        QVERIFY(got);
        QCOMPARE(got->arg, "a");
        QCOMPARE(*got->result, 42);
        QCOMPARE(got->key.priority, 3);
        QCOMPARE(got->endedAt - got->startedAt, 1s);
        QCOMPARE(got->putAt, got->startedAt);
        QVERIFY(got->end == JobEnd::Finished);
    }

    void failureCarriesTheJob()
    {
        DispatchFixture f(1);
        QByteArray failed;
        std::string why;
        Deferred<Job> ended = f.queue.put("a").addErrback<JobFailed<Job>>([&](const JobFailed<Job> &error) {
            failed = error.job().arg;
            why = error.message();
            return error.job();
        });
        f.fail("a");
        QCOMPARE(failed, "a");
        QCOMPARE(why, std::string("it broke"));
        QCOMPARE(f.unhandled, 0);
    }

    void aFunctionThatThrowsFails()
    {
        ManualClock clock;
        ResizableDispatchQueue<int, int> queue(
            [](Launching<int> &) -> Deferred<int> { throw std::runtime_error("thrown"); }, clock, 1);
        std::string why;
        queue.put(1).addErrback([&why](const Failure &failure) -> ResizableDispatchQueue<int, int>::Job {
            why = failure.message();
            return {};
        });
        QCOMPARE(why, std::string("thrown"));
        QCOMPARE(queue.size(), 0u);
    }

    void cancellingTheLastWatcherCancelsTheJob()
    {
        DispatchFixture f;
        Deferred<Job> first = f.queue.put("a").addErrback([](const Failure &) { return Job(); });
        const JobId id = f.queue.pending().front();
        Deferred<Job> second = f.queue.watch(id).addErrback([](const Failure &) { return Job(); });
        first.cancel();
        QCOMPARE(f.queue.size(), 1u);
        second.cancel();
        QCOMPARE(f.queue.size(), 0u);
        QCOMPARE(f.endedAs(JobEnd::Cancelled), (List{"a"}));
        QCOMPARE(f.unhandled, 0);
    }

    void aJobWithAHandleOutlivesItsWatchers()
    {
        DispatchFixture f;
        const JobId id = f.queue.post("a");
        Deferred<Job> watcher = f.queue.watch(id).addErrback([](const Failure &) { return Job(); });
        watcher.cancel();
        QCOMPARE(f.pending(), (List{"a"}));
    }

    void everyWatcherIsToldOnce()
    {
        DispatchFixture f(1);
        const JobId id = f.queue.post("a");
        int told = 0;
        Deferred<Job> last;
        for (int i = 0; i < 3; ++i) {
            f.queue.watch(id).addBoth([&told, &last](const Outcome<Job> &) {
                if (++told == 2)
                    last.cancel(); // A watcher leaves while others are told.
            });
        }
        last = f.queue.watch(id).addBoth([&told](const Outcome<Job> &) {
            ++told;
            return Job();
        });
        f.finish("a");
        QCOMPARE(told, 4);
    }

    // --- width ----------------------------------------------------------------------------------------------
    void narrowingCancelsNothing()
    {
        DispatchFixture f(3);
        for (const char *name : {"a", "b", "c", "d", "e"})
            f.queue.post(name);
        f.queue.setWidth(1);
        QCOMPARE(f.queue.width(), 1);
        QCOMPARE(f.queue.closing(), 2);
        QCOMPARE(f.underway(), (List{"a", "b", "c"}));
        f.finish("b");
        f.finish("a");
        QCOMPARE(f.queue.closing(), 0);
        QCOMPARE(f.launched.size(), 3);
        f.finish("c");
        QCOMPARE(f.launched, (List{"a", "b", "c", "d"}));
    }

    void widthIsNeverNegative()
    {
        DispatchFixture f(2);
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, f.queue.setWidth(-1));
        QCOMPARE(f.queue.width(), 2);
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, DispatchFixture(-1));
    }

    // --- pause and stop ---------------------------------------------------------------------------------------
    void pauseFiresWhenNothingIsUnderway()
    {
        DispatchFixture f(2);
        f.queue.post("a");
        f.queue.post("b");
        int fired = 0;
        f.queue.pause().addCallback([&fired] { ++fired; });
        f.queue.pause().addCallback([&fired] { ++fired; });
        f.finish("a");
        QCOMPARE(fired, 0);
        f.finish("b");
        QCOMPARE(fired, 2);
        f.queue.pause().addCallback([&fired] { ++fired; });
        QCOMPARE(fired, 3);
    }

    void aPausedQueueCanBeChanged()
    {
        DispatchFixture f(1);
        f.queue.pause();
        const JobId a = f.queue.post("a");
        f.queue.post("b");
        const JobId c = f.queue.post("c");
        f.queue.reprioritize(c, -1);
        f.queue.cancel(a);
        f.queue.setWidth(5);
        QCOMPARE(f.launched, List());
        QCOMPARE(f.queue.width(), 5);
        f.queue.resume(1);
        QCOMPARE(f.launched, (List{"c"}));
    }

    void stopEndsEveryWatcher()
    {
        DispatchFixture f(1);
        List saved;
        const auto watch = [&f, &saved](const QByteArray &name) {
            f.queue.put(name).addErrback<JobSaved<Job>>([&saved](const JobSaved<Job> &error) {
                saved += error.job().arg;
                return error.job();
            });
        };
        watch("a");
        watch("b");
        watch("c");
        f.queue.stop(Underway::Cancel);
        QCOMPARE(saved, (List{"a", "b", "c"}));
        QCOMPARE(f.unhandled, 0);
        QVERIFY_THROWS_EXCEPTION(QueueStopped, f.queue.post("d"));
        QVERIFY_THROWS_EXCEPTION(QueueStopped, f.queue.resume());
    }

    void aStopCanEscalate()
    {
        DispatchFixture f(2);
        f.cancels = DispatchFixture::Cancels::ByRequest;
        for (const char *name : {"a", "b", "c"})
            f.queue.post(name);
        std::vector<List> left;
        const auto note = [&left](const std::vector<Job> &jobs) {
            left.push_back(DispatchFixture::names(jobs));
        };
        f.queue.stop(Underway::Finish).addCallback(note);
        f.finish("b");
        QCOMPARE(f.launched.size(), 2);
        f.queue.stop(Underway::Cancel).addCallback(note);
        QCOMPARE(f.stopRequests, (List{"a"}));
        QVERIFY(left.empty());
        f.clock.advance(50ms);
        QCOMPARE(left, (std::vector{List{"a", "c"}, List{"a", "c"}}));
        f.queue.stop(Underway::Finish).addCallback(note);
        QCOMPARE(left.size(), 3u);
    }

    void aJobThatSomebodyCancelledIsNotSaved()
    {
        DispatchFixture f(2);
        f.cancels = DispatchFixture::Cancels::ByRequest;
        const JobId a = f.queue.post("a");
        f.queue.post("b");
        f.queue.cancel(a);
        std::optional<List> left;
        f.queue.stop(Underway::Cancel).addCallback([&left](const std::vector<Job> &jobs) {
            left = DispatchFixture::names(jobs);
        });
        f.clock.advance(50ms);
        QCOMPARE(left, List{"b"});
        QCOMPARE(f.endedAs(JobEnd::Cancelled), (List{"a"}));
    }

    // --- cancel -----------------------------------------------------------------------------------------------
    void cancellingHoldsTheSlotUntilTheWorkHasEnded()
    {
        DispatchFixture f(1);
        f.cancels = DispatchFixture::Cancels::ByRequest;
        const JobId a = f.queue.post("a");
        f.queue.post("b");
        QVERIFY(f.queue.cancel(a));
        QVERIFY(f.queue.state(a) == DispatchState::Cancelling);
        QCOMPARE(f.launched, (List{"a"}));
        QVERIFY(f.queue.cancel(a)); // Asked again, the work is asked again.
        QCOMPARE(f.stopRequests, (List{"a", "a"}));
        f.clock.advance(50ms);
        QCOMPARE(f.endedAs(JobEnd::Cancelled), (List{"a"}));
        QCOMPARE(f.launched, (List{"a", "b"}));
    }

    void workThatFinishesInSpiteOfACancelHasFinished()
    {
        DispatchFixture f(1);
        f.cancels = DispatchFixture::Cancels::Never;
        f.queue.cancel(f.queue.post("a"));
        f.clock.advance(200ms);
        QCOMPARE(f.endedAs(JobEnd::Finished), (List{"a"}));
    }

    void withoutAStopRequestTheDeferredIsCancelled()
    {
        DispatchFixture f(1);
        const JobId a = f.queue.post("a");
        f.queue.post("b");
        QVERIFY(f.queue.cancel(a));
        QCOMPARE(f.endedAs(JobEnd::Cancelled), (List{"a"}));
        QCOMPARE(f.underway(), (List{"b"}));
        f.clock.advance(10s);
        QCOMPARE(f.ended.size(), 2u);
    }

    void aFunctionMayCancelItsOwnJob()
    {
        ManualClock clock;
        int cancelled = 0;
        ResizableDispatchQueue<int, int> *self = nullptr;
        ResizableDispatchQueue<int, int> queue(
            [&](Launching<int> &launching) {
                self->cancel(launching.id());
                return makeDeferred<int>([&cancelled] { ++cancelled; }).deferred;
            },
            clock);
        self = &queue;
        queue.post(1);
        queue.setWidth(1);
        QCOMPARE(queue.size(), 0u);
        Q_UNUSED(cancelled)
    }

    // --- limits -----------------------------------------------------------------------------------------------
    void aFullGroupBlocksNobodyBehindIt()
    {
        DispatchFixture f(3);
        f.queue.setGroupCap(1);
        const auto host = [](std::uint32_t n) { return PutOptions{.group = static_cast<GroupId>(n)}; };
        f.queue.post("a1", host(1));
        const JobId second = f.queue.post("a2", host(1));
        f.queue.post("b1", host(2));
        f.queue.post("free");
        f.queue.post("free2");
        QCOMPARE(f.launched, (List{"a1", "b1", "free"}));
        QVERIFY(f.queue.waitReason(second)->kind == DispatchWait::Kind::GroupFull);
        f.finish("b1");
        QCOMPARE(f.launched.last(), "free2");
        f.finish("a1");
        QCOMPARE(f.launched.last(), "a2");
    }

    void capsCanBeChangedLive()
    {
        DispatchFixture f(10);
        const PutOptions host{.group = GroupId{5}};
        f.queue.setGroupCap(2);
        for (const char *name : {"a", "b", "c", "d", "e"})
            f.queue.post(name, host);
        QCOMPARE(f.launched.size(), 2);
        f.queue.setGroupCap(GroupId{5}, 3);
        QCOMPARE(f.launched.size(), 3);
        f.queue.setGroupCap(1);
        f.queue.setGroupCap(GroupId{5}, std::nullopt);
        f.finish("a");
        f.finish("b");
        QCOMPARE(f.launched.size(), 3);
        f.queue.setGroupCap(0);
        QCOMPARE(f.launched.size(), 5);
    }

    void aHeldJobWaitsWithoutASlot()
    {
        DispatchFixture f(1);
        const auto until = f.clock.now() + 500ms;
        const JobId held = f.queue.post("held", PutOptions{.priority = -1, .notBefore = until});
        f.queue.post("other");
        QCOMPARE(f.launched, (List{"other"}));
        QVERIFY(f.queue.waitReason(held)->kind == DispatchWait::Kind::HeldUntil);
        QCOMPARE(f.queue.waitReason(held)->until, until);
        QCOMPARE(f.pending(), (List{"held"}));
        f.clock.advance(499ms);
        QCOMPARE(f.launched.size(), 1);
        f.clock.advance(1ms);
        QCOMPARE(f.launched.size(), 2);
    }

    void aHoldCanBeChanged()
    {
        DispatchFixture f(2);
        const JobId a = f.queue.post("a", PutOptions{.notBefore = f.clock.now() + 1h});
        f.queue.hold(a, f.clock.now() + 1s);
        f.clock.advance(1s);
        QCOMPARE(f.launched, (List{"a"}));
        f.queue.post("b", PutOptions{.notBefore = f.clock.now() + 1h});
        f.queue.hold(f.queue.pending().front(), {});
        QCOMPARE(f.launched, (List{"a", "b"}));
    }

    void theRateLimitsStarts()
    {
        DispatchFixture f(100);
        f.queue.setRateLimit(RateLimit{.starts = 10, .interval = 1s, .burst = 3});
        for (int i = 0; i < 20; ++i)
            f.queue.post(QByteArray::number(i));
        QCOMPARE(f.launched.size(), 3);
        QVERIFY(f.queue.waitReason(f.queue.pending().front())->kind == DispatchWait::Kind::RateLimited);
        f.clock.advance(99ms);
        QCOMPARE(f.launched.size(), 3);
        f.clock.advance(1ms);
        QCOMPARE(f.launched.size(), 4);
        f.clock.advance(1s);
        QCOMPARE(f.launched.size(), 14);
        f.queue.setRateLimit(std::nullopt);
        QCOMPARE(f.launched.size(), 20);
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, f.queue.setRateLimit(RateLimit{.starts = 0}));
    }

    void aRestGivesNoMoreThanTheBurst()
    {
        DispatchFixture f(100);
        f.queue.setRateLimit(RateLimit{.starts = 1, .interval = 1s, .burst = 2});
        f.clock.advance(1h);
        for (int i = 0; i < 5; ++i)
            f.queue.post(QByteArray::number(i));
        QCOMPARE(f.launched.size(), 2);
        f.clock.advance(1s);
        QCOMPARE(f.launched.size(), 3);
    }

    // --- why not ----------------------------------------------------------------------------------------------
    void everyPendingJobSaysWhy()
    {
        using Kind = DispatchWait::Kind;
        DispatchFixture f;
        const JobId a = f.queue.post("a"), b = f.queue.post("b");
        const auto kind = [&f](JobId id) { return f.queue.waitReason(id)->kind; };
        QVERIFY(kind(a) == Kind::NoWidth);
        f.queue.pause();
        QVERIFY(kind(a) == Kind::Paused);
        f.queue.resume(1);
        QVERIFY(!f.queue.waitReason(a));
        QVERIFY(kind(b) == Kind::InLine);
        QCOMPARE(f.queue.waitReason(b)->rank, 1u);
        f.queue.post("urgent", -1);
        QCOMPARE(f.queue.waitReason(b)->rank, 2u);
        f.queue.stop(Underway::Finish);
        QVERIFY(kind(b) == Kind::Stopped);
    }

    // --- re-entrance --------------------------------------------------------------------------------------------
    void aFunctionMayFinishAtOnceAndPutMore()
    {
        ManualClock clock;
        int launched = 0;
        ResizableDispatchQueue<int, int> *self = nullptr;
        ResizableDispatchQueue<int, int> queue(
            [&](Launching<int> &launching) {
                ++launched;
                if (launching.arg() > 0)
                    self->post(launching.arg() - 1);
                return succeed(0);
            },
            clock, 2);
        self = &queue;
        queue.post(100'000); // In constant stack.
        QCOMPARE(launched, 100'001);
        QCOMPARE(queue.size(), 0u);
    }

    void aFunctionMayChangeTheWidth()
    {
        ManualClock clock;
        std::size_t most = 0;
        ResizableDispatchQueue<int, int> *self = nullptr;
        std::vector<Resolver<int>> resolvers;
        ResizableDispatchQueue<int, int> queue(
            [&](Launching<int> &launching) {
                self->setWidth(launching.arg());
                most = std::max(most, self->underwayCount());
                auto [deferred, resolver] = makeDeferred<int>();
                resolvers.push_back(std::move(resolver));
                return std::move(deferred);
            },
            clock);
        self = &queue;
        for (const int width : {3, 3, 2, 5, 5, 5})
            queue.post(width);
        queue.setWidth(1);
        QCOMPARE(most, 3u);
        QCOMPARE(queue.width(), 2);
    }

    void watchersMayPutAndLaunchBeforeWhatIsPending()
    {
        DispatchFixture f(1);
        f.queue.put("a").addCallback([&f](const Job &) { f.queue.post("urgent", -1); });
        f.queue.post("b");
        f.finish("a");
        QCOMPARE(f.launched, (List{"a", "urgent"}));
    }

    void aWatcherMayDestroyTheQueue()
    {
        ManualClock clock;
        std::vector<Resolver<int>> resolvers;
        using Queue = ResizableDispatchQueue<int, int>;
        auto queue = std::make_unique<Queue>(
            [&resolvers](Launching<int> &) {
                auto [deferred, resolver] = makeDeferred<int>();
                resolvers.push_back(std::move(resolver));
                return std::move(deferred);
            },
            clock, 2);
        int told = 0;
        queue->put(1).addCallback([&](const Queue::Job &) { queue.reset(); });
        queue->put(2).addErrback([&told](const Failure &failure) {
            told += failure.is<QueueStopped>() ? 1 : 0;
            return Queue::Job();
        });
        queue->put(3).addErrback([&told](const Failure &failure) {
            told += failure.is<QueueStopped>() ? 1 : 0;
            return Queue::Job();
        });
        resolvers.at(0).callback(1);
        QVERIFY(!queue);
        QCOMPARE(told, 2);
        QVERIFY(!resolvers.at(1).isPending());
    }

    void workMayEndAfterItsQueueHasGone()
    {
        ManualClock clock;
        using Queue = ResizableDispatchQueue<int, int>;
        std::vector<Resolver<int>> resolvers;
        int stopRequests = 0;
        auto queue = std::make_unique<Queue>(
            [&](Launching<int> &launching) {
                launching.onCancel([&stopRequests] { ++stopRequests; });
                auto [deferred, resolver] = makeDeferred<int>();
                resolvers.push_back(std::move(resolver));
                return std::move(deferred);
            },
            clock, 3);
        for (int i = 0; i < 5; ++i)
            queue->post(i);
        queue.reset();
        QCOMPARE(stopRequests, 3);
        resolvers[0].callback(1);
        resolvers[1].errback(CancelledError());
        resolvers.clear(); // Abandons the third.
        QCOMPARE(clock.pendingCalls(), 0u);
    }

    void theFunctionMayDestroyTheQueue()
    {
        ManualClock clock;
        using Queue = ResizableDispatchQueue<int, int>;
        std::unique_ptr<Queue> queue;
        int stopRequests = 0;
        queue = std::make_unique<Queue>(
            [&](Launching<int> &launching) {
                launching.onCancel([&stopRequests] { ++stopRequests; });
                queue.reset();
                return makeDeferred<int>().deferred;
            },
            clock);
        queue->post(1);
        queue->post(2);
        queue->setWidth(2);
        QVERIFY(!queue);
        QCOMPARE(stopRequests, 1);
    }
};

QTEST_APPLESS_MAIN(tst_DispatchQueue)
#include "tst_dispatchqueue.moc"
