#include "core/deferred/manualclock.h"
#include "core/queue/resizabledispatchqueue.h"

#include <QTest>

using namespace millrace;
using namespace std::chrono_literals;

class tst_DispatchQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void smoke()
    {
        ManualClock clock;
        std::vector<Resolver<int>> running;
        ResizableDispatchQueue<int, int> queue(
            [&running](Launching<int> &) {
                auto [d, r] = makeDeferred<int>();
                running.push_back(std::move(r));
                return std::move(d);
            },
            clock, 1);
        int got = 0;
        queue.put(1).addCallback([&got](const auto &job) { got = *job.result; });
        queue.post(2);
        QCOMPARE(queue.size(), 2u);
        running.at(0).callback(7);
        QCOMPARE(got, 7);
        QCOMPARE(running.size(), 2u);
    }
};

QTEST_APPLESS_MAIN(tst_DispatchQueue)
#include "tst_dispatchqueue.moc"
