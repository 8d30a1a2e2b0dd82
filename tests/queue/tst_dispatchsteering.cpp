#include "tests/support/dispatchfixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

using List = QByteArrayList;
using Job = DispatchFixture::Job;

/// Width, pause, stop and cancel.
class tst_DispatchSteering : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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

    void resumingMayChangeTheWidth()
    {
        DispatchFixture f(1);
        f.queue.pause();
        f.queue.resume(0);
        QCOMPARE(f.queue.width(), 0);
        f.queue.pause();
        f.queue.resume(10);
        QCOMPARE(f.queue.width(), 10);
        f.queue.pause();
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, f.queue.resume(-5));
        QVERIFY(f.queue.isPaused());
        QCOMPARE(f.queue.width(), 10);
    }

    void aFreshQueueHasNothing()
    {
        DispatchFixture f;
        QVERIFY(f.pending().isEmpty());
        QVERIFY(f.underway().isEmpty());
        QVERIFY(!f.queue.isStopped());
        QVERIFY(!f.queue.isPaused());
        QCOMPARE(f.queue.size(), 0u);
        QCOMPARE(f.queue.closing(), 0);
        std::optional<List> left;
        f.queue.stop(Underway::Finish).addCallback([&left](const std::vector<Job> &jobs) {
            left = DispatchFixture::names(jobs);
        });
        QCOMPARE(left, List());
        QVERIFY(f.queue.isStopped());
    }

    void aSlotThatIsNotUsedClosesAtOnce()
    {
        DispatchFixture f(10);
        f.queue.post("a");
        f.queue.setWidth(1000);
        QCOMPARE(f.queue.closing(), 0);
        f.queue.setWidth(7);
        QCOMPARE(f.queue.closing(), 0);
        f.queue.setWidth(0);
        QCOMPARE(f.queue.closing(), 1);
        f.queue.setWidth(8);
        QCOMPARE(f.queue.closing(), 0);
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

    // A job that is asked again may take it as a sign to hurry.
    void aStopLeavesAJobThatIsCancellingItsGraceUnlessItIsRepeated()
    {
        DispatchFixture f(2);
        f.cancels = DispatchFixture::Cancels::Never;
        const auto ids = f.queue.postAll({"cancelling", "underway"});
        f.queue.cancel(ids[0]);
        f.queue.stop(Underway::Finish);
        f.queue.stop(Underway::Cancel);
        QCOMPARE(f.stopRequests, (QByteArrayList{"cancelling", "underway"}));
        f.queue.stop(Underway::Cancel);
        QCOMPARE(f.stopRequests, (QByteArrayList{"cancelling", "underway", "cancelling", "underway"}));
        f.finish("underway");
        f.clock.advance(200ms);
        QCOMPARE(f.queue.size(), 0u);
    }

    void aFunctionMayCancelItsOwnJob()
    {
        ManualClock clock;
        int cancelled = 0;
        Resolver<int> resolver;
        ResizableDispatchQueue<int, int> *self = nullptr;
        ResizableDispatchQueue<int, int> queue(
            [&](Launching<int> &launching) {
                self->cancel(launching.id());
                auto work = makeDeferred<int>([&cancelled] { ++cancelled; });
                resolver = std::move(work.resolver);
                return std::move(work.deferred);
            },
            clock);
        self = &queue;
        queue.post(1);
        queue.setWidth(1);
        QCOMPARE(queue.size(), 0u);
        QCOMPARE(cancelled, 1);
    }
};

QTEST_APPLESS_MAIN(tst_DispatchSteering)
#include "tst_dispatchsteering.moc"
