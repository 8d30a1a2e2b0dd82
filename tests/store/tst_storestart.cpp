#include "core/store/database.h"
#include "tests/store/storekit.h"
#include "tests/support/faultvfs.h"
#include "tests/support/mounted.h"

#include <QFile>
#include <QTest>

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
    f.place.retryEvery = std::chrono::milliseconds(20);
    f.start();
    f.save({ended(underway(fetch(1))), fetch(2), underway(command(3))});
    if (!endedWell)
        vfs.arm(Fault::Kill, 1);
    f.stop();
    vfs.arm(Fault::Full, 1);
    f.begin();
    QTRY_VERIFY(f.isOpened && !f.troubles.empty());
    QCOMPARE(f.restored.size(), 3U);
    QVERIFY(f.find(3)->state == JobState::Interrupted);
    QCOMPARE(f.report.endedWell, endedWell);
    QCOMPARE(f.troubles.size(), 1U);
    QVERIFY(f.troubles.front().kind == StoreTrouble::Kind::DiskFull);
    vfs.awaitCalls(10);
    QCOMPARE(f.troubles.size(), 1U);
    QCOMPARE(f.recoveries, 0);
    QCOMPARE(f.attempts(1).size(), 1U);
    vfs.heal();
    QTRY_COMPARE(f.recoveries, 1);
    QCOMPARE(f.troubles.size(), 1U);
    f.save({fetch(4)});
    f.restart();
    QCOMPARE(f.restored.size(), 4U);
}

void TestStoreStart::aReallyFullDiskIsToldAtOnceAndTheJobsAreThere()
{
    Mounted small("tmpfs", "size=3m");
    if (!small.isThere())
        QSKIP("needs the right to mount a small file system");
    StoreFixture f;
    f.place.dataDirectory = small.path(u"data"_s);
    f.start();
    f.save({ended(underway(fetch(1))), fetch(2)});
    f.stop();
    QFile::remove(f.place.dataDirectory + u"/millrace.recorder"_s); // a megabyte that starting would set free
    QVERIFY(small.fill());
    f.begin();
    QTRY_VERIFY(f.isOpened && !f.troubles.empty());
    QCOMPARE(f.restored.size(), 2U);
    QVERIFY(f.troubles.front().kind == StoreTrouble::Kind::DiskFull);
    small.makeRoom();
    QTRY_COMPARE(f.recoveries, 1);
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
    QTRY_VERIFY(!f.troubles.empty());
    QVERIFY(!f.isOpened);
    vfs.heal();
    QTRY_VERIFY(f.isOpened);
    QTRY_COMPARE(f.recoveries, 1);
    QCOMPARE(f.restored.size(), 2U);
    QVERIFY(f.find(2)->state == JobState::Interrupted && f.find(2)->attempt == 1);
}

void TestStoreStart::aNewStoreWaitsForRoom()
{
    FaultVfs vfs;
    StoreFixture f;
    f.place.vfs = vfs.name();
    f.place.retryEvery = std::chrono::milliseconds(20);
    vfs.arm(Fault::Full, 1);
    f.begin();
    QTRY_VERIFY(!f.troubles.empty());
    vfs.awaitCalls(10);
    QVERIFY(!f.isOpened);
    QCOMPARE(f.troubles.size(), 1U);
    vfs.heal();
    QTRY_VERIFY(f.isOpened);
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
