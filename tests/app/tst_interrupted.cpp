#include "tests/app/datakit.h"
#include "tests/app/headlessrunkit.h"

#include <QFile>

#include <csignal>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// What a run in the terminal says and does about an earlier one that was killed.
class InterruptedTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decidesAsItIsTold_data();
    void decidesAsItIsTold();
    void tellsThatChangesWereLost();
    void tellsThatTheDatabaseWasDamaged();
};

namespace {

/// One command is underway when the program is killed; it does not outlive it.
void runAndKill(Run &run)
{
    run.list("echo $$ >pid; echo >>ran; test -e again || exec sleep 1000\n");
    run.begin({u"--data-dir"_s, run.path(u"data"_s)});
    QTRY_VERIFY(QFile::exists(run.path(u"ran"_s)));
    QTRY_VERIFY(run.read(u"data/millrace.db-wal"_s).contains("echo $$")); // It is written down.
    const pid_t command = run.read(u"pid"_s).trimmed().toInt();
    QVERIFY(command > 0 && ::kill(command, 0) == 0);
    run.signal(SIGKILL);
    run.end();
    QTRY_VERIFY(::kill(command, 0) != 0);
    run.write(u"again"_s, {});
    QFile::remove(run.path(u"list"_s));
}

JobState stateAfter(const QString &data)
{
    JobState state = JobState::Cancelled;
    withStore(data, [&state](Store &, const RestoredJobs &jobs) {
        if (!jobs.records.empty())
            state = jobs.records[0].state;
    });
    return state;
}

} // namespace

void InterruptedTest::decidesAsItIsTold_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("says");
    QTest::addColumn<int>("runs");
    QTest::addColumn<JobState>("state");
    QTest::newRow("nothing") << QStringList() << QByteArray("--interrupted=retry") << 1
                             << JobState::Interrupted;
    QTest::newRow("keep") << QStringList{u"--interrupted=keep"_s} << QByteArray("waiting for a decision") << 1
                          << JobState::Interrupted;
    QTest::newRow("retry") << QStringList{u"--interrupted=retry"_s} << QByteArray("running again") << 2
                           << JobState::Finished;
    QTest::newRow("fail") << QStringList{u"--interrupted=fail"_s} << QByteArray("marked as failed") << 1
                          << JobState::Failed;
}

void InterruptedTest::decidesAsItIsTold()
{
    QFETCH(QStringList, options);
    QFETCH(QByteArray, says);
    QFETCH(int, runs);
    QFETCH(JobState, state);
    Run run;
    runAndKill(run);
    const QString data = run.path(u"data"_s);
    QCOMPARE(run.start(QStringList{u"--data-dir"_s, data} + options).exitCode(), 0); // It put nothing.
    QVERIFY2(run.errors().contains("1 command was underway") && run.errors().contains(says),
             run.errors().constData());
    QCOMPARE(run.read(u"ran"_s).size(), runs);
    QCOMPARE(stateAfter(data), state);
}

void InterruptedTest::tellsThatChangesWereLost()
{
    Run run;
    runAndKill(run);
    QVERIFY(QFile::remove(run.path(u"data/millrace.db-wal"_s)));
    run.list("true\n");
    QCOMPARE(run.start({u"--data-dir"_s, run.path(u"data"_s)}).exitCode(), 1);
    QVERIFY2(run.errors().contains("latest changes"), run.errors().constData());
    QVERIFY(run.errors().contains("1 finished"));
}

void InterruptedTest::tellsThatTheDatabaseWasDamaged()
{
    Run run;
    run.list("true\n");
    QCOMPARE(run.start({u"--data-dir"_s, run.path(u"data"_s)}).exitCode(), 0);
    run.write(u"data/millrace.db"_s, QByteArray(20'000, 'x'));
    QCOMPARE(run.start({u"--data-dir"_s, run.path(u"data"_s)}).exitCode(), 1);
    QVERIFY2(run.errors().contains("damaged file was kept"), run.errors().constData());
}

QTEST_GUILESS_MAIN(InterruptedTest)
#include "tst_interrupted.moc"
