#include "app/export/exportfile.h"
#include "app/export/jobline.h"
#include "core/joblist/joblistreader.h"
#include "tests/app/exportkit.h"

#include <QFileInfo>
#include <QTest>

#include <sys/stat.h>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(millrace::ListFormat)

/// Files of jobs with their states and results.
class ExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<Folder>(); }
    void isAListWithTheSameJobs_data();
    void isAListWithTheSameJobs();
    void hasAsManyCellsInEachRow();
    void replacesAFileWholeOrNotAtAll();
    void leavesAFileWhereTheDiskIsFull();
    void replacesWhatALinkLeadsTo();
    void replacesNoDeviceAndNoFolder();

private:
    std::unique_ptr<Folder> m_folder;
};

void ExportTest::isAListWithTheSameJobs_data()
{
    QTest::addColumn<ListFormat>("format");
    QTest::newRow("JSON Lines") << ListFormat::JsonLines;
    QTest::newRow("CSV") << ListFormat::Csv;
}

void ExportTest::isAListWithTheSameJobs()
{
    QFETCH(ListFormat, format);
    const std::vector<JobRecord> jobs = someJobs();
    ExportFile file(m_folder->path(u"x"_s), format, u"/results"_s);
    QVERIFY(file.write(std::span(jobs).first(1)));
    QVERIFY(file.write(std::span(jobs).subspan(1)));
    const ExportReport report = file.finish();
    QVERIFY2(report.isDone, qPrintable(report.sentence));
    QVERIFY(report.sentence.contains(u"4 jobs"_s));
    const JobList list = readJobList(read(m_folder->path(u"x"_s)), u"x"_s);
    QCOMPARE(list.format, format);
    QCOMPARE(list.problemCount, 0);
    QCOMPARE(list.jobs.size(), jobs.size());
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        QCOMPARE(list.jobs[i].kind, jobs[i].spec.kind);
        QCOMPARE(list.jobs[i].what, jobs[i].spec.what);
        QCOMPARE(list.jobs[i].key, jobs[i].spec.key);
        QCOMPARE(list.jobs[i].priority, jobs[i].priority);
        QCOMPARE(optionsOf(list.jobs[i]), optionsOf(jobs[i].spec));
    }
    QVERIFY(read(m_folder->path(u"x"_s)).contains("/results/0-999/1"));
}

void ExportTest::hasAsManyCellsInEachRow()
{
    for (JobRecord job : someJobs()) {
        job.spec.what = "x";
        job.spec.options.reset(); // They have commas of their own.
        QCOMPARE(jobRow(job, {}).count(','), csvHeader().count(','));
    }
}

void ExportTest::replacesAFileWholeOrNotAtAll()
{
    write(m_folder->path(u"x"_s), "before");
    {
        ExportFile file(m_folder->path(u"x"_s), ListFormat::JsonLines, {});
        QVERIFY(file.write(someJobs()));
        QCOMPARE(read(m_folder->path(u"x"_s)), "before"); // Not before it is whole …
    }
    QCOMPARE(read(m_folder->path(u"x"_s)), "before"); // … and without finish(), not at all.
    QCOMPARE(m_folder->files(), QStringList(u"x"_s));
    ExportFile file(m_folder->path(u"x"_s), ListFormat::JsonLines, {});
    QVERIFY(file.finish().isDone);
    QCOMPARE(read(m_folder->path(u"x"_s)), "");
}

void ExportTest::leavesAFileWhereTheDiskIsFull()
{
    write(m_folder->path(u"x"_s), "before");
    ExportFile file(m_folder->path(u"x"_s), ListFormat::Csv, {});
    const std::vector<JobRecord> jobs(1'000, someJobs()[0]);
    const FullDisk full(30'000);
    file.write(jobs);
    const ExportReport report = file.finish();
    QVERIFY(!report.isDone);
    QVERIFY2(report.sentence.contains(u"can't be written"_s), qPrintable(report.sentence));
    QCOMPARE(read(m_folder->path(u"x"_s)), "before");
    QCOMPARE(m_folder->files(), QStringList(u"x"_s));
}

void ExportTest::replacesWhatALinkLeadsTo()
{
    write(m_folder->path(u"target"_s), "before");
    QVERIFY(QFile::link(u"target"_s, m_folder->path(u"link"_s)));
    ExportFile file(m_folder->path(u"link"_s), ListFormat::JsonLines, {});
    QVERIFY(file.write(someJobs()));
    QVERIFY(file.finish().isDone);
    QVERIFY(QFileInfo(m_folder->path(u"link"_s)).isSymLink());
    QVERIFY(read(m_folder->path(u"target"_s)).startsWith("{\"number\":1"));
}

void ExportTest::replacesNoDeviceAndNoFolder()
{
    QVERIFY(mkfifo(QFile::encodeName(m_folder->path(u"fifo"_s)).constData(), 0600) == 0);
    for (const QString &place :
         {u"/dev/full"_s, m_folder->path(u"fifo"_s), m_folder->path(), u"/nowhere/x"_s}) {
        ExportFile file(place, ListFormat::JsonLines, {});
        QVERIFY(!file.write(someJobs()));
        const ExportReport report = file.finish();
        QVERIFY(!report.isDone);
        QVERIFY(report.sentence.contains(place));
    }
    QCOMPARE(m_folder->files(), QStringList(u"fifo"_s));
}

QTEST_GUILESS_MAIN(ExportTest)
#include "tst_export.moc"
