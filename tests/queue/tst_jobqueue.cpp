#include "tests/support/queuefixture.h"
#include "tests/support/unhandled.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

using List = QByteArrayList;

/// Jobs in, running, ending, stopped.
class tst_JobQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aListRunsInItsOrder()
    {
        QueueFixture f(2);
        const auto ids = f.put(List{"a", "b", "c"});
        QCOMPARE(f.runner.launched(), (List{"a", "b"}));
        QVERIFY(f.state(ids[0]) == JobState::Underway);
        QCOMPARE(f.queue->find(ids[0])->attempt, 1);
        f.clock.advance(200ms);
        QCOMPARE(f.runner.launched(), (List{"a", "b", "c"}));
        f.clock.advance(200ms);
        for (const JobId id : ids)
            QVERIFY(f.state(id) == JobState::Finished);
        const JobRecord *record = f.queue->find(ids[0]);
        QCOMPARE(record->endedAt - record->startedAt, 200ms);
        QVERIFY(record->outcome);
        QCOMPARE(f.queue->status().counts[JobState::Finished], 3u);
        QCOMPARE(f.queue->all(), ids);
    }

    void prioritiesHoldWithinAList()
    {
        QueueFixture f(1);
        std::vector<JobSpec> specs{QueueFixture::spec("late"), QueueFixture::spec("early")};
        specs[0].priority = 1;
        f.queue->putAll(std::move(specs));
        QCOMPARE(f.runner.launched(), (List{"early"}));
    }

    void aFailureSaysWhy()
    {
        QueueFixture f(1);
        f.runner.script("x", {failing(FailureReason::ExitCode)});
        const JobId id = f.put("x");
        f.clock.advance(200ms);
        QVERIFY(f.state(id) == JobState::Failed);
        QVERIFY(f.queue->find(id)->outcome->reason == FailureReason::ExitCode);
    }

    void withoutARunnerAJobFails()
    {
        QueueFixture f;
        f.queue->setRunner(JobKind::Command, nullptr);
        const JobId id = f.put("x");
        f.queue->setWidth(1);
        QVERIFY(f.state(id) == JobState::Failed);
        QVERIFY(f.queue->find(id)->outcome->reason == FailureReason::Internal);
    }

    void everyWatcherIsToldOnce()
    {
        UnhandledFailures unhandled;
        QueueFixture f(1);
        f.runner.script("bad", {failing(FailureReason::ExitCode)});
        const auto ids = f.put(List{"good", "bad", "unwanted", "kept"});
        List told;
        for (const JobId id : ids) {
            for (int i = 0; i < 2; ++i) {
                f.queue->watch(id)
                    .addCallback([&told](const JobRecord &record) { told += record.spec.what + " finished"; })
                    .addErrback<JobFailed<JobRecord>>([&told](const JobFailed<JobRecord> &error) {
                        told += error.job().spec.what + " failed";
                    })
                    .addErrback<JobCancelled<JobRecord>>([&told](const JobCancelled<JobRecord> &error) {
                        told += error.job().spec.what + " cancelled";
                    })
                    .addErrback<JobSaved<JobRecord>>([&told](const JobSaved<JobRecord> &error) {
                        told += error.job().spec.what + " saved";
                    });
            }
        }
        f.queue->cancel(std::span(ids).subspan(2, 1));
        f.clock.advance(250ms);
        f.queue->stop(Underway::Finish);
        f.clock.advance(1s);
        QCOMPARE(told, (List{"unwanted cancelled", "unwanted cancelled", "good finished", "good finished",
                             "bad failed", "bad failed", "kept saved", "kept saved"}));
        QCOMPARE(unhandled.messages, std::vector<std::string>());
    }

    void anEndedJobTellsAtOnce()
    {
        QueueFixture f(1);
        const JobId id = f.put("a");
        f.clock.advance(200ms);
        int told = 0;
        f.queue->watch(id).addCallback([&told](const JobRecord &) { ++told; });
        QCOMPARE(told, 1);
        QVERIFY_THROWS_EXCEPTION(UnknownJob, static_cast<void>(f.queue->watch(JobId{})));
    }

    void aWatcherThatLeavesTakesNoJobAlong()
    {
        QueueFixture f(1);
        const JobId id = f.put("a");
        Deferred<JobRecord> watcher = f.queue->watch(id);
        watcher.cancel();
        QVERIFY(f.state(id) == JobState::Underway);
        f.clock.advance(200ms);
        QVERIFY(f.state(id) == JobState::Finished);
    }

    void pausingTwiceAndResumingLosesNothing()
    {
        UnhandledFailures unhandled;
        QueueFixture f(1);
        f.put(List{"a", "b"});
        int idle = 0;
        f.queue->pause().addCallback([&idle] { ++idle; });
        f.clock.advance(200ms);
        QCOMPARE(idle, 1);
        QVERIFY(f.queue->status().paused);
        f.queue->pause();
        f.queue->resume();
        QCOMPARE(f.runner.launched().size(), 2);
        f.queue->pause();
        f.queue->resume();
        QCOMPARE(unhandled.messages, std::vector<std::string>());
    }

    void whatWasNotDoneIsPendingInTheJournal()
    {
        QueueFixture f(2);
        f.queue->setJournal(&f.journal);
        f.queue->setRetryPolicy(JobKind::Command, RetryPolicy{.attempts = 5});
        f.runner.script("fails", {failing(FailureReason::HttpStatus, true)});
        Script slow;
        slow.after = 1h;
        slow.cancelTakes = 300ms;
        f.runner.script("slow", {slow});
        f.put(List{"fails", "slow", "pending"});
        bool isStopped = false;
        f.queue->stop(Underway::Finish);
        f.clock.advance(200ms);
        f.queue->stop(Underway::Cancel).addCallback([&] {
            isStopped = true;
            for (std::uint64_t number = 1; number <= 3; ++number)
                QVERIFY(f.journal.stateOf(number) == JobState::Pending);
        });
        QVERIFY(f.state(f.queue->all()[1]) == JobState::Cancelling);
        f.clock.advance(300ms);
        QVERIFY(isStopped);
        QCOMPARE(f.runner.launched().size(), 2);
        QVERIFY_THROWS_EXCEPTION(QueueStopped, f.put("more"));
        QVERIFY(f.queue->waitReason(f.queue->all()[2])->kind == WaitReason::Kind::Stopped);
    }

    void whoWasCancelledBeforeAStopIsCancelled()
    {
        QueueFixture f(1);
        Script slow;
        slow.cancelTakes = 300ms;
        slow.after.reset();
        f.runner.script("slow", {slow});
        const JobId id = f.put("slow");
        f.queue->cancel(std::array{id});
        f.queue->stop(Underway::Cancel);
        f.clock.advance(1s);
        QVERIFY(f.state(id) == JobState::Cancelled);
    }

    void destroyingTheQueueTellsWhoWaits()
    {
        UnhandledFailures unhandled;
        QueueFixture f(1);
        const auto ids = f.put(List{"a", "b"});
        int told = 0;
        for (const JobId id : ids)
            f.queue->watch(id).addErrback(
                [&told](const Failure &) -> JobRecord { return ++told, JobRecord(); });
        f.queue.reset();
        QCOMPARE(told, 2);
        QCOMPARE(f.runner.cancels(), 1);
    }

    void hostsHaveACap()
    {
        QueueFixture f(5);
        f.queue->setHostCap(2);
        const auto ids = f.put(List{"http://a/1", "http://A:80/2", "http://a/3", "http://b/1", "ls"});
        QCOMPARE(f.runner.launched(), (List{"http://a/1", "http://A:80/2", "http://b/1", "ls"}));
        const auto why = f.queue->waitReason(ids[2]);
        QVERIFY(why->kind == WaitReason::Kind::HostFull);
        QCOMPARE(why->host, "a");
        f.queue->setHostCap(3);
        QCOMPARE(f.runner.launched().size(), 5);
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, f.queue->setHostCap(-1));
    }

    void aHoldLaunchesNothingAndIsNotKept()
    {
        QueueFixture f(1);
        f.queue->setJournal(&f.journal);
        f.queue->setWidth(4);
        f.queue->hold(Hold::StoreTrouble);
        f.queue->hold(Hold::SlowReader);
        const JobId id = f.put("a");
        f.queue->setWidth(5);
        QCOMPARE(f.runner.launched().size(), 0);
        QCOMPARE(f.queue->status().width, 5);
        QVERIFY(f.queue->waitReason(id)->kind == WaitReason::Kind::Held);
        QVERIFY(f.queue->waitReason(id)->hold == Hold::StoreTrouble);
        f.queue->release(Hold::StoreTrouble);
        QVERIFY(f.queue->status().held == Hold::SlowReader);
        QCOMPARE(f.runner.launched().size(), 0);
        f.queue->release(Hold::SlowReader);
        QCOMPARE(f.runner.launched().size(), 1);
        QVERIFY(!f.queue->status().held);
        QVERIFY(!f.queue->status().paused);
        QCOMPARE(f.journal.settings, (QueueSettings{QueueId::Default, 5, false, 0}));
    }

    void aHoldMayBeReleasedAfterAStop()
    {
        QueueFixture f(1);
        f.put("a");
        f.queue->hold(Hold::SlowReader);
        f.queue->stop(Underway::Cancel);
        f.queue->release(Hold::SlowReader);
        f.clock.advance(1s);
        QCOMPARE(f.runner.launched().size(), 1);
    }
};

QTEST_APPLESS_MAIN(tst_JobQueue)
#include "tst_jobqueue.moc"
