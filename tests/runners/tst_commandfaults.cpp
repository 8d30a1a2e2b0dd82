#include "tests/support/commandkit.h"

#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace millrace;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// What can go wrong with a command is a failure with a reason and the words of who knows.
class TestCommandFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aBadEndHasItsReason_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<FailureReason>("reason");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<int>("signal");
        QTest::addColumn<QString>("detail"); // Contains.
        using enum FailureReason;
        QTest::newRow("exit code") << QByteArray("echo no luck >&2; exit 3") << ExitCode << 3 << 0
                                   << u"no luck"_s;
        QTest::newRow("silent") << QByteArray("exit 1") << ExitCode << 1 << 0 << QString();
        QTest::newRow("no such program")
            << QByteArray("no-such-program a b") << NotFound << 127 << 0 << u"no-such-program"_s;
        QTest::newRow("not a program")
            << QByteArray("/etc/passwd") << NotExecutable << 126 << 0 << u"/etc/passwd"_s;
        QTest::newRow("a folder") << QByteArray("/tmp") << NotExecutable << 126 << 0 << u"/tmp"_s;
        QTest::newRow("not shell") << QByteArray("if then") << ExitCode << 2 << 0 << u"yntax error"_s;
        QTest::newRow("signal") << QByteArray("kill -9 $$") << Signal << -1 << SIGKILL << QString();
        QTest::newRow("crash") << QByteArray("ulimit -c 0; kill -SEGV $$") << Signal << -1 << SIGSEGV
                               << QString();
        QTest::newRow("of its last child")
            << QByteArray("sh -c 'kill -TERM $$'; exit $?") << ExitCode << 143 << 0 << QString();
    }

    void aBadEndHasItsReason()
    {
        QFETCH(QByteArray, line);
        CommandKit kit;
        const auto job = kit.run(line);
        QTRY_VERIFY(job->isOver());
        QVERIFY(job->outcome);
        QTEST(job->outcome->reason, "reason");
        QTEST(job->outcome->exitCode, "exitCode");
        QTEST(job->outcome->signal, "signal");
        QFETCH(QString, detail);
        QVERIFY2(job->outcome->detail.contains(detail), qPrintable(job->outcome->detail));
    }

    void whatCannotRunIsRefusedAtOnce_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("variable");
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("detail");
        QTest::newRow("NUL in the line")
            << QByteArray("true\0; rm x", 11) << QByteArray() << QString() << u"NUL"_s;
        QTest::newRow("NUL in the folder")
            << QByteArray("true") << QByteArray() << u"/tmp"_s + QChar(0) << u"NUL"_s;
        QTest::newRow("too long") << QByteArray(200'000, ':') << QByteArray() << QString() << u"longer"_s;
        QTest::newRow("NUL in a variable")
            << QByteArray("true") << QByteArray("A=\0b", 4) << QString() << u"NAME=value"_s;
        QTest::newRow("no variable") << QByteArray("true") << QByteArray("novalue") << QString()
                                     << u"novalue"_s;
        QTest::newRow("one of ours") << QByteArray("true") << QByteArray("MILLRACE_JOB=3") << QString()
                                     << u"MILLRACE_JOB"_s;
    }

    void whatCannotRunIsRefusedAtOnce()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, variable);
        QFETCH(QString, folder);
        QFETCH(QString, detail);
        CommandKit kit;
        JobOptions options;
        options.workingDirectory = folder;
        if (!variable.isEmpty())
            options.environment = {variable};
        const auto job = kit.run(line, options);
        QVERIFY(job->outcome);
        QCOMPARE(job->outcome->reason, FailureReason::BadOption);
        QVERIFY2(job->outcome->detail.contains(detail), qPrintable(job->outcome->detail));
    }

    void theLongestLineRuns()
    {
        CommandKit kit;
        const auto job = kit.run("echo " + QByteArray(128 * 1024 - 1 - 5, 'x') + " | wc -c");
        QVERIFY(job->outcome); // That was too long …
        const auto fits = kit.run("echo " + QByteArray(128 * 1024 - 1 - 13, 'x') + " | wc -c");
        QTRY_VERIFY(fits->isOver());
        QCOMPARE(fits->outcome->reason, FailureReason::None);
        QCOMPARE(kit.output(fits).trimmed(), QByteArray::number(128 * 1024 - 13));
    }

    void aMissingFolderSaysSo()
    {
        CommandKit kit;
        JobOptions options;
        options.workingDirectory = u"/no/such/folder"_s;
        const auto job = kit.run("echo x", options);
        QTRY_VERIFY(job->isOver());
        QCOMPARE(job->outcome->reason, FailureReason::BadDirectory);
        QCOMPARE(job->outcome->detail, QString::fromLocal8Bit(strerror(ENOENT)));
        QCOMPARE(job->outcome->workingDirectory, u"/no/such/folder"_s);
        QCOMPARE(job->outcome->exitCode, -1);
    }

    void aMissingShimSaysSo()
    {
        CommandKit kit;
        CommandRunner runner(kit.writer, {.shim = u"/no/such/millrace-shim"_s});
        kit.runner.reset();
        const JobSpec spec{.what = "true", .key = {}, .options = {}};
        JobOutcomePtr outcome;
        runner.launch({.id = {1, 1}, .number = JobNumber{1}, .spec = spec}, kit.sink)
            .addCallback([&outcome](const JobOutcomePtr &ended) { outcome = ended; });
        QTRY_VERIFY(outcome);
        QCOMPARE(outcome->reason, FailureReason::NotStarted);
    }

    void resultsThatCannotBeWrittenEndTheJob_data()
    {
        QTest::addColumn<QString>("folder"); // Empty: a good one.
        QTest::addColumn<qint64>("fileSize");
        QTest::newRow("no folder can be there") << u"/proc/no/results"_s << qint64(-1);
        QTest::newRow("a file is in its place") << u"/etc/passwd"_s << qint64(-1);
        QTest::newRow("full after a while") << QString() << qint64(100'000);
    }

    void resultsThatCannotBeWrittenEndTheJob()
    {
        QFETCH(QString, folder);
        QFETCH(qint64, fileSize);
        CommandKit kit;
        ResultsFolder bad(folder.isEmpty() ? kit.folder.path() : folder);
        ResultsWriter writer(bad);
        kit.runner =
            std::make_unique<CommandRunner>(writer, CommandSettings{.shim = QStringLiteral(MILLRACE_SHIM)});
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit small{fileSize < 0 ? before.rlim_cur : static_cast<rlim_t>(fileSize), before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
        const QByteArray sleep = sleeper();
        const auto job = kit.run("trap '' TERM; yes; " + sleep);
        QTRY_VERIFY(job->isOver());
        setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY(job->outcome);
        QCOMPARE(job->outcome->reason, FailureReason::Disk);
        QVERIFY2(job->outcome->detail.contains(bad.path()), qPrintable(job->outcome->detail));
        QVERIFY(job->outcome->file.isEmpty());
        QCOMPARE(processesWith(sleep), 0);
        QVERIFY(kit.files().isEmpty());
        kit.runner.reset();
    }

    void theRunnerMayGoInsideItsLastCallback()
    {
        CommandKit kit;
        const JobSpec spec{.what = "true", .key = {}, .options = {}};
        bool gone = false;
        kit.runner->launch({.id = {1, 1}, .number = JobNumber{1}, .spec = spec}, kit.sink)
            .addCallback([&kit, &gone](const JobOutcomePtr &) {
                kit.runner.reset();
                gone = true;
            });
        QTRY_VERIFY(gone);
    }
};

QTEST_GUILESS_MAIN(TestCommandFaults)
#include "tst_commandfaults.moc"
