#include "tests/support/probe.h"
#include "tests/support/queuefixture.h"

#include <QTest>

#include <algorithm>
#include <numeric>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

using List = QByteArrayList;
using Ids = std::vector<JobId>;

namespace {

constexpr std::size_t slice = JobQueue::slice;

std::vector<JobSpec> jobs(std::size_t count, const QByteArray &stem = "job ")
{
    std::vector<JobSpec> specs;
    for (std::size_t i = 0; i < count; ++i)
        specs.push_back(QueueFixture::spec(stem + QByteArray::number(qulonglong(i))));
    return specs;
}

/// Has a turn of its own between any two of those that are due at once, as everything else in an event loop has.
class Turns
{
public:
    Turns(Clock &clock, std::function<void()> look) : m_clock(clock), m_look(std::move(look)) { next(); }
    ~Turns() { m_call.cancel(); }
    Q_DISABLE_COPY_MOVE(Turns)

private:
    void next()
    {
        m_call = m_clock.callLater(0ms, [this] {
            m_look();
            next();
        });
    }

    Clock &m_clock;
    std::function<void()> m_look;
    DelayedCall m_call;
};

} // namespace

/// Lists of any length: put in slices, and yet as one.
class tst_JobQueueLists : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noTurnPutsMoreThanASlice()
    {
        QueueFixture f;
        f.queue->setJournal(&f.journal);
        const std::size_t count = 20 * slice + 1;
        Probe<Ids> put(f.queue->putList(jobs(count)));
        std::vector<std::size_t> sizes{0, f.queue->size()};
        {
            std::optional<Turns> turns;
            turns.emplace(f.clock, [&] {
                if (sizes.back() == count)
                    f.clock.callLater(0ms, [&turns] { turns.reset(); });
                else
                    sizes.push_back(f.queue->size());
            });
            f.clock.advance(0ms);
        }
        QVERIFY(put.hasValue());
        QCOMPARE(sizes.back(), count);
        QCOMPARE(sizes.size(), std::size_t(1 + 21)); // Nothing, and what each slice left.
        for (std::size_t i = 1; i < sizes.size(); ++i)
            QVERIFY2(sizes[i] - sizes[i - 1] <= slice, "a turn put more than a slice");
        for (const std::size_t batch : f.journal.batches)
            QVERIFY(batch <= slice);
    }

    void theWholeListIsInBeforeAnythingLaunches()
    {
        QueueFixture f(2);
        f.put("before");
        std::vector<JobSpec> specs = jobs(3 * slice);
        specs.back().priority = -1;
        specs.back().what = "the last and most important";
        Probe<Ids> put(f.queue->putList(std::move(specs)));
        QCOMPARE(f.runner.launched(), List{"before"});
        // Whatever else would launch: a job that ends, a wider queue, another job.
        f.runner.finish("before");
        f.queue->setWidth(3);
        const JobId other = f.put("other");
        QCOMPARE(f.runner.launched(), List{"before"});
        QVERIFY(f.queue->waitReason(other)->kind == WaitReason::Kind::Arriving);
        f.clock.advance(0ms);
        QVERIFY(put.hasValue());
        QCOMPARE(f.runner.launched(), (List{"before", "the last and most important", "job 0", "job 1"}));
    }

    void itStandsWhereItWouldIfItHadBeenPutAtOnce()
    {
        QueueFixture f;
        Probe<Ids> put(f.queue->putList(jobs(2 * slice + 1)));
        const JobId other = f.put("other");
        QCOMPARE(std::uint64_t(f.queue->find(other)->number), 2 * slice + 2);
        f.clock.advance(0ms);
        Ids expected = put.value();
        expected.push_back(other);
        QCOMPARE(f.queue->all(), expected);
        QVERIFY(std::ranges::is_sorted(expected, {}, [&f](JobId id) { return f.queue->find(id)->position; }));
        f.queue->setWidth(1);
        QCOMPARE(f.runner.launched(), List{"job 0"});
        QCOMPARE(f.queue->waitReason(other)->rank, std::uint32_t(2 * slice + 1));
    }

    void aShortListIsInAtOnce()
    {
        QueueFixture f(1);
        Probe<Ids> put(f.queue->putList(jobs(slice)));
        QCOMPARE(put.value().size(), slice);
        QCOMPARE(f.runner.launched(), List{"job 0"});
        Probe<Ids> none(f.queue->putList({}));
        QVERIFY(none.value().empty());
    }

    void listsFollowOneAnother()
    {
        QueueFixture f(1);
        Probe<Ids> first(f.queue->putList(jobs(2 * slice, "a")));
        Probe<Ids> second(f.queue->putList(jobs(1, "b")));
        QVERIFY(!second.hasFired());
        QCOMPARE(f.queue->status().arriving, slice + 1);
        f.clock.advance(0ms);
        Ids expected = first.value();
        expected.push_back(second.value().front());
        QCOMPARE(f.queue->all(), expected);
        QCOMPARE(f.queue->status().arriving, std::size_t(0));
        QCOMPARE(f.runner.launched(), List{"a0"});
    }

    void whatIsInCanBeSteered()
    {
        QueueFixture f;
        Probe<Ids> put(f.queue->putList(jobs(2 * slice)));
        const Ids in = f.queue->all();
        QCOMPARE(f.queue->cancel(in), int(slice));
        f.frame();
        f.frame();
        QCOMPARE(f.drains, 0);
        QCOMPARE(put.value().size(), 2 * slice);
        QCOMPARE(f.queue->status().counts[JobState::Cancelled], std::uint32_t(slice));
        QCOMPARE(f.queue->status().counts[JobState::Pending], std::uint32_t(slice));
        const std::vector<JobRecord> removed = f.queue->remove(in);
        QCOMPARE(f.queue->putBack(removed).size(), slice);
        QCOMPARE(f.queue->all().size(), 2 * slice);
        QVERIFY(f.queue->all() != put.value()); // The same numbers, in new places of the slab.
    }

    void nothingIsDrainedWhileMoreIsToCome()
    {
        QueueFixture f;
        Probe<Ids> put(f.queue->putList(jobs(slice + 1)));
        f.queue->cancel(f.queue->all());
        f.clock.advance(16ms);
        QCOMPARE(f.drains, 0);
        f.queue->cancel(f.queue->all());
        f.frame();
        QCOMPARE(f.drains, 1);
    }

    void aStopWaitsForTheRestWhichIsKept()
    {
        QueueFixture f(1);
        f.queue->setJournal(&f.journal);
        Probe<Ids> put(f.queue->putList(jobs(3 * slice)));
        Probe<void> stopped(f.queue->stop(Underway::Finish));
        QVERIFY(!stopped.hasFired());
        QVERIFY_THROWS_EXCEPTION(QueueStopped, (void)f.queue->putList(jobs(1)));
        f.clock.advance(0ms);
        QVERIFY(stopped.hasValue());
        QCOMPARE(put.value().size(), 3 * slice);
        QCOMPARE(f.journal.kept.size(), 3 * slice);
        QVERIFY(std::ranges::all_of(f.journal.kept,
                                    [](const auto &kept) { return kept.second.state == JobState::Pending; }));
        QVERIFY(f.runner.launched().isEmpty());
        std::vector<std::uint64_t> positions;
        for (const auto &[number, record] : f.journal.kept)
            positions.push_back(record.position);
        QVERIFY(std::ranges::is_sorted(positions)); // For the next start: in the list's order.
    }

    void aStopWaitsForWhatIsUnderwayToo()
    {
        QueueFixture f(1);
        f.put("long");
        Probe<Ids> put(f.queue->putList(jobs(2 * slice)));
        Probe<void> stopped(f.queue->stop(Underway::Finish));
        f.clock.advance(0ms);
        QVERIFY(put.hasValue());
        QVERIFY(!stopped.hasFired());
        f.clock.advance(200ms);
        QVERIFY(stopped.hasValue());
    }

    void nothingIsSavedBeforeAllOfItIs()
    {
        QueueFixture f;
        f.queue->setJournal(&f.journal);
        Probe<Ids> put(f.queue->putList(jobs(2 * slice)));
        f.queue->setSaved(f.journal.mark);
        QVERIFY(!f.queue->status().saved);
        f.clock.advance(0ms);
        QVERIFY(!f.queue->status().saved);
        f.queue->setSaved(f.journal.mark);
        QVERIFY(f.queue->status().saved);
    }

    void aQueueThatGoesTellsWhoWaitsForItsLists()
    {
        QueueFixture f;
        Probe<Ids> put(f.queue->putList(jobs(2 * slice)));
        f.queue.reset();
        QVERIFY(put.failedWith<AbandonedError>());
        f.clock.advance(1s);
    }

    void whoIsToldMayDestroyTheQueue()
    {
        QueueFixture f(1);
        Probe<void> told(
            f.queue->putList(jobs(2 * slice)).addCallback([&f](const Ids &) { f.queue.reset(); }));
        f.clock.advance(0ms);
        QVERIFY(told.hasValue());
    }

    void aJournalThatLostAllGetsItAgainInSlices()
    {
        QueueFixture f;
        f.queue->setJournal(&f.journal);
        const auto ids = f.put(List(1'200, "a"));
        f.queue->setHostCap(7);
        f.frame();
        f.queue->setSaved(f.journal.mark);
        QVERIFY(f.queue->status().saved);
        f.journal = RecordingJournal();
        f.journal.mark = 1'000'000;
        f.queue->noteAgain();
        QVERIFY(!f.queue->status().saved);
        QCOMPARE(f.journal.kept.size(), JobQueue::slice);
        QCOMPARE(f.journal.settings.hostCap, 7);
        f.queue->setSaved(f.journal.mark);
        QVERIFY(!f.queue->status().saved); // The rest is nowhere.
        f.queue->cancel(std::array{ids[0]});
        QCOMPARE(f.queue->remove(std::array{ids[0]}).size(), 1U);
        f.frame();
        QCOMPARE(f.journal.kept.size(), 1'199U);
        f.queue->setSaved(f.journal.mark - 1);
        QVERIFY(!f.queue->status().saved); // The last slice isn't.
        f.queue->setSaved(f.journal.mark);
        QVERIFY(f.queue->status().saved);
        f.journal.kept.clear();
        f.queue->noteAgain();
        bool hasStopped = false;
        f.queue->stop(Underway::Finish).addCallback([&] {
            hasStopped = true;
            QCOMPARE(f.journal.kept.size(), 1'199U);
        });
        QVERIFY(hasStopped);
        f.journal.kept.clear();
        f.queue->noteAgain();
        QCOMPARE(f.journal.kept.size(), 1'199U); // The program may be about to end.
    }
};

QTEST_GUILESS_MAIN(tst_JobQueueLists)

#include "tst_jobqueuelists.moc"
