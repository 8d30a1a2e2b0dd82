#include "core/deferred/manualclock.h"
#include "core/queue/jobqueue.h"
#include "tests/support/scriptedrunner.h"

#include <QSignalSpy>
#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class tst_JobQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        clock.emplace();
        runner.emplace(*clock);
        queue.emplace(*clock);
        queue->setRunner(JobKind::Command, &*runner);
    }
    void cleanup()
    {
        queue.reset();
        runner.reset();
        clock.reset();
    }

    void aListRunsInItsOrder()
    {
        queue->setWidth(2);
        const auto ids = put({"a", "b", "c"});
        QCOMPARE(runner->launched(), (QList<QByteArray>{"a", "b"}));
        clock->advance(200ms);
        QCOMPARE(runner->launched(), (QList<QByteArray>{"a", "b", "c"}));
        clock->advance(200ms);
        for (const JobId id : ids)
            QCOMPARE(queue->find(id)->state, JobState::Finished);
        QCOMPARE(queue->status().counts[JobState::Finished], 3u);
    }

private:
    static std::vector<JobSpec> specs(const QList<QByteArray> &lines)
    {
        std::vector<JobSpec> specs;
        for (const QByteArray &line : lines) {
            specs.emplace_back();
            specs.back().what = line;
        }
        return specs;
    }
    std::vector<JobId> put(const QList<QByteArray> &lines) { return queue->putAll(specs(lines)); }

    std::optional<ManualClock> clock;
    std::optional<ScriptedRunner> runner;
    std::optional<JobQueue> queue;
};

QTEST_APPLESS_MAIN(tst_JobQueue)
#include "tst_jobqueue.moc"
