#include "tests/app/headlessrunkit.h"

#include <QFile>
#include <QTest>

#include <csignal>

#include <sys/resource.h>

using namespace millrace::test;
using namespace Qt::StringLiterals;

/// The program where the disk has no room: no file can be written any more, by a limit that is set from outside.
class FullDiskTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRunWaitsForRoom();
    void theThirdSignalEndsARun();
    void theWindowWaitsForRoom();
    void theThirdSignalEndsTheWindow();
};

namespace {

void setRoom(const Run &run, bool isRoom)
{
    rlimit limit = {};
    QVERIFY(run.processId() > 0);
    QCOMPARE(::prlimit(static_cast<pid_t>(run.processId()), RLIMIT_FSIZE, nullptr, &limit), 0);
    limit.rlim_cur = isRoom ? limit.rlim_max : 0;
    QCOMPARE(::prlimit(static_cast<pid_t>(run.processId()), RLIMIT_FSIZE, &limit, nullptr), 0);
}

// A file that grows too large is an error to it, as on a full disk, and not its end.
void begin(Run &run, const QString &arguments)
{
    run.beginShell(u"trap '' XFSZ; exec \"$MILLRACE\" "_s + arguments);
}

constexpr auto waitingJob = "touch started; while ! [ -e go ]; do sleep 0.05; done\n";

/// Ends the job that is underway, so that there is something to save, once there is no room for it.
void fillDisk(const Run &run)
{
    setRoom(run, false);
    run.write(u"go"_s, {});
}

void runUntilFull(Run &run)
{
    run.list(waitingJob);
    begin(run, u"run --data-dir data \"$LIST\""_s);
    QTRY_VERIFY(QFile::exists(run.path(u"started"_s)));
    fillDisk(run);
    QTRY_VERIFY(run.errorsSoFar().contains("Waiting: "));
}

/// The window goes on with the job that a run in the terminal left.
void openUntilFull(Run &run)
{
    run.leavePending(run.path(u"data"_s), waitingJob);
    begin(run, u"--data-dir data"_s);
    QTRY_VERIFY(QFile::exists(run.path(u"started"_s)));
    fillDisk(run);
    QTRY_VERIFY(run.errorsSoFar().contains("Waiting: "));
}

} // namespace

void FullDiskTest::aRunWaitsForRoom()
{
    Run run;
    runUntilFull(run);
    setRoom(run, true);
    QCOMPARE(run.end().exitCode(), 0);
    QVERIFY(run.errors().contains("Going on."));
}

void FullDiskTest::theThirdSignalEndsARun()
{
    Run run;
    runUntilFull(run);
    run.signal(SIGINT);
    QTRY_VERIFY(run.errorsSoFar().contains("Stopping"));
    run.signal(SIGINT);
    QTRY_VERIFY(run.errorsSoFar().contains("Once more gives up"));
    run.signal(SIGINT);
    QCOMPARE(run.end().exitCode(), 1);
    QVERIFY(run.errors().contains("could not be saved"));
}

void FullDiskTest::theWindowWaitsForRoom()
{
    Run run;
    openUntilFull(run);
    run.signal(SIGTERM);
    QTRY_VERIFY(run.errorsSoFar().contains("Stopping"));
    setRoom(run, true);
    QCOMPARE(run.end().exitCode(), 0);
    QVERIFY(run.errors().contains("Going on."));
    QVERIFY(!run.errors().contains("could not be saved"));
}

void FullDiskTest::theThirdSignalEndsTheWindow()
{
    Run run;
    openUntilFull(run);
    for (const char *answer : {"Stopping", "Once more gives up", "Giving up"}) {
        run.signal(SIGTERM); // Those that come together may be one.
        QTRY_VERIFY2(run.errorsSoFar().contains(answer), answer);
    }
    QCOMPARE(run.end().exitCode(), 1);
    QVERIFY(run.errors().contains("could not be saved"));
}

QTEST_GUILESS_MAIN(FullDiskTest)
#include "tst_fulldisk.moc"
