#include "tests/app/headlessrunkit.h"
#include "tests/support/loopbackserver.h"

#include <QTest>

#include <csignal>

#include <sys/resource.h>

using namespace millrace::test;
using namespace Qt::StringLiterals;

/// The program where the results folder takes small files only, by a limit that is set from outside: as on a disk that is
/// nearly full, the queue itself can still be saved.
class FullResultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRunLosesNoMoreThanWasUnderway();
    void aResultThatIsLostWhileQuittingIsTold();
    void fetchesAreFetchedAgainWhenThereIsRoom();
};

namespace {

/// Two at a time, each result of 1 MB, where no file may have more than 256 KiB.
void beginWithoutRoom(Run &run)
{
    run.beginShell(
        u"trap '' XFSZ; ulimit -S -f 256; exec \"$MILLRACE\" run --width 2 --results r \"$LIST\""_s);
    QTRY_VERIFY2(run.errorsSoFar().contains("Waiting: Can't write results in "), run.errorsSoFar());
}

void makeRoom(const Run &run)
{
    rlimit limit = {};
    QVERIFY(run.processId() > 0);
    QCOMPARE(::prlimit(static_cast<pid_t>(run.processId()), RLIMIT_FSIZE, nullptr, &limit), 0);
    limit.rlim_cur = limit.rlim_max;
    QCOMPARE(::prlimit(static_cast<pid_t>(run.processId()), RLIMIT_FSIZE, &limit, nullptr), 0);
}

} // namespace

void FullResultsTest::aRunLosesNoMoreThanWasUnderway()
{
    Run run;
    run.list(QByteArray("echo x >>ran; head -c 1000000 /dev/zero\n").repeated(8));
    beginWithoutRoom(run);
    QCOMPARE(run.read(u"ran"_s).count('x'), 2);
    makeRoom(run);
    QCOMPARE(run.end().exitCode(), 1);
    QCOMPARE(run.read(u"ran"_s).count('x'), 8);
    QVERIFY2(run.errors().contains("Going on."), run.errors());
    QVERIFY2(run.errors().contains("6 finished, 2 failed"), run.errors());
}

void FullResultsTest::aResultThatIsLostWhileQuittingIsTold()
{
    Run run;
    run.list("touch started; while ! [ -e go ]; do sleep 0.05; done; head -c 1000000 /dev/zero\n");
    run.beginShell(
        u"trap '' XFSZ; ulimit -S -f 256; exec \"$MILLRACE\" run --data-dir data --results r \"$LIST\""_s);
    QTRY_VERIFY(QFile::exists(run.path(u"started"_s)));
    run.signal(SIGINT);
    QTRY_VERIFY(run.errorsSoFar().contains("Stopping"));
    run.write(u"go"_s, {});
    QCOMPARE(run.end().exitCode(), 1);
    QVERIFY2(run.errors().contains("0 finished, 1 failed"), run.errors());
}

void FullResultsTest::fetchesAreFetchedAgainWhenThereIsRoom()
{
    LoopbackServer server;
    server.onAny(
        [](LoopbackServer::Exchange &exchange) { exchange.reply("200 OK", {}, QByteArray(1'000'000, 'x')); });
    Run run;
    QByteArray list;
    for (int i = 0; i < 6; ++i)
        list += server.url("/" + QByteArray::number(i)) + '\n';
    run.list(list);
    beginWithoutRoom(run);
    makeRoom(run);
    QCOMPARE(run.end().exitCode(), 0);
    QVERIFY2(run.errors().contains("6 finished"), run.errors());
}

QTEST_GUILESS_MAIN(FullResultsTest)
#include "tst_fullresults.moc"
