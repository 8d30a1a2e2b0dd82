#include "tests/app/headlessrunkit.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <csignal>

using namespace millrace::test;
using namespace Qt::StringLiterals;

/// How a `millrace run` ends before its end, and goes on later.
class HeadlessStopTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finishesWhatIsUnderwayAfterOneSignal();
    void cancelsWhatIsUnderwayAfterTwoSignals();
    void saysWhatWasCutOffAndIsPendingAgain();
    void leavesACommandItsGraceAfterTwoSignals();
    void leavesWhatItEndsAtOncePendingAgain();
    void stopsWhenNobodyReadsItsOutput();
    void stopsWhileItsReaderIsSlow();
    void keepsNothingWithoutADataDirectory();
    void goesOnInADataDirectory();
    void refusesADataDirectoryInUse();
    void runsNothingWhereResultsCantGo_data();
    void runsNothingWhereResultsCantGo();
};

namespace {

/// Sends \a number to a run whose first job is underway, and waits until that has been taken.
void stopOnce(Run &run, const QStringList &arguments, int number)
{
    run.begin(arguments);
    QTRY_VERIFY(QFile::exists(run.path(u"started"_s)));
    run.signal(number);
    QTRY_VERIFY(run.errorsSoFar().contains("Stopping"));
}

} // namespace

void HeadlessStopTest::finishesWhatIsUnderwayAfterOneSignal()
{
    Run run;
    run.list("touch started; while ! [ -e go ]; do sleep 0.05; done; touch done\ntouch second\n");
    stopOnce(run, {u"--json"_s, u"--width"_s, u"1"_s}, SIGINT);
    run.write(u"go"_s, {});
    QCOMPARE(run.end().exitCode(), 1);
    QVERIFY(QFile::exists(run.path(u"done"_s)));
    QVERIFY(!QFile::exists(run.path(u"second"_s)));
    QCOMPARE(run.jobs().size(), 1);
    QVERIFY(run.errors().contains("1 not run"));
}

void HeadlessStopTest::cancelsWhatIsUnderwayAfterTwoSignals()
{
    Run run;
    run.list("echo $$ > pid; touch started; sleep 1000\ntrue\n");
    stopOnce(run, {u"--json"_s, u"--width"_s, u"1"_s}, SIGTERM);
    run.signal(SIGTERM);
    QCOMPARE(run.end().exitCode(), 1);
    const pid_t pid = run.read(u"pid"_s).trimmed().toInt();
    QVERIFY(pid > 0);
    QVERIFY(::kill(pid, 0) != 0);
    QCOMPARE(run.jobs().size(), 1); // It did run; the other one didn't.
    QCOMPARE(run.jobs().at(0)["state"_L1].toString(), u"cancelled"_s);
    QVERIFY2(run.errors().contains("0 finished, 1 cancelled, 1 not run."), run.errors().constData());
}

void HeadlessStopTest::saysWhatWasCutOffAndIsPendingAgain()
{
    Run run;
    run.list("touch started; test -e go || sleep 1000\ntrue\n");
    const QStringList arguments{u"--json"_s, u"--width"_s, u"1"_s, u"--data-dir"_s, run.path(u"data"_s)};
    stopOnce(run, arguments, SIGTERM);
    run.signal(SIGTERM);
    QCOMPARE(run.end().exitCode(), 1);
    QVERIFY(run.jobs().isEmpty()); // It has not ended.
    QVERIFY2(run.errors().contains("0 finished, 1 cut off, pending again, 1 not run."),
             run.errors().constData());
    run.write(u"go"_s, {});
    QCOMPARE(run.call(QStringList{u"run"_s} + arguments).exitCode(), 0);
    QCOMPARE(run.jobs().size(), 2);
}

void HeadlessStopTest::leavesACommandItsGraceAfterTwoSignals()
{
    Run run;
    run.list("trap 'sleep 0.3; echo bye > bye; exit' TERM; touch started; while :; do sleep 0.05; done\n");
    stopOnce(run, {}, SIGINT);
    run.signal(SIGINT);
    QCOMPARE(run.end().exitCode(), 1);
    QCOMPARE(run.read(u"bye"_s), "bye\n");
    QVERIFY2(run.errors().contains("0 finished, 1 cancelled."), run.errors().constData());
}

void HeadlessStopTest::leavesWhatItEndsAtOncePendingAgain()
{
    Run run;
    run.list("trap '' TERM; touch started; while ! [ -e go ]; do sleep 0.05; done\n");
    const QStringList arguments{u"--data-dir"_s, run.path(u"data"_s)};
    stopOnce(run, arguments, SIGTERM);
    run.signal(SIGTERM);
    QTRY_VERIFY(run.errorsSoFar().contains("Once more ends it at once"));
    run.signal(SIGTERM);
    QCOMPARE(run.end().exitCode(), 1);
    QVERIFY2(run.errors().contains("0 finished, 1 cut off, pending again."), run.errors().constData());
    run.write(u"go"_s, {});
    QCOMPARE(run.call(QStringList{u"run"_s} + arguments).exitCode(), 0);
    QVERIFY2(run.errors().contains("1 finished"), run.errors().constData());
}

void HeadlessStopTest::stopsWhenNobodyReadsItsOutput()
{
    Run run;
    run.list(QByteArray("true\n").repeated(200) + "touch last\n");
    QCOMPARE(
        run.shell(
               u"\"$MILLRACE\" run --width 1 --json \"$LIST\" | head -n 1 > first; echo ${PIPESTATUS[0]} > code"_s)
            .exitCode(),
        0);
    QCOMPARE(run.read(u"code"_s), "1\n");
    QCOMPARE(run.read(u"first"_s).count('\n'), 1);
    QVERIFY(run.errors().contains("Standard output"));
    QVERIFY(!QFile::exists(run.path(u"last"_s)));
}

void HeadlessStopTest::stopsWhileItsReaderIsSlow()
{
    Run run;
    QByteArray list = "while ! [ -e go ]; do sleep 0.05; done\n";
    for (int i = 0; i < 300; ++i) // Longer in all than what may wait for a reader.
        list += "echo >> ran #" + QByteArray(60'000, 'x') + '\n';
    run.list(list);
    run.beginShell(
        u"{ \"$MILLRACE\" run --width 2 --json \"$LIST\" & echo $! > pid; wait $!; echo $? > code; } |"
        " { while ! [ -e read ]; do sleep 0.05; done; cat > out; }"_s);
    const auto ran = [&run] { return run.read(u"ran"_s).size(); };
    QTRY_VERIFY_WITH_TIMEOUT(ran() > 130, 30'000);
    QVERIFY(run.standsStill(u"ran"_s)); // It waits for its reader.
    QVERIFY(ran() < 300);
    const pid_t pid = run.read(u"pid"_s).trimmed().toInt();
    QVERIFY(pid > 0);
    QCOMPARE(::kill(pid, SIGTERM), 0);
    QTRY_VERIFY(run.errorsSoFar().contains("Stopping"));
    run.write(u"read"_s, {});
    QTRY_VERIFY(run.read(u"out"_s).count('\n') == ran()); // The reader has caught up …
    run.write(u"go"_s, {});                               // … before the last job ends.
    run.end();
    QCOMPARE(run.read(u"code"_s), "1\n");
    QCOMPARE(run.read(u"out"_s).count('\n'), ran() + 1);
}

void HeadlessStopTest::keepsNothingWithoutADataDirectory()
{
    Run run;
    run.list("true\n");
    QCOMPARE(run.start({}).exitCode(), 0);
    QCOMPARE(QDir(run.path(u"home"_s)).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList());
}

void HeadlessStopTest::goesOnInADataDirectory()
{
    Run run;
    run.list("echo first; touch started; while ! [ -e go ]; do sleep 0.05; done\necho second\n");
    const QStringList arguments{u"--json"_s, u"--width"_s, u"1"_s, u"--data-dir"_s, run.path(u"data"_s)};
    stopOnce(run, arguments, SIGINT);
    run.write(u"go"_s, {});
    QCOMPARE(run.end().exitCode(), 1);
    QCOMPARE(run.jobs().size(), 1);

    QCOMPARE(run.call(QStringList{u"run"_s} + arguments).exitCode(), 0);
    QCOMPARE(run.jobs().size(), 1); // The one that was left; what ended before is not told again.
    QCOMPARE(run.fileOf("command", "result"), "second\n");
    QCOMPARE(run.jobs().first()["number"_L1].toInt(), 2);
}

void HeadlessStopTest::refusesADataDirectoryInUse()
{
    Run first;
    first.list("touch started; while ! [ -e go ]; do sleep 0.05; done\n");
    const QString data = first.path(u"data"_s);
    first.begin({u"--data-dir"_s, data});
    QTRY_VERIFY(QFile::exists(first.path(u"started"_s)));
    Run second;
    second.list("touch ran\n");
    QCOMPARE(second.start({u"--data-dir"_s, data}).exitCode(), 2);
    QVERIFY(second.errors().contains("in use"));
    QVERIFY(!QFile::exists(second.path(u"ran"_s)));
    first.write(u"go"_s, {});
    QCOMPARE(first.end().exitCode(), 0);
}

void HeadlessStopTest::runsNothingWhereResultsCantGo_data()
{
    QTest::addColumn<QString>("results");
    QTest::addColumn<bool>("isKept");
    QTest::newRow("can't be made") << u"/proc/nope"_s << false;
    QTest::newRow("a file") << u"list"_s << false;
    QTest::newRow("can't be made, with a data directory") << u"/proc/nope"_s << true;
}

void HeadlessStopTest::runsNothingWhereResultsCantGo()
{
    QFETCH(QString, results);
    QFETCH(bool, isKept);
    Run run;
    run.list("touch ran\n");
    QStringList arguments{u"--results"_s, results};
    if (isKept)
        arguments << u"--data-dir"_s << run.path(u"data"_s);
    QCOMPARE(run.start(arguments).exitCode(), 2);
    QVERIFY2(run.errors().contains("Can't write results in"), run.errors().constData());
    QVERIFY(!QFile::exists(run.path(u"ran"_s)));
}

QTEST_GUILESS_MAIN(HeadlessStopTest)
#include "tst_headlessstop.moc"
