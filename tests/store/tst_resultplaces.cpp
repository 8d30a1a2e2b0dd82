#include "tests/store/storekit.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace millrace;
using namespace millrace::test;

/// Where results lie: in the folder of their time, and nobody else's to read.
class TestResultPlaces : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPlaceIsOneText_data();
    void aPlaceIsOneText();
    void aFolderMayBeWrittenInAnyWay_data();
    void aFolderMayBeWrittenInAnyWay();
    void noFileIsTakenForAFolder_data();
    void noFileIsTakenForAFolder();
    void resultsStayInTheFolderOfTheirTime();
    void aFolderWithASlashBehindItHasItsResults();
    void theDatabaseIsNobodyElsesToRead();
};

namespace {

void writeFile(const QString &path)
{
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("result") == 6);
}

/// A fetch whose result is \a name in \a folder.
JobRecord endedIn(const QString &folder, const QString &name)
{
    JobRecord job = ended(underway(fetch(1)), JobState::Finished, name);
    JobOutcome outcome = *job.outcome;
    outcome.folder = folder;
    job.outcome = std::make_shared<const JobOutcome>(outcome);
    return job;
}

} // namespace

void TestResultPlaces::aPlaceIsOneText_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("text");
    QTest::newRow("the store's own folder") << u"/srv/results"_s << u"0-999/1-a"_s << u"0-999/1-a"_s;
    QTest::newRow("another") << u"/srv/disk"_s << u"0-999/1-a"_s << u"/srv/disk//0-999/1-a"_s;
    QTest::newRow("the root") << u"/"_s << u"0-999/1-a"_s << u"///0-999/1-a"_s;
    QTest::newRow("no file") << u"/srv/results"_s << QString() << QString();
}

void TestResultPlaces::aPlaceIsOneText()
{
    QFETCH(QString, folder);
    QFETCH(QString, file);
    const QString home = u"/srv/results"_s;
    const QString text = ResultPlace{folder, file}.text(home);
    QTEST(text, "text");
    const ResultPlace again = ResultPlace::of(text, home);
    QCOMPARE(again.folder, folder);
    QCOMPARE(again.file, file);
}

void TestResultPlaces::aFolderMayBeWrittenInAnyWay_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("text");
    QTest::newRow("with a slash behind it") << u"/srv/disk/"_s << u"/srv/disk//0-999/1-a"_s;
    QTest::newRow("with many") << u"/srv//disk///"_s << u"/srv/disk//0-999/1-a"_s;
    QTest::newRow("the store's own, with a slash") << u"/srv/results/"_s << u"0-999/1-a"_s;
    QTest::newRow("as it was kept before") << u"/srv/disk/"_s << u"/srv/disk///0-999/1-a"_s;
}

void TestResultPlaces::aFolderMayBeWrittenInAnyWay()
{
    QFETCH(QString, folder);
    QFETCH(QString, text);
    for (const QString &home : {u"/srv/results"_s, u"/srv/results/"_s}) {
        const ResultFiles results(home);
        if (!text.contains(u"///"_s))
            QCOMPARE((ResultPlace{folder, u"0-999/1-a"_s}.text(results.home())), text);
        const ResultPlace again = ResultPlace::of(text, results.home());
        QVERIFY(again.folder == u"/srv/disk"_s || again.folder == u"/srv/results"_s);
        QCOMPARE(again.file, u"0-999/1-a"_s);
    }
}

void TestResultPlaces::noFileIsTakenForAFolder_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("absolute") << u"/etc//hostname"_s;
    QTest::newRow("relative") << u"etc//hostname"_s;
    QTest::newRow("from above") << u"//etc//hostname"_s;
}

void TestResultPlaces::noFileIsTakenForAFolder()
{
    QFETCH(QString, file);
    const QString home = u"/srv/results"_s;
    const ResultPlace again = ResultPlace::of(ResultPlace{home, file}.text(home), home);
    QCOMPARE(again.folder, home);
}

void TestResultPlaces::aFolderWithASlashBehindItHasItsResults()
{
    StoreFixture f;
    const QString elsewhere = f.directory.filePath(u"elsewhere"_s);
    const QString name = u"0-999/1-a"_s;
    const QString file = elsewhere + u'/' + name;
    writeFile(file);
    f.start();
    f.save({endedIn(elsewhere + u'/', name)});
    QVERIFY(f.verify(1, 1) == ResultCheck::Intact);
    f.remove({JobNumber{1}});
    f.restart();
    QTRY_VERIFY(!QFile::exists(file));
}

void TestResultPlaces::resultsStayInTheFolderOfTheirTime()
{
    StoreFixture f;
    const QString elsewhere = f.directory.filePath(u"elsewhere"_s);
    const QString name = u"0-999/1-a"_s;
    const QString file = elsewhere + u'/' + name;
    writeFile(file);
    f.writeResult(name, "another job's, of the same name");
    f.start();
    f.save({endedIn(elsewhere, name)});
    QVERIFY(f.verify(1, 1) == ResultCheck::Intact);
    f.restart();
    QCOMPARE(f.find(1)->outcome->folder, elsewhere);
    QCOMPARE(f.find(1)->outcome->file, name);
    f.remove({JobNumber{1}});
    f.restart();
    QTRY_VERIFY(!QFile::exists(file));
    QVERIFY(QFile::exists(f.resultPath(name)));
}

void TestResultPlaces::theDatabaseIsNobodyElsesToRead()
{
    StoreFixture f;
    QVERIFY(QDir().mkpath(f.place.dataDirectory));
    QVERIFY(QFile::setPermissions(f.place.dataDirectory,
                                  QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadGroup |
                                      QFile::ExeGroup | QFile::ReadOther | QFile::ExeOther));
    f.start();
    f.save({fetch(1, "https://me:s3cret@example.org/")});
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    for (const QString &suffix : {u""_s, u"-wal"_s})
        QVERIFY(!(QFile::permissions(f.place.database() + suffix) & others));
    f.stop();
    QVERIFY(
        QFile::setPermissions(f.place.database(), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
    f.start();
    QVERIFY(!(QFile::permissions(f.place.database()) & others));
}

QTEST_GUILESS_MAIN(TestResultPlaces)

#include "tst_resultplaces.moc"
