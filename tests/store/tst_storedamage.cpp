#include "tests/store/damagedstore.h"
#include "tests/support/faultvfs.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace millrace;
using namespace millrace::test;

namespace {

constexpr int fillers = 200;

/// Enough of them that the log need not have the page of one in their middle.
void saveMany(StoreFixture &f)
{
    std::vector<JobRecord> records;
    for (int n = 3; n <= fillers; ++n)
        records.push_back(fetch(n, damagedUrl(n)));
    f.save(records);
}

/// While it is in use.
void damageHeader(const StoreFixture &f)
{
    QFile used(f.place.database());
    QVERIFY(used.open(QIODevice::ReadWrite));
    used.write(QByteArray(100, 'x'));
}

/// The next run, on the database as a kill would leave it at this moment, with a bit of it flipped.
void startOnDamaged(StoreFixture &f)
{
    const QString copy = f.directory.filePath(u"copy"_s);
    f.keep(copy);
    f.stop();
    f.bringBack(copy);
    flip(f.place.database(), damagedUrl(fillers / 2));
    f.start();
    QVERIFY(!f.report.keptAside.isEmpty());
}

} // namespace

/// What a rebuild of a damaged database makes of what it finds.
class TestStoreDamage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRebuildInMidLoadGivesNoJobTwice();
    void aRebuildThatWasKilledBetweenItsRenamesIsFinished_data();
    void aRebuildThatWasKilledBetweenItsRenamesIsFinished();
    void whatWasPutBackIsKeptByARebuild();
    void aCommandThatWasRemovedWaitsAfterARebuild();
    void whatIsRemovedStaysSoWhereTheRebuildIsInMidUse();
    void whatIsPurgedStaysSoWhereThePurgeMeetsTheDamage();
    void aJournalOfTheDamagedFileGoesAsideWithIt();
};

void TestStoreDamage::aRebuildInMidLoadGivesNoJobTwice()
{
    constexpr int many = 4 * 2048; // four pieces, the third of them damaged
    constexpr int lost = 5000;
    StoreFixture f;
    f.start();
    std::vector<JobRecord> records;
    for (int n = 1; n <= many; ++n)
        records.push_back(fetch(n, damagedUrl(n)));
    f.save(records);
    f.stop();
    flip(f.place.database(), damagedUrl(lost));
    f.start();
    QVERIFY(!f.report.keptAside.isEmpty());
    QCOMPARE(f.report.damaged, 1U);
    std::vector<int> times(many + 1);
    for (const JobRecord &record : f.restored)
        ++times[std::size_t(record.number)];
    for (int n = 1; n <= many; ++n)
        QVERIFY2(times[std::size_t(n)] == (n == lost ? 0 : 1), qPrintable(QString::number(n)));
}

void TestStoreDamage::aRebuildThatWasKilledBetweenItsRenamesIsFinished_data()
{
    QTest::addColumn<bool>("isLogMoved");
    QTest::addColumn<bool>("isFileMoved");
    QTest::newRow("nothing was moved yet") << false << false;
    QTest::newRow("the log was moved") << true << false;
    QTest::newRow("all was moved") << true << true;
}

void TestStoreDamage::aRebuildThatWasKilledBetweenItsRenamesIsFinished()
{
    QFETCH(const bool, isLogMoved);
    QFETCH(const bool, isFileMoved);
    StoreFixture f;
    const QString copy = f.directory.filePath(u"copy"_s);
    makeDamaged(copy, Damaged::Log);
    f.bringBack(copy);
    f.start();
    f.stop();
    const QString rebuilt = f.directory.filePath(u"rebuilt"_s);
    QVERIFY(QFile::rename(f.place.database(), rebuilt));
    f.bringBack(copy);
    QVERIFY(QFile::rename(rebuilt, f.place.dataDirectory + u"/millrace.rebuilt.db"_s));
    if (isLogMoved)
        QVERIFY(QFile::rename(f.place.database() + u"-wal"_s, f.place.dataDirectory + u"/aside.db-wal"_s));
    if (isFileMoved)
        QVERIFY(QFile::rename(f.place.database(), f.place.dataDirectory + u"/aside.db"_s));
    f.start();
    QCOMPARE(complaint(f, Damaged::Log), QByteArray());
    QCOMPARE(!f.report.keptAside.isEmpty(), !isFileMoved);
    QVERIFY(!isAnythingLeftOver(f));
    f.restart();
    QCOMPARE(complaint(f, Damaged::Log), QByteArray());
}

// The log still has the row that says removed.
void TestStoreDamage::whatWasPutBackIsKeptByARebuild()
{
    StoreFixture f;
    f.start();
    f.writeResult(u"1.1"_s, "result");
    const JobRecord one = ended(underway(fetch(1)), JobState::Finished, u"1.1"_s);
    f.save({one});
    saveMany(f);
    f.restart();
    f.remove({JobNumber{1}});
    f.save({one}); // undo
    startOnDamaged(f);
    f.restart();
    QVERIFY(f.find(1) && f.find(1)->state == JobState::Finished);
    QVERIFY(QFile::exists(f.resultPath(u"1.1"_s)));
    QCOMPARE(f.attempts(1).size(), 1U);
}

// Nobody knows any more whether it was put back: it must not run by itself.
void TestStoreDamage::aCommandThatWasRemovedWaitsAfterARebuild()
{
    StoreFixture f;
    f.start();
    f.save({command(1), command(2)});
    saveMany(f);
    f.restart();
    f.remove({JobNumber{1}});
    startOnDamaged(f);
    QVERIFY(f.find(1) && f.find(1)->state == JobState::Interrupted);
    QVERIFY(f.find(2) && f.find(2)->state == JobState::Pending);
}

// There, it is known what was removed and not put back.
void TestStoreDamage::whatIsRemovedStaysSoWhereTheRebuildIsInMidUse()
{
    FaultVfs vfs;
    StoreFixture f;
    f.place.vfs = vfs.name();
    f.place.retryEvery = std::chrono::milliseconds(5);
    f.start();
    f.save({fetch(1), fetch(2), fetch(3), fetch(4)});
    f.remove({JobNumber{1}, JobNumber{2}});
    f.save({fetch(2)}); // undo
    bool isRebuilt = false;
    QObject::connect(f.store.get(), &Store::rebuilt, f.store.get(), [&] {
        isRebuilt = true;
        const std::vector<JobRecord> all{fetch(2), fetch(4)};
        f.store->note(std::vector<const JobRecord *>{&all[0], &all[1]});
    });
    damageHeader(f);
    vfs.arm(FaultVfs::Fault::Once, 1); // then it looks
    f.remove({JobNumber{3}});
    QTRY_VERIFY(isRebuilt);
    f.stop();
    f.start();
    QVERIFY(!f.find(1) && f.find(2) && !f.find(3) && f.find(4));
}

// By then nobody could put it back any more, and the rebuilt file has it as if it had never been removed.
void TestStoreDamage::whatIsPurgedStaysSoWhereThePurgeMeetsTheDamage()
{
    FaultVfs vfs;
    StoreFixture f;
    f.place.vfs = vfs.name();
    f.place.retryEvery = std::chrono::milliseconds(5);
    f.start();
    f.writeResult(u"0-999/1-out.txt"_s, "result");
    f.save({ended(underway(fetch(1)), JobState::Finished, u"0-999/1-out.txt"_s), fetch(2)});
    f.remove({JobNumber{1}});
    bool isRebuilt = false;
    QObject::connect(f.store.get(), &Store::rebuilt, f.store.get(), [&isRebuilt] { isRebuilt = true; });
    damageHeader(f);
    vfs.arm(FaultVfs::Fault::Once, 1); // then it looks
    const std::vector<JobNumber> numbers{JobNumber{1}};
    f.store->purge(numbers);
    QTRY_VERIFY(isRebuilt);
    QTRY_VERIFY(f.attempts(1).empty());
    f.restart();
    QVERIFY(!f.find(1) && f.find(2));
    QVERIFY(!QFile::exists(f.resultPath(u"0-999/1-out.txt"_s)));
}

void TestStoreDamage::aJournalOfTheDamagedFileGoesAsideWithIt()
{
    StoreFixture f;
    f.start();
    f.save({fetch(1)});
    f.stop();
    QFile journal(f.place.database() + u"-journal"_s);
    QVERIFY(journal.open(QIODevice::WriteOnly));
    journal.write("the rest of a transaction");
    journal.close();
    QFile database(f.place.database());
    QVERIFY(database.open(QIODevice::ReadWrite));
    database.write("nonsense");
    database.close();
    f.start();
    QVERIFY(f.find(1));
    QVERIFY(!journal.exists());
    QVERIFY(QFile::exists(f.report.keptAside + u"-journal"_s));
}

QTEST_GUILESS_MAIN(TestStoreDamage)
#include "tst_storedamage.moc"
