#include "tests/support/queuefixture.h"
#include "tests/support/unhandled.h"

#include <QTest>

#include <array>
#include <functional>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;

using List = QByteArrayList;

/// What those may do to a JobQueue who are told how a job ended, and when they are told.
class tst_JobQueueWatchers : public QObject
{
    Q_OBJECT

private:
    /// Calls \a then when \a id ends, however it does.
    static void whenOver(QueueFixture &f, JobId id, std::function<void()> then)
    {
        f.queue->watch(id).addBoth([then = std::move(then)](const Outcome<JobRecord> &) { then(); });
    }
    static std::vector<JobId> restoreInterrupted(QueueFixture &f, int count)
    {
        RestoredJobs restored;
        for (int number = 1; number <= count; ++number) {
            JobRecord record;
            record.number = JobNumber(number);
            record.state = JobState::Interrupted;
            record.spec = QueueFixture::spec("x");
            restored.records.push_back(record);
        }
        f.queue->restore(std::move(restored));
        return f.queue->all();
    }

private Q_SLOTS:
    void whoWaitsForARemovedJobIsToldAndMayRemoveItAgain()
    {
        QueueFixture f;
        const auto ids = restoreInterrupted(f, 2);
        int told = 0;
        for (const JobId id : ids)
            f.queue->watch(id).addErrback<AbandonedError>([&](const AbandonedError &) {
                ++told;
                [&] { QCOMPARE(f.queue->size(), 0u); }();
                f.queue->remove(ids);
                return JobRecord();
            });
        QCOMPARE(f.queue->remove(ids).size(), 2u);
        QCOMPARE(told, 2);
        QCOMPARE(f.queue->size(), 0u);
        QCOMPARE(f.queue->status().counts[JobState::Interrupted], 0u);
    }

    void whoWaitsForARemovedJobMayDestroyTheQueue()
    {
        QueueFixture f;
        const auto ids = restoreInterrupted(f, 2);
        whenOver(f, ids[0], [&f] { f.queue.reset(); });
        QCOMPARE(f.queue->remove(ids).size(), 2u);
        QVERIFY(!f.queue);
    }

    void whoIsToldOfACancelMayDestroyTheQueue_data()
    {
        QTest::addColumn<int>("width");
        QTest::newRow("pending") << 0;
        QTest::newRow("underway") << 2;
    }
    void whoIsToldOfACancelMayDestroyTheQueue()
    {
        QFETCH(int, width);
        QueueFixture f(width);
        const auto ids = f.put(List{"a", "b"});
        whenOver(f, ids[0], [&f] { f.queue.reset(); });
        f.queue->cancel(ids);
        f.clock.advance(1s);
        QVERIFY(!f.queue);
    }

    void whoIsToldOfAMarkMayDestroyTheQueueOrRemoveTheJob()
    {
        QueueFixture f;
        const auto ids = restoreInterrupted(f, 3);
        whenOver(f, ids[0], [&] { f.queue->remove(std::array{ids[0], ids[1]}); });
        whenOver(f, ids[2], [&] { f.queue.reset(); });
        QCOMPARE(f.queue->markFailed(std::array{ids[0], ids[1], ids[2], ids[0]}), 2);
        QVERIFY(!f.queue);
    }

    void aLaunchOfARetryMayDestroyTheQueue()
    {
        QueueFixture f(1);
        f.queue->setRunner(JobKind::Command, nullptr); // Fails at once.
        const JobId id = f.put("a");
        QVERIFY(f.state(id) == JobState::Failed);
        f.queue->setWidth(0);
        f.queue->retry(std::array{id});
        whenOver(f, id, [&f] { f.queue.reset(); });
        f.queue->setWidth(1);
        QVERIFY(!f.queue);
    }

    void aLaunchOfAResumeMayDestroyTheQueueThatWroteItDownBefore()
    {
        QueueFixture f(1);
        f.queue->setRunner(JobKind::Command, nullptr); // Fails at once.
        f.queue->setJournal(&f.journal);
        f.queue->pause();
        QVERIFY(f.journal.settings.paused);
        whenOver(f, f.put("a"), [&f] { f.queue.reset(); });
        f.queue->resume();
        QVERIFY(!f.queue);
        QVERIFY(!f.journal.settings.paused);
    }

    void aLaunchOfARestoreMayDestroyTheQueue()
    {
        QueueFixture f;
        f.queue->setRunner(JobKind::Command, nullptr);
        whenOver(f, f.put("a"), [&f] { f.queue.reset(); });
        RestoredJobs restored;
        restored.settings.width = 1;
        f.queue->restore(std::move(restored));
        QVERIFY(!f.queue);
    }

    void afterAStopWhatIsLeftIsToldAtOnce()
    {
        QueueFixture f;
        const auto interrupted = restoreInterrupted(f, 1);
        const JobId pending = f.put("a");
        List told;
        const auto watch = [&](JobId id, const QByteArray &name) {
            f.queue->watch(id).addErrback<JobSaved<JobRecord>>([&told, name](const auto &error) {
                told += name;
                return error.job();
            });
        };
        watch(interrupted[0], "interrupted");
        f.queue->stop(Underway::Finish);
        QCOMPARE(told, (List{"interrupted"}));
        watch(pending, "pending");
        watch(interrupted[0], "interrupted");
        QCOMPARE(told, (List{"interrupted", "pending", "interrupted"}));
    }

    void whoIsToldOfTheQueuesEndMayStillAskIt()
    {
        QueueFixture f;
        const auto ids = restoreInterrupted(f, 1);
        std::size_t size = 0;
        JobQueue *queue = &*f.queue;
        whenOver(f, ids[0], [&size, queue] { size = queue->size(); });
        f.queue.reset();
        QCOMPARE(size, 1u);
    }
};

QTEST_GUILESS_MAIN(tst_JobQueueWatchers)
#include "tst_jobqueuewatchers.moc"
