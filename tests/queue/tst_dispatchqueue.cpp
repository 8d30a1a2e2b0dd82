#include "tests/support/dispatchfixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

using List = QByteArrayList;
using Job = DispatchFixture::Job;

/// Order, and what a put gives.
class tst_DispatchQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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

    void underwayIsInTheOrderOfTheStarts()
    {
        DispatchFixture f(3);
        f.duration.reset();
        f.queue.pause();
        f.queue.post("late", 1);
        f.queue.post("first");
        f.queue.post("urgent", -5);
        f.queue.post("second");
        f.queue.resume();
        QCOMPARE(f.underway(), (List{"urgent", "first", "second"}));
        f.finish("urgent");
        QCOMPARE(f.underway(), (List{"first", "second", "late"}));
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
};

QTEST_APPLESS_MAIN(tst_DispatchQueue)
#include "tst_dispatchqueue.moc"
