#include "tests/store/damagedstore.h"
#include "tests/support/faultvfs.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace millrace;
using namespace millrace::test;
using Fault = FaultVfs::Fault;

Q_DECLARE_METATYPE(Damaged)

namespace {

/// Every call where there is time; otherwise some of them, of each kind.
int stride()
{
    return qEnvironmentVariableIsSet("MILLRACE_LONG") ? 1 : 7;
}

} // namespace

/// Rebuilding a damaged database where the disk doesn't let it, or the program is killed.
class TestStoreRebuild : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRebuildWithoutRoomIsTriedUntilItFindsSome_data();
    void aRebuildWithoutRoomIsTriedUntilItFindsSome();
    void aRebuildWithoutRoomInMidUseIsTriedUntilItFindsSome();
    void aKillAtAnyCallOfARebuildLosesNothingThatWasSound_data();
    void aKillAtAnyCallOfARebuildLosesNothingThatWasSound();
    void aCallThatFailsInARebuildLosesNothingThatWasSound_data();
    void aCallThatFailsInARebuildLosesNothingThatWasSound();
};

void TestStoreRebuild::aRebuildWithoutRoomIsTriedUntilItFindsSome_data()
{
    QTest::addColumn<Damaged>("what");
    QTest::newRow("a damaged log") << Damaged::Log;
    QTest::newRow("a damaged row") << Damaged::Row;
}

void TestStoreRebuild::aRebuildWithoutRoomIsTriedUntilItFindsSome()
{
    QFETCH(const Damaged, what);
    FaultVfs vfs;
    StoreFixture f;
    f.place.vfs = vfs.name();
    f.place.retryEvery = std::chrono::milliseconds(5);
    const QString copy = f.directory.filePath(u"copy"_s);
    makeDamaged(copy, what);
    f.bringBack(copy);
    vfs.arm(Fault::Full, 10); // not at once: it has something to leave behind
    f.begin();
    QTRY_VERIFY(!f.troubles.empty());
    vfs.awaitCalls(10);
    QVERIFY(!f.isOpened);
    QCOMPARE(f.troubles.size(), 1U);
    QVERIFY(f.troubles.front().kind == StoreTrouble::Kind::DiskFull);
    vfs.heal();
    QTRY_VERIFY(f.isOpened);
    QCOMPARE(complaint(f, what), QByteArray());
    QVERIFY(QFile::exists(f.report.keptAside));
    QTRY_COMPARE(f.recoveries, 1);
    QVERIFY(!isAnythingLeftOver(f));
    f.restart();
    QCOMPARE(complaint(f, what), QByteArray());
    QVERIFY(f.report.keptAside.isEmpty());
}

// While it is in use, the log of a damaged database must not be cut either: what is sound in it is not in the file.
void TestStoreRebuild::aRebuildWithoutRoomInMidUseIsTriedUntilItFindsSome()
{
    FaultVfs vfs;
    StoreFixture f;
    f.place.vfs = vfs.name();
    f.place.retryEvery = std::chrono::milliseconds(5);
    const QString copy = f.directory.filePath(u"copy"_s);
    makeDamaged(copy, Damaged::Log);
    f.start();
    f.save({fetch(1)});
    for (const QString &suffix :
         {u""_s, u"-wal"_s}) { // under its feet, and what SQLite knows doesn't fit any more
        QFile damaged(copy + u"/millrace.db"_s + suffix);
        QFile used(f.place.database() + suffix);
        QVERIFY(damaged.open(QIODevice::ReadOnly) && used.open(QIODevice::ReadWrite | QIODevice::Truncate));
        used.write(damaged.readAll());
    }
    vfs.arm(Fault::Full, 1);
    bool isRebuilt = false;
    QObject::connect(f.store.get(), &Store::rebuilt, f.store.get(), [&isRebuilt] { isRebuilt = true; });
    const JobRecord more = fetch(damagedJobs + 1, damagedUrl(damagedJobs + 1));
    const JobRecord *const pointer = &more;
    f.store->note(std::span(&pointer, 1));
    QTRY_VERIFY(!f.troubles.empty());
    vfs.awaitCalls(10);
    QVERIFY(!isRebuilt);
    vfs.heal();
    QTRY_COMPARE(f.recoveries, 1);
    QVERIFY(isRebuilt);
    f.stop();
    f.start();
    QCOMPARE(complaint(f, Damaged::Log), QByteArray());
    QVERIFY(f.find(damagedJobs + 1));
}

void TestStoreRebuild::aKillAtAnyCallOfARebuildLosesNothingThatWasSound_data()
{
    aRebuildWithoutRoomIsTriedUntilItFindsSome_data();
}

void TestStoreRebuild::aKillAtAnyCallOfARebuildLosesNothingThatWasSound()
{
    QFETCH(const Damaged, what);
    FaultVfs vfs;
    QTemporaryDir made;
    makeDamaged(made.filePath(u"copy"_s), what);
    bool isKilled = true;
    int call = 1;
    for (; isKilled; call += stride()) {
        StoreFixture f;
        f.place.vfs = vfs.name();
        f.place.retryEvery = std::chrono::hours(1);
        f.bringBack(made.filePath(u"copy"_s));
        vfs.arm(Fault::Kill, call);
        f.begin();
        QTRY_VERIFY(f.isOpened || !f.troubles.empty());
        isKilled = !f.isOpened;
        f.stop(); // its last attempts fail too
        vfs.heal();
        f.start();
        QByteArray wrong = complaint(f, what);
        QVERIFY2(wrong.isEmpty(), wrong.prepend("call " + QByteArray::number(call) + ": ").constData());
        QVERIFY(!isAnythingLeftOver(f));
    }
    QVERIFY(call > 20);
}

void TestStoreRebuild::aCallThatFailsInARebuildLosesNothingThatWasSound_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<Damaged>("what");
    for (const Damaged what : {Damaged::Log, Damaged::Row}) {
        const QByteArray where = what == Damaged::Log ? ", a damaged log" : ", a damaged row";
        QTest::newRow("an error" + where) << int(Fault::Once) << what;
        QTest::newRow("half a write" + where) << int(Fault::Torn) << what;
        QTest::newRow("a sync that failed, though all was written" + where) << int(Fault::LostSync) << what;
    }
}

void TestStoreRebuild::aCallThatFailsInARebuildLosesNothingThatWasSound()
{
    QFETCH(const int, fault);
    QFETCH(const Damaged, what);
    FaultVfs vfs;
    QTemporaryDir made;
    makeDamaged(made.filePath(u"copy"_s), what);
    bool isFailed = true;
    for (int call = 1; isFailed; call += stride()) {
        StoreFixture f;
        f.place.vfs = vfs.name();
        f.place.retryEvery = std::chrono::milliseconds(2);
        f.bringBack(made.filePath(u"copy"_s));
        vfs.arm(Fault(fault), call);
        f.start();
        isFailed = vfs.calls() >= call;
        QByteArray wrong = complaint(f, what);
        QVERIFY2(wrong.isEmpty(), wrong.prepend("call " + QByteArray::number(call) + ": ").constData());
        vfs.heal();
        f.restart();
        QCOMPARE(complaint(f, what), QByteArray());
    }
}

QTEST_GUILESS_MAIN(TestStoreRebuild)
#include "tst_storerebuild.moc"
