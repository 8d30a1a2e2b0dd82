// The handle of a task: pause, resume, stop, whenDone, and what they say when it is too late.
#include "core/deferred/cooperator.h"

#include "core/deferred/manualclock.h"
#include "tests/support/probe.h"

#include <QTest>

#include <optional>
#include <string>
#include <vector>

using namespace millrace;
using namespace std::chrono_literals;
using test::Probe;

namespace {

/// A task that does as it is told in its next iteration, each of which is one tick.
class Scripted
{
public:
    void tick()
    {
        m_mayRun = true;
        clock.advance(0s);
        clock.advance(1s);
    }
    void waitNext() { m_next = Next::Wait; }
    void dieNext() { m_next = Next::Die; }
    void endNext() { m_next = Next::End; }

    ManualClock clock;
    Cooperator cooperator{clock, {.iterations = 1}};
    std::vector<int> work;
    Resolver<> waiting;
    int cancelled = 0;
    CooperativeTask task = cooperator.cooperate([this] { return iterate(); });

private:
    enum class Next { Work, Wait, Die, End };

    Step iterate()
    {
        if (!std::exchange(m_mayRun, false))
            return Step(later());
        switch (std::exchange(m_next, Next::Work)) {
        case Next::Die:
            throw Error("died");
        case Next::End:
            return Step::done();
        case Next::Wait: {
            work.push_back(0);
            auto [deferred, resolver] = makeDeferred([this] { ++cancelled; });
            waiting = std::move(resolver);
            return Step(std::move(deferred));
        }
        case Next::Work:
            break;
        }
        work.push_back(static_cast<int>(work.size()) + 1);
        return Step::more();
    }

    /// Lets the clock stand still until the next tick of the test.
    Deferred<> later()
    {
        auto ends = makeDeferred();
        auto resolver = std::make_shared<Resolver<>>(std::move(ends.resolver));
        clock.callLater(1ms, [resolver] {
            if (resolver->isPending())
                resolver->callback();
        });
        return std::move(ends.deferred);
    }

    bool m_mayRun = false;
    Next m_next = Next::Work;
};

} // namespace

class TestCooperativeTask : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPausedTaskDoesNothingUntilItIsResumed();
    void resumingDoesNoWorkItself();
    void resumingWhatIsNotPausedIsAnError();
    void pausesNest();
    void pausedWhileItWaitsItNeedsBoth();
    void whenDoneGivesEveryWatcherItsOwn();
    void whenDoneErrbacksWithWhatTheTaskThrew();
    void whenDoneErrbacksWhenItIsStopped();
    void whenDoneOfADoneTaskFiresAtOnce();
    void aWatcherMayBeCancelled();
    void aStoppedTaskDoesNothingAndSaysSo();
    void aPausedTaskThatIsStoppedMayBeResumedForNothing();
    void stoppingATaskCancelsWhatItWaitsFor();
    void stoppingADoneOrFailedTaskSaysWhich();
    void aWatcherMayStopTheCooperator();
};

void TestCooperativeTask::aPausedTaskDoesNothingUntilItIsResumed()
{
    Scripted s;
    s.tick();
    s.tick();
    QCOMPARE(s.work.size(), 2u);
    s.task.pause();
    s.tick();
    QCOMPARE(s.work.size(), 2u);
    s.task.resume();
    s.tick();
    QCOMPARE(s.work.size(), 3u);
}

void TestCooperativeTask::resumingDoesNoWorkItself()
{
    Scripted s;
    s.task.pause();
    s.task.resume();
    QVERIFY(s.work.empty());
}

void TestCooperativeTask::resumingWhatIsNotPausedIsAnError()
{
    Scripted s;
    QVERIFY_THROWS_EXCEPTION(NotPaused, s.task.resume());
    s.task.pause();
    s.task.resume();
    QVERIFY_THROWS_EXCEPTION(NotPaused, s.task.resume());
}

void TestCooperativeTask::pausesNest()
{
    Scripted s;
    s.task.pause();
    s.task.pause();
    s.task.resume();
    s.tick();
    QVERIFY(s.work.empty());
    s.task.resume();
    s.tick();
    QCOMPARE(s.work.size(), 1u);
}

void TestCooperativeTask::pausedWhileItWaitsItNeedsBoth()
{
    Scripted s;
    s.waitNext();
    s.tick();
    s.task.pause();
    s.tick();
    s.task.resume();
    s.tick();
    QCOMPARE(s.work.size(), 1u);
    s.task.pause();
    s.waiting.callback();
    s.tick();
    QCOMPARE(s.work.size(), 1u);
    s.task.resume();
    s.tick();
    QCOMPARE(s.work.size(), 2u);
}

void TestCooperativeTask::whenDoneGivesEveryWatcherItsOwn()
{
    Scripted s;
    Probe one(s.task.whenDone().addCallback([] { return 1; }));
    Probe two(s.task.whenDone().addCallback([] { return 2; }));
    s.endNext();
    s.tick();
    QCOMPARE(one.value(), 1);
    QCOMPARE(two.value(), 2);
}

void TestCooperativeTask::whenDoneErrbacksWithWhatTheTaskThrew()
{
    Scripted s;
    Probe probe(s.task.whenDone());
    s.dieNext();
    s.tick();
    QCOMPARE(probe.message(), std::string("died"));
    QCOMPARE(Probe(s.task.whenDone()).message(), std::string("died"));
}

void TestCooperativeTask::whenDoneErrbacksWhenItIsStopped()
{
    Scripted s;
    Probe probe(s.task.whenDone());
    s.task.stop();
    QVERIFY(probe.failedWith<TaskStopped>());
}

void TestCooperativeTask::whenDoneOfADoneTaskFiresAtOnce()
{
    Scripted s;
    s.endNext();
    s.tick();
    QVERIFY(Probe(s.task.whenDone()).hasValue());
}

void TestCooperativeTask::aWatcherMayBeCancelled()
{
    Scripted s;
    Probe probe(s.task.whenDone());
    probe.cancel();
    QVERIFY(probe.failedWith<CancelledError>());
    s.tick();
    QCOMPARE(s.work.size(), 1u);
}

void TestCooperativeTask::aStoppedTaskDoesNothingAndSaysSo()
{
    Scripted s;
    s.task.stop();
    s.tick();
    QVERIFY(s.work.empty());
    QVERIFY_THROWS_EXCEPTION(TaskStopped, s.task.stop());
    QVERIFY_THROWS_EXCEPTION(TaskStopped, s.task.pause());
    s.tick();
    QVERIFY(s.work.empty());
}

void TestCooperativeTask::aPausedTaskThatIsStoppedMayBeResumedForNothing()
{
    Scripted s;
    s.task.pause();
    s.task.stop();
    s.task.resume();
    s.tick();
    QVERIFY(s.work.empty());
}

void TestCooperativeTask::stoppingATaskCancelsWhatItWaitsFor()
{
    Scripted s;
    s.waitNext();
    s.tick();
    QCOMPARE(s.work.size(), 1u);
    s.task.stop();
    QCOMPARE(s.cancelled, 1);
    s.tick();
    QCOMPARE(s.work.size(), 1u);
}

void TestCooperativeTask::stoppingADoneOrFailedTaskSaysWhich()
{
    Scripted done;
    done.endNext();
    done.tick();
    QVERIFY_THROWS_EXCEPTION(TaskDone, done.task.stop());
    Scripted failed;
    failed.dieNext();
    failed.tick();
    QVERIFY_THROWS_EXCEPTION(TaskFailed, failed.task.stop());
}

void TestCooperativeTask::aWatcherMayStopTheCooperator()
{
    Scripted s;
    bool reached = false;
    s.task.whenDone().addCallback([&] {
        s.cooperator.stop();
        reached = true;
    });
    s.endNext();
    s.tick();
    QVERIFY(reached);
    QVERIFY(!s.cooperator.isRunning());
}

QTEST_APPLESS_MAIN(TestCooperativeTask)
#include "tst_cooperativetask.moc"
