#include "tests/support/dispatchfixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

using List = QByteArrayList;
using Job = DispatchFixture::Job;

namespace {

/// Work that ends when the resolver that it adds to \a resolvers is told to.
Deferred<int> keep(std::vector<Resolver<int>> &resolvers)
{
    auto [deferred, resolver] = makeDeferred<int>();
    resolvers.push_back(std::move(resolver));
    return std::move(deferred);
}

} // namespace

/// What functions and watchers may do to the queue that calls them.
class tst_DispatchReentrance : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Else a result that can't be written, which closes the gate, would be told to nobody any more.
    void whatIsSteeredAtTheLastEndDoesNotEndTheStopBeforeIt()
    {
        DispatchFixture f(1);
        f.queue.post("last");
        bool isStopped = false;
        bool wasStopped = true;
        f.queue.setObserver([&](const Job &) {
            f.queue.setWidth(0);
            wasStopped = isStopped;
        });
        f.queue.stop(Underway::Finish).addCallback([&isStopped](const std::vector<Job> &) {
            isStopped = true;
        });
        f.finish("last");
        QVERIFY(!wasStopped);
        QVERIFY(isStopped);
    }

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

    void aFunctionThatReturnsAnEmptyDeferredFailsItsJobAndKeepsNoSlot()
    {
        ManualClock clock;
        ResizableDispatchQueue<int, int> queue(
            [](Launching<int> &launching) { return launching.arg() == 0 ? Deferred<int>() : succeed(1); },
            clock, 1);
        using Ended = ResizableDispatchQueue<int, int>::Job;
        Ended failed;
        queue.put(0).addErrback<JobFailed<Ended>>(
            [&failed](const JobFailed<Ended> &error) { return failed = error.job(); });
        QVERIFY(failed.failure && failed.failure->is<EmptyDeferredError>());
        int finished = 0;
        queue.put(1).addCallback([&finished](const Ended &) { ++finished; });
        QCOMPARE(finished, 1);
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
                return keep(resolvers);
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
        auto queue =
            std::make_unique<Queue>([&resolvers](Launching<int> &) { return keep(resolvers); }, clock, 2);
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

    void aWatcherMayDestroyTheQueueWhileAStopAsksTheOthers()
    {
        ManualClock clock;
        using Queue = ResizableDispatchQueue<int, int>;
        std::vector<Resolver<int>> resolvers;
        int stopRequests = 0;
        auto queue = std::make_unique<Queue>(
            [&](Launching<int> &launching) {
                launching.onCancel([&, which = static_cast<std::size_t>(launching.arg())] {
                    ++stopRequests;
                    resolvers[which].callback(0); // It is done after all, so its watchers are told at once.
                });
                return keep(resolvers);
            },
            clock, 3);
        queue->put(0).addCallback([&queue](const Queue::Job &) { queue.reset(); });
        queue->post(1);
        queue->post(2);
        queue->stop(Underway::Cancel).addErrback<QueueStopped>([](const QueueStopped &) {
            return std::vector<Queue::Job>();
        });
        QVERIFY(!queue);
        QCOMPARE(stopRequests, 3); // Each once: by the stop or by the queue's end.
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
                return keep(resolvers);
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

QTEST_APPLESS_MAIN(tst_DispatchReentrance)
#include "tst_dispatchreentrance.moc"
