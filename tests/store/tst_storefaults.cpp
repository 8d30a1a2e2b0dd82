#include "core/store/schema.h"
#include "tests/store/smallrun.h"
#include "tests/support/faultvfs.h"
#include "tests/support/mounted.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace millrace;
using namespace millrace::test;
using Fault = FaultVfs::Fault;

class TestStoreFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whateverCallFailsOnceNothingIsLost_data();
    void whateverCallFailsOnceNothingIsLost();
    void whatIsNotedDuringTheTroubleIsWrittenToo_data();
    void whatIsNotedDuringTheTroubleIsWrittenToo();
    void aKillAtAnyCallLosesNothingThatWasSaved();
    void aKillAtAnyCallOfAMigrationLosesNothing();
    void aBatchThatIsTakenForWrittenIsMissed();
    void aFullDiskIsToldAndCarriesOnByItself();
    void aReallyFullDiskIsToldAndCarriesOnByItself();
};

void TestStoreFaults::whateverCallFailsOnceNothingIsLost_data()
{
    QTest::addColumn<int>("fault");
    QTest::newRow("an error") << int(Fault::Once);
    QTest::newRow("half a write") << int(Fault::Torn);
    QTest::newRow("a sync that failed, though all was written") << int(Fault::LostSync);
}

void TestStoreFaults::whateverCallFailsOnceNothingIsLost()
{
    QFETCH(int, fault);
    FaultVfs vfs;
    int calls = 1000;
    for (int call = 1; call <= calls; ++call) {
        StoreFixture f;
        f.place.vfs = vfs.name();
        f.place.retryEvery = std::chrono::milliseconds(2);
        f.start();
        vfs.arm(call == 1 ? Fault::None : Fault(fault), call - 1); // the first round counts
        QCOMPARE(play(f, Until::AllSaved), script().size());
        if (call == 1)
            calls = vfs.calls() + 1;
        f.stop();
        vfs.heal();
        f.start();
        QCOMPARE(complaint(f, script().size()), QByteArray());
    }
    QVERIFY(calls > 20);
}

void TestStoreFaults::whatIsNotedDuringTheTroubleIsWrittenToo_data()
{
    whateverCallFailsOnceNothingIsLost_data();
}

// A commit that seemed to fail and did not takes only its own jobs off the list.
void TestStoreFaults::whatIsNotedDuringTheTroubleIsWrittenToo()
{
    QFETCH(int, fault);
    FaultVfs vfs;
    int troubles = 0;
    bool isReached = true;
    for (int call = 1; isReached; ++call) {
        StoreFixture f;
        f.place.vfs = vfs.name();
        f.place.retryEvery = std::chrono::milliseconds(10); // time to note something meanwhile
        f.start();
        vfs.arm(Fault(fault), call);
        bool isTroubled = false;
        const JobRecord first = fetch(1);
        const JobRecord second = fetch(2);
        QObject::connect(f.store.get(), &Store::trouble, f.store.get(), [&] {
            isTroubled = true;
            const JobRecord *const meanwhile = &second;
            f.store->note(std::span(&meanwhile, 1));
        });
        f.save({first});
        if (isTroubled)
            f.save({}); // the second, too, is acknowledged
        isReached = vfs.calls() >= call;
        troubles += int(isTroubled);
        f.stop();
        vfs.heal();
        f.start();
        QVERIFY(f.find(1));
        QVERIFY2(!isTroubled || f.find(2), qPrintable(u"lost at call %1"_s.arg(call)));
    }
    QVERIFY(troubles > 0);
}

void TestStoreFaults::aKillAtAnyCallLosesNothingThatWasSaved()
{
    FaultVfs vfs;
    bool isKilled = true;
    int call = 1;
    for (; isKilled; ++call) {
        StoreFixture f;
        f.place.vfs = vfs.name();
        f.place.retryEvery = std::chrono::hours(1);
        f.start();
        vfs.arm(Fault::Kill, call);
        const std::size_t acknowledged = play(f, Until::Trouble);
        QVERIFY(acknowledged == script().size() || !f.troubles.empty());
        f.stop(); // its last attempts fail too
        isKilled = vfs.calls() >= call;
        vfs.heal();
        f.start();
        QCOMPARE(complaint(f, acknowledged), QByteArray());
    }
    QVERIFY(call > 20);
}

void TestStoreFaults::aKillAtAnyCallOfAMigrationLosesNothing()
{
    FaultVfs vfs;
    bool isDone = false;
    for (int call = 1; !isDone; ++call) {
        StoreFixture f;
        QVERIFY(DataLock::take(f.place.dataDirectory).holder == DataLock::Holder::Us);
        {
            Database old(f.place.database(), Database::Access::ReadWrite);
            old.execute("PRAGMA page_size = 4096; PRAGMA journal_mode = WAL");
            migrate(old, migrations().first(1));
            old.execute("INSERT INTO removed VALUES(77, 1)"); // a row that is easily told
        }
        vfs.arm(Fault::Kill, call);
        try {
            Database killed(f.place.database(), Database::Access::ReadWrite, vfs.name().constData());
            killed.execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL");
            migrate(killed, migrations());
            isDone = true;
            vfs.heal();
        } catch (const SqlError &) {
        }
        vfs.heal();
        Database again(f.place.database(), Database::Access::ReadWrite);
        migrate(again, migrations());
        QCOMPARE(again.number("SELECT number FROM removed"), 77);
        QCOMPARE(again.number("SELECT count(*) FROM ledger"), 0);
        QVERIFY(again.number("PRAGMA user_version") == storedVersion(std::ssize(migrations())));
    }
}

void TestStoreFaults::aBatchThatIsTakenForWrittenIsMissed()
{
    FaultVfs vfs;
    bool isMissed = false;
    for (int call = 1; call < 40 && !isMissed; ++call) {
        StoreFixture f;
        f.place.vfs = vfs.name();
        f.place.retryEvery = std::chrono::milliseconds(2);
        f.start(StorePlace::Guard::Reread);
        vfs.arm(Fault::Once, call);
        const std::size_t acknowledged = play(f, Until::AllSaved);
        f.stop();
        vfs.heal();
        f.start();
        isMissed = !complaint(f, acknowledged).isEmpty();
    }
    QVERIFY(isMissed);
}

void TestStoreFaults::aFullDiskIsToldAndCarriesOnByItself()
{
    FaultVfs vfs;
    StoreFixture f;
    f.place.vfs = vfs.name();
    f.place.retryEvery = std::chrono::milliseconds(20);
    f.start();
    QSignalSpy trouble(f.store.get(), &Store::trouble);
    QSignalSpy recovered(f.store.get(), &Store::recovered);
    vfs.arm(Fault::Full, 1);
    QCOMPARE(play(f, Until::Trouble), 0U);
    QCOMPARE(trouble.size(), 1);
    QVERIFY(trouble.front().front().value<StoreTrouble>().kind == StoreTrouble::Kind::DiskFull);
    vfs.awaitCalls(10); // not told again
    QCOMPARE(trouble.size(), 1);
    QVERIFY(f.attempts(1).empty()); // reading goes on
    vfs.heal();
    QTRY_COMPARE(recovered.size(), 1);
    f.stop();
    f.start();
    QCOMPARE(complaint(f, 1), QByteArray());
}

void TestStoreFaults::aReallyFullDiskIsToldAndCarriesOnByItself()
{
    Mounted small("tmpfs", "size=3m");
    if (!small.isThere())
        QSKIP("needs the right to mount a small file system");
    StoreFixture f;
    f.place.dataDirectory = small.path(u"data"_s);
    f.start();
    QSignalSpy trouble(f.store.get(), &Store::trouble);
    QVERIFY(small.fill());
    QVERIFY(f.place.retryEvery <= std::chrono::seconds(4)); // So it goes on within 5 s of there being room.
    QCOMPARE(play(f, Until::Trouble), 0U);
    QCOMPARE(trouble.size(), 1);
    QVERIFY(trouble.front().front().value<StoreTrouble>().kind == StoreTrouble::Kind::DiskFull);
    QSignalSpy recovered(f.store.get(), &Store::recovered);
    small.makeRoom();
    QTRY_COMPARE(recovered.size(), 1);
    f.restart();
    QCOMPARE(complaint(f, 1), QByteArray());
    f.stop();
}

QTEST_GUILESS_MAIN(TestStoreFaults)
#include "tst_storefaults.moc"
