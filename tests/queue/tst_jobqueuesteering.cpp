#include "tests/support/queuefixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

using List = QByteArrayList;

/// Order, undo, what the journal hears, what is told when.
class tst_JobQueueSteering : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // --- order --------------------------------------------------------------------------------------------------
    void movesCanBeUndone()
    {
        QueueFixture f;
        const auto ids = f.put(List{"a", "b", "c", "d"});
        QCOMPARE(f.queue->reprioritize(std::array{ids[3]}, -1), 1);
        const auto before = f.queue->places(ids);
        QCOMPARE(f.queue->move(std::array{ids[2], ids[1]}, Place::Top), 2);
        QCOMPARE(order(f), (List{"b", "c", "d", "a"}));
        QCOMPARE(f.queue->find(ids[1])->priority, -1);
        QCOMPARE(f.queue->setPlaces(before), 4);
        QCOMPARE(order(f), (List{"d", "a", "b", "c"}));
        QCOMPARE(f.queue->moveBefore(std::array{ids[0]}, JobId{}), 1);
        QCOMPARE(order(f), (List{"d", "b", "c", "a"}));
        f.queue->setWidth(1);
        f.clock.advance(1s);
        QCOMPARE(f.runner.launched(), (List{"d", "b", "c", "a"}));
        QCOMPARE(f.queue->move(ids, Place::Top), 0);
        QCOMPARE(f.queue->reprioritize(ids, 3), 0);
    }

    void cancellingPendingJobsCanBeUndone()
    {
        QueueFixture f;
        const auto ids = f.put(List{"a", "b", "c"});
        const auto places = f.queue->places(std::span(ids).first(2));
        f.queue->cancel(std::span(ids).first(2));
        QCOMPARE(f.queue->status().counts[JobState::Cancelled], 2u);
        QCOMPARE(f.queue->setPlaces(places), 2);
        QCOMPARE(order(f), (List{"a", "b", "c"}));
        QCOMPARE(f.queue->find(ids[0])->endedAt, WallTime{});
        f.queue->setWidth(3);
        f.clock.advance(200ms);
        QCOMPARE(f.queue->status().counts[JobState::Finished], 3u);
        QCOMPARE(f.queue->setPlaces(places), 0);
    }

    void whatWasUnderwayIsNotRevived()
    {
        QueueFixture f(1);
        const JobId id = f.put("a");
        f.queue->cancel(std::array{id});
        f.clock.advance(1ms);
        QCOMPARE(f.queue->setPlaces(std::array{JobPlace{id, 0, 1}}), 0);
    }

    void whatWasRemovedCanBePutBack()
    {
        QueueFixture f(1);
        f.queue->setJournal(&f.journal);
        const auto ids = f.put(List{"a", "b"});
        f.clock.advance(200ms);
        std::vector<JobRecord> removed = f.queue->remove(ids); // The second is underway and stays.
        QCOMPARE(removed.size(), 1u);
        QVERIFY(!f.queue->find(ids[0]));
        QCOMPARE(f.journal.kept.size(), 1u);
        f.clock.advance(1s);
        const auto back = f.queue->putBack(std::move(removed));
        QCOMPARE(back.size(), 1u);
        QVERIFY(f.state(back[0]) == JobState::Finished);
        QCOMPARE(f.queue->find(back[0])->number, JobNumber{1});
        QCOMPARE(f.journal.kept.size(), 2u);
        QCOMPARE(f.queue->all().front(), back[0]);
    }

    void interruptedJobsWaitForADecision()
    {
        QueueFixture f(2);
        RestoredJobs restored;
        for (std::uint64_t number = 7; number <= 8; ++number) {
            JobRecord record;
            record.number = static_cast<JobNumber>(number);
            record.state = JobState::Interrupted;
            record.attempt = 1;
            record.spec = QueueFixture::spec("x");
            restored.records.push_back(record);
        }
        restored.settings.width = 2;
        restored.nextNumber = JobNumber{20};
        f.queue->restore(std::move(restored));
        const auto ids = f.queue->all();
        f.clock.advance(1s);
        QCOMPARE(f.runner.launched().size(), 0);
        QCOMPARE(f.queue->markFailed(std::array{ids[0]}), 1);
        QVERIFY(f.state(ids[0]) == JobState::Failed);
        QVERIFY(f.queue->find(ids[0])->outcome->reason == FailureReason::Abandoned);
        QCOMPARE(f.queue->retry(std::array{ids[1]}), 1);
        f.clock.advance(200ms);
        QVERIFY(f.state(ids[1]) == JobState::Finished);
        QCOMPARE(f.queue->find(ids[1])->attempt, 2);
        QCOMPARE(f.queue->find(f.put("new"))->number, JobNumber{20});
    }

    void aRestoredQueueGoesOnWhereItStopped()
    {
        QueueFixture first(1);
        first.queue->setJournal(&first.journal);
        first.queue->setHostCap(3);
        const auto ids = first.put(List{"a", "b", "c", "d"});
        first.queue->move(std::array{ids[3]}, Place::Top);
        first.queue->stop(Underway::Cancel);
        first.clock.advance(1s);
        RestoredJobs restored;
        for (const auto &[number, record] : first.journal.kept)
            restored.records.push_back(record);
        restored.settings = first.journal.settings;
        QueueFixture second;
        second.queue->restore(std::move(restored));
        QCOMPARE(second.queue->status().hostCap, 3);
        QCOMPARE(second.queue->status().width, 1);
        second.clock.advance(1s);
        QCOMPARE(second.runner.launched(), (List{"a", "d", "b", "c"}));
        QCOMPARE(second.queue->find(second.queue->all()[0])->attempt, 2);
        const JobId more = second.put("e");
        QCOMPARE(second.queue->find(more)->number, JobNumber{5});
    }

    // --- telling ------------------------------------------------------------------------------------------------
    void oneSignalAFrame()
    {
        QueueFixture f(100);
        List whats;
        for (int i = 0; i < 1000; ++i)
            whats += QByteArray::number(i);
        f.put(whats);
        QCOMPARE(f.changes.size(), 0u);
        f.frame();
        QCOMPARE(f.changes.size(), 1u);
        QCOMPARE(f.changes[0].added.size(), 1000u);
        QCOMPARE(f.changes[0].changed.size(), 0u); // Those underway are new.
        QCOMPARE(f.changes[0].added, f.queue->all());
        f.changes.clear();
        f.clock.advance(10s); // Ten rounds of 100 jobs at once, each round in one frame.
        QCOMPARE(f.changes.size(), 10u);
        QCOMPARE(f.drains, 1);
        f.clock.advance(1h);
        QCOMPARE(f.changes.size(), 10u); // Nothing happens: nothing is said.
        QCOMPARE(f.clock.pendingCalls(), 0u);
    }

    void aJobThatCameAndWentIsNotTold()
    {
        QueueFixture f;
        const auto ids = f.put(List{"a", "b"});
        f.queue->cancel(std::array{ids[0]});
        f.queue->remove(std::array{ids[0]});
        f.frame();
        QCOMPARE(f.changes.size(), 1u);
        QCOMPARE(f.changes[0].added, std::vector{ids[1]});
        QVERIFY(f.changes[0].removed.empty() && f.changes[0].changed.empty());
        f.queue->cancel(std::array{ids[1]});
        f.queue->remove(std::array{ids[1]});
        f.frame();
        QCOMPARE(f.changes[1].removed, std::vector{ids[1]});
        QVERIFY(f.changes[1].changed.empty());
    }

    void orderChangesAreTold()
    {
        QueueFixture f;
        const auto ids = f.put(List{"a", "b"});
        f.frame();
        QVERIFY(!f.changes.back().orderChanged);
        f.queue->move(std::array{ids[1]}, Place::Top);
        f.frame();
        QVERIFY(f.changes.back().orderChanged);
        QCOMPARE(f.changes.back().changed, std::vector{ids[1]});
    }

    void drainedOnceAndOnlyByJobsEnding()
    {
        QueueFixture f(1);
        f.frame();
        QCOMPARE(f.drains, 0);
        f.put("a");
        f.clock.advance(216ms);
        QCOMPARE(f.drains, 1);
        f.put("b");
        f.clock.advance(200ms);
        f.put("c"); // Within the frame: there is something to do again.
        f.clock.advance(150ms);
        QCOMPARE(f.drains, 1);
        f.clock.advance(100ms);
        QCOMPARE(f.drains, 2);
    }

    void aSlotMayDestroyTheQueue()
    {
        QueueFixture f(1);
        QObject::connect(&*f.queue, &JobQueue::changed, this, [&f] { f.queue.reset(); });
        f.put("a");
        f.frame();
        QVERIFY(!f.queue);
    }

    void closingIsTold()
    {
        QueueFixture f(3);
        f.put(List{"a", "b", "c"});
        f.queue->setWidth(1);
        f.frame();
        QCOMPARE(f.queue->status().closing, 2);
        f.statusChanges = 0;
        f.clock.advance(200ms);
        QCOMPARE(f.statusChanges, 1);
        QCOMPARE(f.queue->status().closing, 0);
    }

    // --- the journal --------------------------------------------------------------------------------------------
    void theJournalHearsInTime()
    {
        QueueFixture f(1);
        f.queue->setJournal(&f.journal);
        f.put(List{"a", "b", "c"});
        QCOMPARE(f.journal.batches, (std::vector<std::size_t>{3, 1})); // The put, then the launch.
        QVERIFY(f.journal.stateOf(1) == JobState::Underway);
        QVERIFY(!f.queue->status().saved);
        f.queue->setSaved(f.journal.mark);
        QVERIFY(f.queue->status().saved);
        f.clock.advance(200ms);
        QVERIFY(f.journal.stateOf(2) == JobState::Underway);
        QVERIFY(f.journal.stateOf(1) == JobState::Underway); // Its end comes with the frame …
        f.frame();
        QVERIFY(f.journal.stateOf(1) == JobState::Finished);
        QVERIFY(!f.queue->status().saved);
        const auto batches = f.journal.batches.size();
        f.runner.progress("b", {1, 2});
        f.runner.print("b", "x\n");
        f.frame();
        QCOMPARE(f.journal.batches.size(), batches); // … but progress and lines never.
        f.queue->pause();
        QVERIFY(f.journal.settings.paused);
    }

private:
    /// The pending jobs by what the records say of their places.
    static List order(const QueueFixture &f)
    {
        std::vector<const JobRecord *> pending;
        for (const JobId id : f.queue->all()) {
            if (f.state(id) == JobState::Pending)
                pending.push_back(f.queue->find(id));
        }
        std::sort(pending.begin(), pending.end(), [](const JobRecord *a, const JobRecord *b) {
            return std::pair(a->priority, a->position) < std::pair(b->priority, b->position);
        });
        List order;
        for (const JobRecord *record : pending)
            order += record->spec.what;
        return order;
    }
};

QTEST_APPLESS_MAIN(tst_JobQueueSteering)
#include "tst_jobqueuesteering.moc"
