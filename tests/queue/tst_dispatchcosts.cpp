#include "core/deferred/manualclock.h"
#include "core/queue/resizabledispatchqueue.h"
#include "tests/support/allocations.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

/// What can be counted exactly about the dispatch queue's costs; its speed is measured in tests/bench.
class tst_DispatchCosts : public QObject
{
    Q_OBJECT

    using Queue = ResizableDispatchQueue<int, int>;

private Q_SLOTS:
    void aJobAllocatesNothingOfItsOwn()
    {
        constexpr int count = 5'000;
        ManualClock clock;
        std::vector<Resolver<int>> underway;
        underway.reserve(2 * count);
        Queue queue([&underway](Launching<int> &) { return work(underway); }, clock, 8);
        const auto run = [&] {
            for (int i = 0; i < count; ++i)
                queue.post(i, i % 7);
            for (std::size_t i = 0; i < underway.size(); ++i)
                underway[i].callback(1);
            underway.clear();
        };
        run(); // Lets its tables grow.
        QCOMPARE(queue.size(), 0u);
        for (int i = 0; i < count; ++i)
            queue.post(i); // Keeps the slab from being given back.
        queue.clear();
        const Allocations without;
        for (int i = 0; i < count; ++i)
            work(underway).addBoth([held = std::shared_ptr<int>(), i](const Outcome<int> &) { Q_UNUSED(i) });
        for (Resolver<int> &resolver : underway)
            resolver.callback(1);
        underway.clear();
        const std::size_t ofTheWork = without.count();
        queue.post(-1); // Stays underway throughout, for the same reason.
        Resolver<int> stays = std::move(underway.back());
        underway.clear();
        run();
        const Allocations with;
        run();
        QVERIFY2(with.count() <= ofTheWork + count / 100,
                 qPrintable(QString::number(with.count() - ofTheWork)));
        stays.callback(1);
    }

    void aPendingJobIsSmall()
    {
        // The cell, its place and its entries in the heap, vectors twice as large as need be.
        using Cell = detail::DispatchJobs<int, int>::Cell;
        QVERIFY(sizeof(Cell) <= 64);
        QVERIFY(sizeof(DispatchKey) == 16);
    }

    void staleIdsAreKnownForEver()
    {
        ManualClock clock;
        Queue queue([](Launching<int> &) { return succeed(1); }, clock);
        std::vector<JobId> old;
        for (int round = 0; round < 5; ++round) {
            std::vector<JobId> ids;
            for (int i = 0; i < 3'000; ++i)
                ids.push_back(queue.post(i));
            for (const JobId id : old)
                QVERIFY(!queue.arg(id));
            for (int i = 0; i < 3'000; ++i)
                QCOMPARE(*queue.arg(ids[static_cast<std::size_t>(i)]), i);
            queue.clear(); // The last one gives the memory back.
            old.insert(old.end(), ids.begin(), ids.end());
        }
    }

private:
    static Deferred<int> work(std::vector<Resolver<int>> &underway)
    {
        auto [deferred, resolver] = makeDeferred<int>();
        underway.push_back(std::move(resolver));
        return std::move(deferred);
    }
};

QTEST_APPLESS_MAIN(tst_DispatchCosts)
#include "tst_dispatchcosts.moc"
