#include "core/store/flightrecorder.h"
#include "tests/store/storekit.h"
#include "tests/support/mounted.h"

#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace millrace;
using namespace millrace::test;

namespace {

void limitFiles(rlim_t bytes)
{
    rlimit limit = {};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = std::min(bytes, limit.rlim_max);
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &limit), 0);
}

} // namespace

class TestFlightRecorder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasRecordedIsThereAfterAKill();
    void whereThereIsNoRoomItTriesAgain();
    void whereBlocksCannotBeReservedItWritesThem();
};

void TestFlightRecorder::whatWasRecordedIsThereAfterAKill()
{
    QTemporaryDir directory;
    FlightRecorder recorder(directory.path());
    recorder.record(NotedJob(underway(fetch(7))), true, 1);
    recorder.forget(0, 12);
    const auto entries = FlightRecorder::read(directory.path());
    QCOMPARE(entries.size(), 1U);
    QVERIFY(entries.front().isWhole && entries.front().job.number == JobNumber{7});
    QCOMPARE(FlightRecorder::durableRevision(directory.path()), 12);
}

void TestFlightRecorder::whereThereIsNoRoomItTriesAgain()
{
    std::signal(SIGXFSZ, SIG_IGN);
    QTemporaryDir directory, another;
    limitFiles(65'536);
    const auto unlimit = qScopeGuard([] { limitFiles(RLIM_INFINITY); });
    FlightRecorder recorder(directory.path(), std::chrono::milliseconds(0));
    FlightRecorder patient(another.path(), std::chrono::hours(1));
    recorder.record(NotedJob(underway(fetch(7))), true, 1);
    recorder.forget(0, 12);
    QVERIFY(FlightRecorder::read(directory.path()).empty());
    limitFiles(RLIM_INFINITY);
    recorder.forget(1, 13);
    patient.forget(1, 13); // it doesn't ask with every commit
    QCOMPARE(FlightRecorder::durableRevision(another.path()), 0);
    recorder.record(NotedJob(underway(fetch(8))), true, 2);
    const auto entries = FlightRecorder::read(directory.path());
    QCOMPARE(entries.size(), 1U);
    QVERIFY(entries.front().job.number == JobNumber{8});
    QCOMPARE(FlightRecorder::durableRevision(directory.path()), 13);
}

void TestFlightRecorder::whereBlocksCannotBeReservedItWritesThem()
{
    const Mounted other("ramfs");
    if (!other.isThere())
        QSKIP("needs the right to mount a file system");
    FlightRecorder recorder(other.path());
    recorder.record(NotedJob(underway(fetch(7))), true, 1);
    QCOMPARE(FlightRecorder::read(other.path()).size(), 1U);
}

QTEST_GUILESS_MAIN(TestFlightRecorder)
#include "tst_flightrecorder.moc"
