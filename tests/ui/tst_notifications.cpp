#include "core/deferred/manualclock.h"
#include "tests/support/scriptedrunner.h"
#include "ui/window/notificationcontroller.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What is told of ended jobs, and how rarely.
class TestNotifications : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneBurstIsOneNotification();
    void aBurstIsNotToldToWhoIsLooking();
    void anEmptyQueueIsToldOnce();
    void whatTheLastTimeEndedIsNoNews();

private:
    struct Kit
    {
        ManualClock clock;
        ScriptedRunner runner{clock};
        JobQueue queue{clock};
        bool attentive = false;
        NotificationController notifications{queue, clock, [this] { return attentive; }};
        QStringList told;

        Kit()
        {
            queue.setRunner(JobKind::Command, &runner);
            QObject::connect(&notifications, &NotificationController::notified, &queue,
                             [this](const QString &sentence) { told << sentence; });
        }
        void put(int jobs)
        {
            std::vector<JobSpec> specs(static_cast<std::size_t>(jobs));
            for (JobSpec &spec : specs)
                spec.what = "true";
            queue.putAll(std::move(specs));
        }
        void putForever()
        {
            Script script;
            script.after.reset();
            runner.script("sleep", {script});
            JobSpec spec;
            spec.what = "sleep";
            queue.putAll({spec});
        }
    };
};

void TestNotifications::oneBurstIsOneNotification()
{
    Kit kit;
    kit.runner.script("false", {failing(FailureReason::ExitCode)});
    kit.queue.setWidth(2);
    kit.putForever();
    JobSpec bad;
    bad.what = "false";
    kit.queue.putAll({bad});
    kit.put(10);
    kit.clock.advance(3s); // All have ended, but for the one that never does.
    QVERIFY(kit.told.isEmpty());
    kit.clock.advance(NotificationController::quiet);
    QCOMPARE(kit.told, QStringList{u"10 finished, 1 failed"_s});
    kit.clock.advance(1h);
    QCOMPARE(kit.told.size(), 1);
}

void TestNotifications::aBurstIsNotToldToWhoIsLooking()
{
    Kit kit;
    kit.attentive = true;
    kit.queue.setWidth(2);
    kit.putForever();
    kit.put(3);
    kit.clock.advance(1min);
    QVERIFY(kit.told.isEmpty());
    kit.attentive = false; // What was not told then is no news later.
    kit.put(1);
    kit.clock.advance(1min);
    QCOMPARE(kit.told, QStringList{u"1 finished"_s});
}

void TestNotifications::anEmptyQueueIsToldOnce()
{
    Kit kit;
    kit.queue.setWidth(4);
    kit.put(5);
    kit.clock.advance(1h);
    QCOMPARE(kit.told, QStringList{u"The queue is empty: 5 finished"_s});
}

void TestNotifications::whatTheLastTimeEndedIsNoNews()
{
    Kit kit;
    RestoredJobs restored;
    JobRecord job;
    job.number = JobNumber{1};
    job.state = JobState::Finished;
    job.endedAt = kit.clock.wallNow() - 1h;
    restored.records.push_back(job);
    restored.nextNumber = JobNumber{2};
    kit.queue.restore(std::move(restored));
    kit.clock.advance(1min);
    QVERIFY(kit.told.isEmpty());
}

QTEST_MAIN(TestNotifications)
#include "tst_notifications.moc"
