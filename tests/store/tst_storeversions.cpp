#include "core/store/database.h"
#include "core/store/schema.h"
#include "tests/store/storekit.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace millrace;
using namespace millrace::test;

namespace {

/// Makes the database what the third version would have left: attempts without a last line.
void makeOlder(const QString &path)
{
    Database database(path, Database::Access::ReadWrite);
    database.execute("ALTER TABLE attempts DROP COLUMN last_line");
    database.execute(("PRAGMA user_version = " + std::to_string(storedVersion(3))).c_str());
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

/// Overwrites the page that the tree of the attempts starts at, so that only a search of all pages finds them.
void damageTree(const QString &path)
{
    std::int64_t root = 0;
    {
        Database database(path, Database::Access::ReadWrite);
        root = database.number("SELECT rootpage FROM sqlite_schema WHERE name = 'settings'");
    }
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek((root - 1) * 4096));
    QCOMPARE(file.write(QByteArray(4096, '\x5a')), 4096);
}

} // namespace

class TestStoreVersions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNewerDatabaseIsRefusedUnharmed();
    void whatAnOlderVersionWroteComesBack_data();
    void whatAnOlderVersionWroteComesBack();
};

void TestStoreVersions::aNewerDatabaseIsRefusedUnharmed()
{
    StoreFixture f;
    f.start();
    f.save({fetch(1)});
    f.stop();
    Database(f.place.database(), Database::Access::ReadWrite).execute("PRAGMA user_version = 6488163");
    QFile file(f.place.database());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray before = file.readAll();
    f.start();
    QVERIFY(f.refused == StoreRefusal::Newer);
    f.stop();
    file.seek(0);
    QVERIFY(file.readAll() == before);
}

void TestStoreVersions::whatAnOlderVersionWroteComesBack_data()
{
    QTest::addColumn<bool>("isDamaged");
    QTest::newRow("as it was") << false;
    QTest::newRow("out of a damaged file") << true;
}

void TestStoreVersions::whatAnOlderVersionWroteComesBack()
{
    QFETCH(const bool, isDamaged);
    StoreFixture f;
    f.start();
    f.save({ended(underway(command(1))), ended(underway(fetch(2)), JobState::Failed), fetch(3)});
    f.stop();
    makeOlder(f.place.database());
    if (isDamaged)
        damageTree(f.place.database());

    f.start();
    QCOMPARE(f.restored.size(), 3U);
    QCOMPARE(f.report.keptAside.isEmpty(), !isDamaged);
    QVERIFY(f.find(1)->outcome);
    QCOMPARE(f.find(1)->outcome->exitCode, 3);
    QCOMPARE(f.find(1)->lastLine, QString());
    QVERIFY(f.find(2)->state == JobState::Failed && f.find(2)->outcome);

    JobRecord again = ended(underway(*f.find(1)));
    again.lastLine = u"new"_s;
    f.save({again});
    f.restart();
    QCOMPARE(f.find(1)->lastLine, u"new"_s);
    QCOMPARE(f.attempts(1).size(), 2U);
}

QTEST_GUILESS_MAIN(TestStoreVersions)
#include "tst_storeversions.moc"
