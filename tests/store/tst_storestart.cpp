#include "core/store/database.h"
#include "tests/store/storekit.h"
#include "tests/support/faultvfs.h"

#include <QFile>
#include <QScopeGuard>
#include <QTest>

#include <sys/mount.h>

using namespace Qt::StringLiterals;
using namespace millrace;
using namespace millrace::test;
using Fault = FaultVfs::Fault;

/// Starting where the disk is full, or the database isn't for us.
class TestStoreStart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFullDiskIsToldAtOnceAndTheJobsAreThere_data();
    void aFullDiskIsToldAtOnceAndTheJobsAreThere();
    void aReallyFullDiskIsToldAtOnceAndTheJobsAreThere();
    void whatAKilledRunRecordedWaitsForRoom();
    void aNewStoreWaitsForRoom();
    void aRefusedDatabaseAnswersThatItCannotBeRead();
};

void TestStoreStart::aFullDiskIsToldAtOnceAndTheJobsAreThere_data()
{
    QTest::addColumn<bool>("endedWell");
    QTest::newRow("after an end in order") << true;
    QTest::newRow("after a crash") << false;
}

void TestStoreStart::aFullDiskIsToldAtOnceAndTheJobsAreThere()
{
    QFETCH(const bool, endedWell);
    FaultVfs vfs;
    StoreFixture f;
    f.place.vfs = vfs.name();
    f.start();
    f.save({ended(underway(fetch(1))), fetch(2), underway(command(3))});
    if (!endedWell)
        vfs.arm(Fault::Kill, 1);
    f.stop();
    vfs.arm(Fault::Full, 1);
    f.begin();
    QTRY_VERIFY_WITH_TIMEOUT(f.isOpened && !f.troubles.empty(), 1000);
    QCOMPARE(f.restored.size(), 3U);
    QVERIFY(f.find(3)->state == JobState::Interrupted);
    QCOMPARE(f.report.endedWell, endedWell);
    QCOMPARE(f.troubles.size(), 1U);
    QVERIFY(f.troubles.front().kind == StoreTrouble::Kind::DiskFull);
    QTest::qWait(1200);
    QCOMPARE(f.recoveries, 0);
    QCOMPARE(f.attempts(1).size(), 1U);
    vfs.heal();
    QTRY_COMPARE_WITH_TIMEOUT(f.recoveries, 1, 5000);
    QCOMPARE(f.troubles.size(), 1U);
    f.save({fetch(4)});
    f.restart();
    QCOMPARE(f.restored.size(), 4U);
}

void TestStoreStart::aReallyFullDiskIsToldAtOnceAndTheJobsAreThere()
{
    QTemporaryDir small;
    if (::mount("none", qPrintable(small.path()), "tmpfs", 0, "size=3m") != 0)
        QSKIP("needs the right to mount a small file system");
    const auto unmount = qScopeGuard([&small] { ::umount2(qPrintable(small.path()), MNT_DETACH); });
    StoreFixture f;
    f.place.dataDirectory = small.filePath(u"data"_s);
    f.start();
    f.save({ended(underway(fetch(1))), fetch(2)});
    f.stop();
    QFile::remove(f.place.dataDirectory + u"/millrace.recorder"_s); // a megabyte that starting would set free
    QFile ballast(small.filePath(u"ballast"_s));
    QVERIFY(ballast.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
    while (ballast.write(QByteArray(4096, 'x')) == 4096) {
    }
    f.begin();
    QTRY_VERIFY_WITH_TIMEOUT(f.isOpened && !f.troubles.empty(), 1000);
    QCOMPARE(f.restored.size(), 2U);
    QVERIFY(f.troubles.front().kind == StoreTrouble::Kind::DiskFull);
    ballast.remove();
    QTRY_COMPARE_WITH_TIMEOUT(f.recoveries, 1, 5000);
    f.save({fetch(3)});
    f.restart();
    QCOMPARE(f.restored.size(), 3U);
    f.stop();
}

// It comes before the rows that are older; so the jobs come late, but right.
void TestStoreStart::whatAKilledRunRecordedWaitsForRoom()
{
    FaultVfs vfs;
    StoreFixture f;
    f.place.vfs = vfs.name();
    f.start();
    f.save({fetch(1), command(2)});
    vfs.arm(Fault::Kill, 1);
    const JobRecord job = underway(command(2));
    const JobRecord *const pointer = &job;
    f.store->note(std::span(&pointer, 1));
    f.stop();
    vfs.arm(Fault::Full, 1);
    f.begin();
    QTRY_VERIFY_WITH_TIMEOUT(!f.troubles.empty(), 1000);
    QVERIFY(!f.isOpened);
    vfs.heal();
    QTRY_VERIFY_WITH_TIMEOUT(f.isOpened, 5000);
    QTRY_COMPARE_WITH_TIMEOUT(f.recoveries, 1, 5000);
    QCOMPARE(f.restored.size(), 2U);
    QVERIFY(f.find(2)->state == JobState::Interrupted && f.find(2)->attempt == 1);
}

void TestStoreStart::aNewStoreWaitsForRoom()
{
    FaultVfs vfs;
    StoreFixture f;
    f.place.vfs = vfs.name();
    vfs.arm(Fault::Full, 1);
    f.begin();
    QTRY_VERIFY_WITH_TIMEOUT(!f.troubles.empty(), 1000);
    QTest::qWait(1200);
    vfs.heal();
    QTRY_VERIFY_WITH_TIMEOUT(f.isOpened, 5000);
    f.save({fetch(1)});
    f.restart();
    QCOMPARE(f.restored.size(), 1U);
}

void TestStoreStart::aRefusedDatabaseAnswersThatItCannotBeRead()
{
    StoreFixture f;
    f.start();
    f.save({ended(underway(fetch(1)))});
    f.stop();
    Database(f.place.database(), Database::Access::ReadWrite).execute("PRAGMA user_version = 6488163");
    f.start();
    QVERIFY(f.refused == StoreRefusal::Newer);
    int unreadable = 0;
    auto attempts = f.store->attempts(JobNumber{1}).addErrback<StoreUnreadableError>([&](const auto &) {
        ++unreadable;
        return std::vector<AttemptRecord>();
    });
    auto check = f.store->verifyResult(JobNumber{1}, 1).addErrback<StoreUnreadableError>([&](const auto &) {
        ++unreadable;
        return ResultCheck::Unknown;
    });
    QTRY_COMPARE(unreadable, 2);
}

QTEST_GUILESS_MAIN(TestStoreStart)
#include "tst_storestart.moc"
