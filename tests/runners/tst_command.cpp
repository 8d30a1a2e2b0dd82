#include "core/runners/command/descriptorlimit.h"
#include "tests/support/commandkit.h"
#include "tests/support/descriptors.h"

#include <QScopeGuard>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace millrace;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// How a command starts, runs and ends well.
class TestCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        rlimit limit{};
        getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = softLimit;
        QCOMPARE(setrlimit(RLIMIT_NOFILE, &limit), 0);
    }

    void aShellLineRunsAndItsOutputIsAFile()
    {
        CommandKit kit;
        const auto job = kit.run("printf 'one\\ntwo'; printf oops >&2");
        QTRY_VERIFY(job->isOver());
        QVERIFY(job->outcome);
        QCOMPARE(job->outcome->reason, FailureReason::None);
        QCOMPARE(job->outcome->exitCode, 0);
        QCOMPARE(kit.output(job), "one\ntwo");
        QCOMPARE(kit.errors(job), "oops");
        QCOMPARE(job->outcome->bytes, 7);
        QCOMPARE(job->outcome->errorBytes, 4);
        QCOMPARE(job->outcome->leftProcesses, 0);
        QVERIFY(kit.sink.texts[job->id].contains("one\ntwo"));
        QVERIFY(kit.sink.texts[job->id].contains("oops"));
    }

    void aSilentCommandLeavesNoFile()
    {
        CommandKit kit;
        const auto job = kit.run("true");
        QTRY_VERIFY(job->isOver());
        QCOMPARE(job->outcome->reason, FailureReason::None);
        QVERIFY(job->outcome->file.isEmpty());
        QVERIFY(job->outcome->errorFile.isEmpty());
        QVERIFY(kit.files().isEmpty());
    }

    void aLineMayBeginWithADash()
    {
        CommandKit kit;
        const auto job = kit.run("-nosuch");
        QTRY_VERIFY(job->isOver());
        QCOMPARE(job->outcome->exitCode, 127);
        QVERIFY(job->outcome->detail.contains(u"-nosuch"_s));
    }

    void outputIsSeenWhileTheJobRuns()
    {
        CommandKit kit;
        const auto job = kit.run("echo started; sleep 300");
        QTRY_COMPARE(kit.sink.texts[job->id], QByteArray("started\n"));
        QVERIFY(!job->isOver());
        kit.runner->cancel(job->id);
        QTRY_VERIFY(job->isOver());
    }

    void standardInputIsEmptyUnlessTheJobHasOne()
    {
        CommandKit kit;
        const auto none = kit.run("cat; echo end");
        JobOptions options;
        options.standardInput = QByteArray(300'000, 'x'); // More than a pipe holds.
        const auto some = kit.run("wc -c; exec 0<&-; echo end", options);
        QTRY_VERIFY(none->isOver());
        QTRY_VERIFY(some->isOver());
        QCOMPARE(kit.output(none), "end\n");
        QCOMPARE(kit.output(some), "300000\nend\n");
    }

    void itRunsInItsFolder_data()
    {
        QTest::addColumn<QString>("asked");
        QTest::addColumn<QString>("folder");
        QTest::newRow("none") << QString() << QDir::homePath();
        QTest::newRow("absolute") << u"/usr/bin"_s << u"/usr/bin"_s;
        QTest::newRow("relative") << u"."_s << QDir::homePath();
    }

    void itRunsInItsFolder()
    {
        QFETCH(QString, asked);
        QFETCH(QString, folder);
        CommandKit kit;
        JobOptions options;
        options.workingDirectory = asked;
        const auto job = kit.run("pwd -P", options);
        QTRY_VERIFY(job->isOver());
        QCOMPARE(QFile::decodeName(kit.output(job).trimmed()), QFileInfo(folder).canonicalFilePath());
        QCOMPARE(job->outcome->workingDirectory, folder);
    }

    void itGetsTheAllowedEnvironmentOnly()
    {
        const auto forget = qScopeGuard([] {
            qunsetenv("MILLRACE_SECRET");
            qunsetenv("SOME_TOKEN");
        });
        qputenv("MILLRACE_SECRET", "token");
        qputenv("SOME_TOKEN", "token");
        CommandKit kit;
        JobOptions options;
        options.environment = {"GREETING=hello world", "LANG=C"};
        const auto job = kit.run("env", options);
        QTRY_VERIFY(job->isOver());
        const QList<QByteArray> lines = kit.output(job).split('\n');
        QVERIFY(lines.contains("TERM=dumb"));
        QVERIFY(lines.contains("GREETING=hello world"));
        QVERIFY(lines.contains("LANG=C"));
        QVERIFY(lines.contains("MILLRACE_JOB=1"));
        QVERIFY(lines.contains("MILLRACE_ATTEMPT=1"));
        QVERIFY(lines.contains("PATH=" + qgetenv("PATH")));
        QVERIFY(!kit.output(job).contains("token"));
        QVERIFY(job->outcome->environment.split('\n').contains("GREETING=hello world"));
        QVERIFY(!job->outcome->environment.contains("token"));
    }

    void itInheritsNoDescriptorNorSignalsNorLimit()
    {
        const auto atFirst = signal(SIGUSR2, SIG_IGN);
        const auto asBefore = qScopeGuard([atFirst] { signal(SIGUSR2, atFirst); });
        CommandKit kit;
        QFile leaked(u"/dev/null"_s);
        QVERIFY(leaked.open(QIODevice::ReadOnly));
        const int careless = dup(leaked.handle()); // Somebody's that is not close-on-exec.
        const auto job =
            kit.run("ls /proc/self/fd; echo; grep -E 'Sig(Blk|Ign)' /proc/self/status; ulimit -Sn");
        QTRY_VERIFY(job->isOver());
        close(careless);
        const QByteArray printed = kit.output(job);
        QCOMPARE(printed.left(printed.indexOf("\n\n")), "0\n1\n2\n3"); // 3 is ls's own look at the folder.
        QVERIFY(printed.contains("SigBlk:\t0000000000000000"));
        QVERIFY2(printed.contains("SigIgn:\t0000000000000000"), printed.constData());
        QCOMPARE(printed.trimmed().split('\n').last(), QByteArray::number(softLimit));
        rlimit now{};
        getrlimit(RLIMIT_NOFILE, &now);
        QCOMPARE(now.rlim_cur, now.rlim_max);
    }

    void theWidthIsWhatTheDescriptorsBear_data()
    {
        QTest::addColumn<int>("limit");
        QTest::addColumn<int>("width");
        QTest::newRow("usual") << 1'024 << 240;
        QTest::newRow("tiny") << 66 << 1;
        QTest::newRow("odd") << 71 << 1;
        QTest::newRow("two") << 72 << 2;
    }

    void theWidthIsWhatTheDescriptorsBear()
    {
        QFETCH(int, limit);
        rlimit before{};
        getrlimit(RLIMIT_NOFILE, &before);
        const rlimit small{static_cast<rlim_t>(limit), before.rlim_max};
        setrlimit(RLIMIT_NOFILE, &small);
        const int width = maximumWidth();
        setrlimit(RLIMIT_NOFILE, &before);
        QTEST(width, "width");
    }

    void whatItUsedIsMeasured()
    {
        CommandKit kit;
        const auto job = kit.run("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done;"
                                 "sh -c 'head -c 100000000 /dev/zero | tail -c 60000000 | wc -c'");
        QTRY_VERIFY(job->isOver());
        QVERIFY(job->outcome->userTime > 10ms);
        QVERIFY2(job->outcome->peakMemory > 50'000'000, "tail holds 60 MB, two generations below the shell");
        QVERIFY(job->outcome->peakMemory < 200'000'000);
        const auto small = kit.run("true");
        QTRY_VERIFY(small->isOver());
        QVERIFY2(small->outcome->peakMemory < 40'000'000, "nothing of this program's own size may count");
    }

    void aThousandJobsLeaveNothingBehind()
    {
        CommandKit kit;
        const auto first = kit.run("echo"); // The results folder stays open from here on.
        QTRY_VERIFY(first->isOver());
        const int descriptors = descriptorCount();
        constexpr int width = 16;
        int launched = 0, ended = 0, well = 0;
        std::vector<CommandKit::JobRef> jobs(width);
        while (ended < 1'000) {
            for (auto &job : jobs) {
                if (job && !job->isOver())
                    continue;
                ended += job != nullptr;
                well += job && job->outcome && job->outcome->reason == FailureReason::None;
                job = launched < 1'000 ? kit.run(launched % 5 ? "true" : "echo x") : nullptr;
                launched += job != nullptr;
            }
            QTest::qWait(1);
        }
        QCOMPARE(well, 1'000);
        QTRY_COMPARE(descriptorCount(), descriptors);
        QCOMPARE(zombieCount(), 0);
        QCOMPARE(kit.files().size(), 1 + 200);
    }

    void aThousandAreUnderwayAtOnce()
    {
        QVERIFY2(maximumWidth() >= 1'000, "needs a hard limit of 4,064 descriptors");
        const QByteArray sleep = sleeper();
        CommandKit kit;
        std::vector<CommandKit::JobRef> jobs;
        for (int i = 0; i < 1'000; ++i)
            jobs.push_back(kit.run("echo up; exec " + sleep));
        const auto areUp = [&kit] {
            return std::count_if(kit.sink.texts.begin(), kit.sink.texts.end(),
                                 [](const auto &entry) { return entry.second == "up\n"; });
        };
        QTRY_COMPARE_WITH_TIMEOUT(areUp(), 1'000, 120'000);
        for (const auto &job : jobs)
            kit.runner->cancel(job->id);
        const auto areOver = [&jobs] {
            return std::count_if(jobs.begin(), jobs.end(), [](const auto &job) { return job->cancelled; });
        };
        QTRY_COMPARE_WITH_TIMEOUT(areOver(), 1'000, 120'000);
        QCOMPARE(processesWith(sleep), 0);
    }

private:
    static constexpr int softLimit =
        500; // What the commands get: the first kit of this process raises its own.
};

QTEST_GUILESS_MAIN(TestCommand)
#include "tst_command.moc"
