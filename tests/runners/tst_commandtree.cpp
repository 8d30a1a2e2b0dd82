#include "tests/support/commandkit.h"

#include <QDeadlineTimer>
#include <QFileInfo>
#include <QProcess>
#include <QTest>
#include <QThread>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace millrace;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

#define WAIT_FOR_PRINT(kit, job, text) QTRY_VERIFY((kit).sink.texts[(job)->id].contains(text))

/// Nothing outlives its job, however it was started and whoever ends first.
class TestCommandTree : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cancellingEndsTheWholeTree_data()
    {
        QTest::addColumn<QByteArray>("line"); // SLEEP is put in.
        QTest::newRow("the shell itself") << QByteArray("echo up; exec SLEEP");
        QTest::newRow("a child") << QByteArray("echo up; SLEEP; true");
        QTest::newRow("children in the background") << QByteArray("SLEEP & SLEEP & echo up; wait");
        QTest::newRow("a session of its own") << QByteArray("setsid SLEEP & echo up; SLEEP");
        QTest::newRow("a daemon, forked twice")
            << QByteArray("(setsid sh -c 'SLEEP & SLEEP' &) ; echo up; SLEEP");
        QTest::newRow("a daemon without an environment") << QByteArray(
            "(env -i setsid sh -c 'SLEEP & exit' >/dev/null 2>&1 </dev/null &) ; echo up; SLEEP");
        QTest::newRow("ignoring SIGTERM")
            << QByteArray("trap '' TERM HUP INT; SLEEP & echo up; SLEEP; SLEEP");
        QTest::newRow("stopped") << QByteArray("echo up; SLEEP & kill -STOP $$");
        QTest::newRow("output closed") << QByteArray("echo up; exec >&- 2>&-; SLEEP; true");
        QTest::newRow("forking all the time")
            << QByteArray("trap '' TERM; echo up; while :; do SLEEP & done");
    }

    void cancellingEndsTheWholeTree()
    {
        QFETCH(QByteArray, line);
        const QByteArray sleep = sleeper();
        CommandKit kit({.grace = 200ms});
        const auto job = kit.run(line.replace("SLEEP", sleep));
        WAIT_FOR_PRINT(kit, job, "up\n");
        kit.runner->cancel(job->id);
        QVERIFY2(!job->isOver(), "it holds its slot until it is gone");
        QTRY_VERIFY(job->isOver());
        QVERIFY(job->cancelled);
        QCOMPARE(processesWith(sleep), 0);
        QVERIFY(job->outcome);
        QVERIFY(job->outcome->reason == FailureReason::None);
        QCOMPARE(kit.files(), QStringList(QFileInfo(job->outcome->file).fileName()));
        QCOMPARE(job->outcome->bytes, qint64(kit.sink.texts[job->id].size()));
    }

    void whoEndedBeforeItWasAskedToIsNotCancelled()
    {
        CommandKit kit;
        JobOptions options;
        options.workingDirectory = kit.dir.path();
        const auto job = kit.run("echo done; : >ran; exit 3", options);
        // Without the event loop, so that the runner doesn't know it yet.
        siginfo_t info{};
        QDeadlineTimer patience(60'000);
        const auto hasChild = [&info] { return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0; };
        while (!QFile::exists(kit.dir.filePath(u"ran"_s)) && !patience.hasExpired())
            QThread::yieldCurrentThread(); // started by a thread of its own, and over before one looks
        while (hasChild() && !patience.hasExpired())
            QThread::yieldCurrentThread();
        QVERIFY(!patience.hasExpired());
        kit.runner->cancel(job->id);
        QTRY_VERIFY(job->isOver());
        QVERIFY(!job->cancelled);
        QCOMPARE(job->outcome->exitCode, 3);
        QCOMPARE(kit.output(job), QByteArray("done\n"));
    }

    void aProgramMayCleanUpWithinTheGrace()
    {
        CommandKit kit({.grace = 60s});
        const auto job = kit.run("trap 'echo tidied; exit 0' TERM; echo up; while :; do sleep 0.02; done");
        WAIT_FOR_PRINT(kit, job, "up");
        kit.runner->cancel(job->id);
        QTRY_VERIFY(job->isOver());
        QVERIFY(job->cancelled);
        QVERIFY(kit.sink.texts[job->id].contains("tidied"));
    }

    void aSecondCancelSkipsTheGrace()
    {
        CommandKit kit({.grace = 600s});
        const auto job = kit.run("trap 'echo asked' TERM; echo up; while :; do sleep 0.02; done");
        WAIT_FOR_PRINT(kit, job, "up");
        kit.runner->cancel(job->id);
        WAIT_FOR_PRINT(kit, job, "asked");
        QVERIFY(!job->isOver());
        kit.runner->cancel(job->id);
        QTRY_VERIFY(job->isOver());
        QVERIFY(job->cancelled);
    }

    void cancellingBeforeTheStartStartsNothing()
    {
        CommandKit kit;
        std::vector<CommandKit::JobRef> jobs;
        for (int i = 0; i < 200; ++i) {
            jobs.push_back(kit.run("sleep 1000"));
            kit.runner->cancel(jobs.back()->id);
        }
        for (const auto &job : jobs)
            QTRY_VERIFY(job->isOver());
        QVERIFY(std::all_of(jobs.begin(), jobs.end(), [](const auto &job) { return job->cancelled; }));
    }

    void cancellingWhatIsUnknownOrOverDoesNothing()
    {
        CommandKit kit;
        const auto job = kit.run("true");
        QTRY_VERIFY(job->isOver());
        kit.runner->cancel(job->id);
        kit.runner->cancel(JobId{77, 7});
        QVERIFY(job->outcome);
    }

    void aJobThatTakesTooLongIsEnded()
    {
        const QByteArray sleep = sleeper();
        CommandKit kit({.grace = 100ms});
        JobOptions options;
        options.timeout = 2s; // Enough to get as far as half.
        const auto job = kit.run("trap '' TERM; echo half; echo why >&2; " + sleep + "; " + sleep, options);
        QTRY_VERIFY(job->isOver());
        QVERIFY(job->outcome);
        QCOMPARE(job->outcome->reason, FailureReason::TimedOut);
        QCOMPARE(job->outcome->detail, u"why"_s);
        QCOMPARE(kit.output(job), "half\n");
        QCOMPARE(processesWith(sleep), 0);
    }

    void whatAProgramLeavesBehindIsEndedAndCounted()
    {
        const QByteArray sleep = sleeper();
        CommandKit kit({.linger = 100ms});
        const auto job = kit.run(sleep + " & setsid " + sleep + " & echo done");
        QTRY_VERIFY(job->isOver());
        QVERIFY(job->outcome);
        QCOMPARE(job->outcome->reason, FailureReason::None);
        QCOMPARE(job->outcome->leftProcesses, 2);
        QCOMPARE(kit.output(job), "done\n");
        QCOMPARE(processesWith(sleep), 0);
    }

    void whatEndsSoonAfterTheProgramIsWaitedFor()
    {
        CommandKit kit({.linger = 60s});
        const auto job = kit.run("(sleep 0.2; echo later) & echo now");
        QTRY_VERIFY(job->isOver());
        QCOMPARE(job->outcome->leftProcesses, 0);
        QCOMPARE(kit.output(job), "now\nlater\n");
    }

    void theOutputMayBeClosedLongBeforeTheEnd()
    {
        CommandKit kit;
        const auto job = kit.run("echo last; exec >&- 2>&-; sleep 0.3; exit 5");
        QTRY_VERIFY(job->isOver());
        QCOMPARE(job->outcome->exitCode, 5);
        QCOMPARE(kit.output(job), "last\n");
    }

    void endingTheRunnerEndsItsJobs()
    {
        const QByteArray sleep = sleeper();
        CommandKit kit;
        std::vector<CommandKit::JobRef> jobs;
        for (int i = 0; i < 20; ++i)
            jobs.push_back(kit.run("trap '' TERM; (setsid " + sleep + " &) ; echo up; " + sleep));
        for (const auto &job : jobs)
            WAIT_FOR_PRINT(kit, job, "up");
        kit.runner.reset();
        QCOMPARE(processesWith(sleep), 0);
        QCOMPARE(zombieCount(), 0);
        QVERIFY(kit.files().isEmpty());
        for (const auto &job : jobs)
            QVERIFY2(!job->error.isEmpty(), "abandoned, and told so");
    }

    void theProgramsOwnDeathLeavesNoProcess()
    {
        const QByteArray sleep = sleeper();
        QTemporaryDir dir;
        QProcess program;
        program.start(QStringLiteral(MILLRACE_VICTIM),
                      {dir.path(), QString::fromUtf8("echo up; " + sleep),
                       QString::fromUtf8("trap '' TERM; (setsid sh -c '" + sleep + " & " + sleep +
                                         "' &) ; echo up; " + sleep),
                       QString::fromUtf8("(env -i setsid " + sleep + " >&- 2>&- &) ; echo up; " + sleep)});
        QTRY_VERIFY(processesWith(sleep) >= 9); // 6 sleeps and 3 shims
        ::kill(static_cast<pid_t>(program.processId()), SIGKILL);
        QTRY_COMPARE(processesWith(sleep), 0);
        QTRY_COMPARE(program.state(), QProcess::NotRunning);
        QTRY_COMPARE(filesBelow(dir.path()), QStringList());
    }

    void aShimThatIsKilledFailsItsJobAndTakesTheTreeAlong()
    {
        const QByteArray sleep = sleeper();
        CommandKit kit;
        const auto job = kit.run("(setsid " + sleep + " &) ; " + sleep + " & echo $PPID; " + sleep);
        WAIT_FOR_PRINT(kit, job, "\n");
        QTRY_COMPARE(processesWith(sleep), 5); // three sleeps, the shell and the shim
        const pid_t shim = kit.sink.texts[job->id].trimmed().toInt();
        QVERIFY(shim > 1);
        ::kill(shim, SIGKILL);
        QTRY_VERIFY(job->isOver());
        QVERIFY(job->outcome);
        QCOMPARE(job->outcome->reason, FailureReason::Internal);
        QVERIFY(job->outcome->detail.contains(u"signal 9"_s));
        QCOMPARE(processesWith(sleep), 0);
        QCOMPARE(zombieCount(), 0);
        QVERIFY(kit.files().isEmpty());
    }

    void sigtermToTheShimEndsTheJobWithGrace()
    {
        CommandKit kit;
        const auto job = kit.run("trap 'echo tidied; exit 3' TERM; echo $PPID; while :; do sleep 0.02; done");
        WAIT_FOR_PRINT(kit, job, "\n");
        ::kill(kit.sink.texts[job->id].trimmed().toInt(), SIGTERM);
        QTRY_VERIFY(job->isOver());
        QCOMPARE(job->outcome->exitCode, 3);
        QVERIFY(kit.output(job).endsWith("tidied\n"));
    }

private:
    static QStringList filesBelow(const QString &path)
    {
        QStringList names;
        const QFileInfoList folders = QDir(path).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot);
        for (const QFileInfo &folder : folders)
            names += filesBelow(folder.filePath());
        return names + QDir(path).entryList(QDir::Files | QDir::Hidden);
    }
};

QTEST_GUILESS_MAIN(TestCommandTree)
#include "tst_commandtree.moc"
