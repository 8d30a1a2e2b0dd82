#include "tests/store/storekit.h"
#include "tests/support/faultvfs.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace millrace;
using namespace millrace::test;

namespace {

/// An ended job with a result file of its own in \a folder, by its full path.
JobRecord made(StoreFixture &f, int number, const QString &folder)
{
    const QString name = u"0-999/%1-out.txt"_s.arg(number);
    QDir().mkpath(folder + u"/0-999"_s);
    QFile file(folder + u'/' + name);
    if (!file.open(QIODevice::WriteOnly) || file.write("result") != 6)
        qFatal("the test can't write its files");
    JobRecord job = ended(underway(fetch(number)), JobState::Finished, name);
    if (folder != f.place.resultsDirectory) {
        JobOutcome outcome = *job.outcome;
        outcome.folder = folder;
        job.outcome = std::make_shared<const JobOutcome>(outcome);
    }
    return job;
}

} // namespace

/// Forgetting jobs for good.
class TestStorePurge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filesAndRowsGoAtOnceAndNobodyElses();
    void aFileNamedAfterItsJobIsOnlyIts_data();
    void aFileNamedAfterItsJobIsOnlyIts();
    void whatIsNotRemovedIsNotPurged();
    void nothingGoesBeforeTheRemovalIsOnTheDisk();
};

void TestStorePurge::filesAndRowsGoAtOnceAndNobodyElses()
{
    StoreFixture f;
    f.start();
    const QString home = f.place.resultsDirectory;
    const QString elsewhere = f.directory.filePath(u"elsewhere"_s);
    f.save({made(f, 1, home), made(f, 2, home), made(f, 3, elsewhere), made(f, 12, home)});
    const JobRecord stranger = made(f, 1, elsewhere); // another data directory's job 1
    f.remove({JobNumber{1}, JobNumber{3}});
    f.save({});                                           // all that the removal did is done
    QVERIFY(QFile::exists(home + u"/0-999/1-out.txt"_s)); // it may be put back
    const std::vector<JobNumber> numbers{JobNumber{1}, JobNumber{3}};
    f.store->purge(numbers);
    QTRY_VERIFY(!QFile::exists(home + u"/0-999/1-out.txt"_s));
    QTRY_VERIFY(!QFile::exists(elsewhere + u"/0-999/3-out.txt"_s));
    QTRY_VERIFY(f.attempts(1).empty() && f.attempts(3).empty());
    QCOMPARE(f.attempts(2).size(), 1U);
    f.stop();
    for (const QString &path :
         {home + u"/0-999/2-out.txt"_s, home + u"/0-999/12-out.txt"_s, elsewhere + u"/0-999/1-out.txt"_s})
        QVERIFY2(QFile::exists(path), qPrintable(path));
    f.start();
    QCOMPARE(f.restored.size(), 2U);
    QVERIFY(f.report.keptAside.isEmpty());
}

void TestStorePurge::aFileNamedAfterItsJobIsOnlyIts_data()
{
    QTest::addColumn<QString>("place");
    QTest::addColumn<bool>("isOwn");
    QTest::newRow("a result") << u"4000-4999/4212-a.jpg"_s << true;
    QTest::newRow("of a later attempt") << u"4000-4999/4212.3-a.jpg"_s << true;
    QTest::newRow("beside a stranger's") << u"4000-4999/4212~2-a.jpg"_s << true;
    QTest::newRow("in another folder") << u"/srv/rr//4000-4999/4212-a.jpg"_s << true;
    QTest::newRow("another job's") << u"4000-4999/42120-a.jpg"_s << false;
    QTest::newRow("no name") << u"4000-4999/4212"_s << false;
    QTest::newRow("another thousand") << u"5000-5999/4212-a.jpg"_s << false;
    QTest::newRow("elsewhere") << u"4212-a.jpg"_s << false;
    QTest::newRow("a way out") << u"4000-4999/4212-a/../4213-a.jpg"_s << false;
}

void TestStorePurge::aFileNamedAfterItsJobIsOnlyIts()
{
    QFETCH(const QString, place);
    QTEST(isNamedAfter(JobNumber{4212}, place), "isOwn");
}

void TestStorePurge::whatIsNotRemovedIsNotPurged()
{
    StoreFixture f;
    f.start();
    const JobRecord job = made(f, 1, f.place.resultsDirectory);
    f.save({job});
    f.remove({JobNumber{1}});
    f.save({job}); // put back
    const std::vector<JobNumber> numbers{JobNumber{1}, JobNumber{7}};
    f.store->purge(numbers);
    f.save({fetch(2)});
    f.restart();
    QVERIFY(f.find(1));
    QVERIFY(QFile::exists(f.resultPath(job.outcome->file)));
}

void TestStorePurge::nothingGoesBeforeTheRemovalIsOnTheDisk()
{
    FaultVfs vfs;
    StoreFixture f;
    f.place.vfs = vfs.name();
    f.place.retryEvery = std::chrono::milliseconds(20);
    f.start();
    const JobRecord job = made(f, 1, f.place.resultsDirectory);
    f.save({job});
    vfs.arm(FaultVfs::Fault::Full, 1);
    const std::vector<JobNumber> numbers{JobNumber{1}};
    f.store->noteRemoved(numbers);
    f.store->purge(numbers);
    QTRY_VERIFY(!f.troubles.empty());
    vfs.awaitCalls(10);
    QVERIFY(QFile::exists(f.resultPath(job.outcome->file)));
    vfs.heal();
    QTRY_VERIFY(!QFile::exists(f.resultPath(job.outcome->file)));
    f.restart();
    QVERIFY(f.restored.empty());
}

QTEST_GUILESS_MAIN(TestStorePurge)
#include "tst_storepurge.moc"
