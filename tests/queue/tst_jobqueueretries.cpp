#include "core/queue/retrydelay.h"
#include "tests/support/queuefixture.h"
#include "tests/support/unhandled.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

using List = QByteArrayList;

/// Attempts after attempts, and cancel, which wins over them.
class tst_JobQueueRetries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTransientFailureIsTriedAgainAfterADelayWithoutASlot()
    {
        QueueFixture f(1);
        f.queue->setJournal(&f.journal);
        f.queue->setRetryPolicy(JobKind::Command, RetryPolicy{.attempts = 3, .firstDelay = 1s, .factor = 2});
        f.runner.script("x", {failing(FailureReason::HttpStatus, true)});
        const auto ids = f.put(List{"x", "other"});
        QCOMPARE(f.journal.kept.at(JobNumber{1}).attempt, 1); // Counted before it started.
        f.clock.advance(200ms);
        QVERIFY(f.state(ids[0]) == JobState::Pending);
        QCOMPARE(f.queue->find(ids[0])->heldUntil, f.clock.wallNow() + 1s);
        QVERIFY(f.queue->waitReason(ids[0])->kind == WaitReason::Kind::HeldUntil);
        QCOMPARE(f.queue->waitReason(ids[0])->until, f.queue->find(ids[0])->heldUntil);
        QVERIFY(f.state(ids[1]) == JobState::Underway);
        f.clock.advance(999ms);
        QVERIFY(f.state(ids[0]) == JobState::Pending);
        f.clock.advance(1ms);
        QVERIFY(f.state(ids[0]) == JobState::Underway);
        f.clock.advance(200ms + 2s + 200ms);
        QVERIFY(f.state(ids[0]) == JobState::Failed);
        QCOMPARE(f.queue->find(ids[0])->attempt, 3);
        QCOMPARE(f.queue->find(ids[0])->heldUntil, WallTime{});
    }

    void aCancelWhilePendingIsNoPartOfTheAttemptBefore()
    {
        QueueFixture f(1);
        f.queue->setJournal(&f.journal);
        f.queue->setRetryPolicy(JobKind::Command, RetryPolicy{.attempts = 2});
        f.runner.script("a", {failing(FailureReason::HttpStatus, true)});
        const JobId id = f.put("a");
        f.clock.advance(200ms);
        const JobRecord between = *f.queue->find(id);
        QVERIFY(between.state == JobState::Pending && between.endedAt == between.startedAt + 200ms);
        const auto places = f.queue->places(std::array{id});
        f.queue->setWidth(0);
        QCOMPARE(f.queue->cancel(std::array{id}), 1); // In the frame of the attempt's end.
        QCOMPARE(f.journal.kept.at(between.number).startedAt, between.startedAt); // Written down before.
        QCOMPARE(f.queue->find(id)->startedAt, WallTime{});
        QCOMPARE(f.queue->find(id)->endedAt, f.clock.wallNow());
        QCOMPARE(f.queue->find(id)->attempt, 1);
        f.clock.advance(24h);
        QCOMPARE(f.queue->setPlaces(places), 1);
        QCOMPARE(f.queue->find(id)->startedAt, between.startedAt);
        QCOMPARE(f.queue->find(id)->endedAt, between.endedAt);
    }

    void aRetryByHandLeavesTheAttemptBehind()
    {
        QueueFixture f(1);
        const JobId id = f.put("a");
        f.clock.advance(200ms);
        f.queue->setWidth(0);
        f.queue->retry(std::array{id});
        QCOMPARE(f.queue->find(id)->startedAt, WallTime{});
        QCOMPARE(f.queue->find(id)->endedAt, WallTime{});
    }

    void whoIsMarkedFailedHasNotRunUntilThen()
    {
        QueueFixture f;
        RestoredJobs restored;
        restored.records.emplace_back().state = JobState::Interrupted;
        restored.records[0].startedAt = f.clock.wallNow();
        restored.records[0].attempt = 1;
        f.queue->restore(std::move(restored));
        const JobId id = f.queue->all().front();
        f.clock.advance(48h);
        f.queue->markFailed(std::array{id});
        QCOMPARE(f.queue->find(id)->startedAt, WallTime{});
        QCOMPARE(f.queue->find(id)->endedAt, f.clock.wallNow());
    }

    void onlyTransientFailuresAreTriedAgain()
    {
        QueueFixture f(1);
        f.queue->setRetryPolicy(JobKind::Command, RetryPolicy{.attempts = 5});
        f.runner.script("x", {failing(FailureReason::ExitCode)});
        const JobId id = f.put("x");
        f.clock.advance(1h);
        QCOMPARE(f.queue->find(id)->attempt, 1);
    }

    void aServersPauseIsKept_data()
    {
        QTest::addColumn<std::chrono::milliseconds>("asked");
        QTest::addColumn<std::chrono::milliseconds>("kept");
        QTest::newRow("a minute") << std::chrono::milliseconds(1min) << std::chrono::milliseconds(1min);
        QTest::newRow("at once") << 0ms << 0ms;
        QTest::newRow("a day") << std::chrono::milliseconds(24h) << std::chrono::milliseconds(1h);
        QTest::newRow("nonsense") << -5ms << 0ms;
    }
    void aServersPauseIsKept()
    {
        QFETCH(std::chrono::milliseconds, asked);
        QFETCH(std::chrono::milliseconds, kept);
        QueueFixture f(1);
        f.queue->setRetryPolicy(JobKind::Fetch, RetryPolicy{.attempts = 2});
        Script script = failing(FailureReason::HttpStatus, true);
        script.outcome.retryAfter = asked;
        f.runner.script("http://a/", {script});
        f.put("http://a/");
        f.clock.advance(200ms);
        if (kept > 0ms) {
            f.clock.advance(kept - 1ms);
            QCOMPARE(f.runner.launched().size(), 1);
            f.clock.advance(1ms);
        }
        QCOMPARE(f.runner.launched().size(), 2);
    }

    void aJobsOwnPolicyGoesFirst()
    {
        QueueFixture f(1);
        f.queue->setRetryPolicy(JobKind::Command, RetryPolicy{.attempts = 5});
        f.runner.script("x", {failing(FailureReason::HttpStatus, true)});
        JobOptions options;
        options.retry = RetryPolicy{.attempts = 2, .firstDelay = 10ms};
        JobSpec spec = QueueFixture::spec("x");
        spec.options = std::make_shared<const JobOptions>(options);
        const JobId id = f.queue->putAll({spec}).front();
        f.clock.advance(1h);
        QCOMPARE(f.queue->find(id)->attempt, 2);
    }

    void cancelWinsOverARetry()
    {
        QueueFixture f(1);
        f.queue->setRetryPolicy(JobKind::Command, RetryPolicy{.attempts = 5, .firstDelay = 1s});
        f.runner.script("x", {failing(FailureReason::HttpStatus, true)});
        const JobId id = f.put("x");
        f.clock.advance(200ms);
        QCOMPARE(f.queue->cancel(std::array{id}), 1);
        f.clock.advance(1h);
        QCOMPARE(f.runner.launched().size(), 1);
        QVERIFY(f.state(id) == JobState::Cancelled);
    }

    void retryingByHandGivesAllAttemptsAgain()
    {
        QueueFixture f(1);
        f.queue->setRetryPolicy(JobKind::Command, RetryPolicy{.attempts = 2, .firstDelay = 10ms});
        f.runner.script("x", {failing(FailureReason::HttpStatus, true)});
        const auto ids = f.put(List{"x", "y"});
        f.clock.advance(1h);
        QCOMPARE(f.queue->retry(ids), 2);
        f.clock.advance(1h);
        QCOMPARE(f.queue->find(ids[0])->attempt, 4);
        QCOMPARE(f.queue->find(ids[1])->attempt, 2);
        QVERIFY(f.state(ids[0]) == JobState::Failed);
    }

    void retryingByHandGivesAllAttemptsAfterARestartToo()
    {
        QueueFixture f(1);
        f.queue->setRetryPolicy(JobKind::Command, RetryPolicy{.attempts = 2, .firstDelay = 10ms});
        f.runner.script("x", {failing(FailureReason::HttpStatus, true)});
        RestoredJobs restored;
        restored.settings.width = 1;
        restored.nextNumber = JobNumber{2};
        JobRecord &job = restored.records.emplace_back();
        job.number = JobNumber{1};
        job.attempt = 2; // of 2: put again by hand before the program ended
        job.spec = QueueFixture::spec("x");
        f.queue->restore(std::move(restored));
        f.clock.advance(1h);
        QCOMPARE(f.queue->find(f.queue->all().front())->attempt, 4);
    }

    void aClockThatWentBackHoldsARetryNoLongerThanItsPauseMayBe_data()
    {
        QTest::addColumn<std::chrono::milliseconds>("cap");
        QTest::addColumn<std::chrono::milliseconds>("longest");
        QTest::newRow("as long as a server may ask for")
            << std::chrono::milliseconds(1s) << longestRetryAfter;
        QTest::newRow("as long as its own policy has it")
            << std::chrono::milliseconds(30h) << std::chrono::milliseconds(30h);
        QTest::newRow("any length") << std::chrono::milliseconds::max() << std::chrono::milliseconds(240h);
    }

    void aClockThatWentBackHoldsARetryNoLongerThanItsPauseMayBe()
    {
        QFETCH(const std::chrono::milliseconds, cap);
        QFETCH(const std::chrono::milliseconds, longest);
        QueueFixture f(1);
        RestoredJobs restored;
        restored.settings.width = 1;
        restored.nextNumber = JobNumber{2};
        JobRecord &job = restored.records.emplace_back();
        job.number = JobNumber{1};
        job.attempt = 1;
        job.spec = QueueFixture::spec("x");
        JobOptions options;
        options.retry = RetryPolicy{.attempts = 3, .cap = cap};
        job.spec.options = std::make_shared<const JobOptions>(options);
        job.heldUntil = f.clock.wallNow() + 240h; // ten days: it was ten days later then
        f.queue->restore(std::move(restored));
        const JobId id = f.queue->all().front();
        QCOMPARE(f.queue->find(id)->heldUntil, f.clock.wallNow() + longest);
        f.clock.advance(longest - 1ms);
        QCOMPARE(f.queue->find(id)->attempt, 1);
        f.clock.advance(1ms);
        QCOMPARE(f.queue->find(id)->attempt, 2);
    }

    void whatPrintsWhileTheQueueIsDestroyedIsToldToNobody()
    {
        QueueFixture f(1);
        Script talking;
        talking.after.reset();
        talking.printsOnCancel = "going";
        talking.cancelTakes.reset();
        f.runner.script("x", {talking});
        f.put("x");
        f.frame();
        const std::size_t told = f.changes.size();
        const int statusChanges = f.statusChanges;
        QCOMPARE(f.clock.pendingCalls(), std::size_t{0});
        f.queue.reset();
        QCOMPARE(f.runner.cancels(), 1);
        QCOMPARE(f.clock.pendingCalls(), std::size_t{0}); // no frame of a queue that is gone
        QCOMPARE(f.changes.size(), told);
        QCOMPARE(f.statusChanges, statusChanges);
    }

    void cancellingHoldsTheSlot()
    {
        QueueFixture f(1);
        Script slow;
        slow.cancelTakes = 500ms;
        slow.after.reset();
        f.runner.script("slow", {slow});
        const auto ids = f.put(List{"slow", "next"});
        QCOMPARE(f.queue->cancel(ids), 2);
        QVERIFY(f.state(ids[0]) == JobState::Cancelling);
        QVERIFY(f.state(ids[1]) == JobState::Cancelled);
        f.clock.advance(499ms);
        QVERIFY(f.state(ids[0]) == JobState::Cancelling);
        f.clock.advance(1ms);
        QVERIFY(f.state(ids[0]) == JobState::Cancelled);
        QCOMPARE(f.queue->cancel(ids), 0);
    }

    void cancellingTwiceHurriesTheRunner()
    {
        QueueFixture f(1);
        Script slow;
        slow.cancelTakes = 1h;
        slow.after.reset();
        f.runner.script("slow", {slow});
        const JobId id = f.put("slow");
        f.queue->cancel(std::array{id});
        f.queue->cancel(std::array{id});
        f.clock.advance(0ms);
        QCOMPARE(f.runner.cancels(), 2);
        QVERIFY(f.state(id) == JobState::Cancelled);
    }

    void aFailureWhileCancellingIsACancel()
    {
        QueueFixture f(1);
        Script deaf = failing(FailureReason::Signal);
        deaf.cancelTakes.reset();
        f.runner.script("x", {deaf});
        const JobId id = f.put("x");
        f.queue->cancel(std::array{id});
        f.clock.advance(200ms);
        QVERIFY(f.state(id) == JobState::Cancelled);
    }
};

QTEST_APPLESS_MAIN(tst_JobQueueRetries)
#include "tst_jobqueueretries.moc"
