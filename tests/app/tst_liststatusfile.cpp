#include "app/export/liststatusfile.h"
#include "tests/app/exportkit.h"

#include <QFileInfo>
#include <QRegularExpression>
#include <QTest>

#include <sys/stat.h>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// Lists that get the status of their jobs back.
class ListStatusFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("TZ", "UTC"); } // Before any time of day is asked for.
    void init() { m_folder = std::make_unique<Folder>(); }
    void writesTheStatusIntoAList();
    void keepsModeAndLinkOfAList();
    void leavesAListThatChangedMeanwhile();
    void leavesAListWhereTheDiskIsFull();
    void saysWhyAListGetsNoStatus_data();
    void saysWhyAListGetsNoStatus();

private:
    std::unique_ptr<Folder> m_folder;
};

void ListStatusFileTest::writesTheStatusIntoAList()
{
    const QByteArray list = "# mine\r\nhttp://a.example/ü?a=1,2\r\n=cmd|' /C calc'!A0\r\n'quoted' -1\r\ntrue";
    write(m_folder->path(u"list"_s), list);
    const auto tell = [this](const std::vector<JobRecord> &jobs) {
        ListStatusFile file(m_folder->path(u"list"_s));
        file.write(jobs);
        return file.finish();
    };
    const ExportReport report = tell(someJobs());
    QVERIFY2(report.isDone, qPrintable(report.sentence));
    QVERIFY2(report.sentence.contains(u"3 of 4"_s), qPrintable(report.sentence));
    const QByteArray told = read(m_folder->path(u"list"_s));
    const QRegularExpression expected(
        u"^# mine\r\n# finished: 200.* \\(2001-09-09 01:46\\) \\[millrace "
        u"[0-9a-f]{8}\\]\r\nhttp://a.example/ü.a=1,2\r\n"
        "# failed: .*exit code 1 \\(.*\\) \\[.*\\]\r\n=cmd.*\r\n# interrupted \\(.*\\) \\[.*\\]\r\n'quoted' -1\r\ntrue$"_s);
    QVERIFY2(expected.match(QString::fromUtf8(told)).hasMatch(), told.constData());
    QVERIFY(tell(someJobs()).isDone);
    QCOMPARE(read(m_folder->path(u"list"_s)), told); // The second time, nothing is doubled.
    std::vector<JobRecord> again = someJobs();
    for (JobRecord &job : again)
        job.state = JobState::Pending;
    QVERIFY(tell(again).isDone);
    QCOMPARE(read(m_folder->path(u"list"_s)), list);
}

void ListStatusFileTest::keepsModeAndLinkOfAList()
{
    write(m_folder->path(u"target"_s), "true\n");
    QVERIFY(QFile::setPermissions(m_folder->path(u"target"_s),
                                  QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup));
    QVERIFY(QFile::link(u"target"_s, m_folder->path(u"link"_s)));
    ListStatusFile file(m_folder->path(u"link"_s));
    file.write(std::vector{job(1, JobKind::Command, "true", JobState::Finished)});
    QVERIFY(file.finish().isDone);
    QVERIFY(QFileInfo(m_folder->path(u"link"_s)).isSymLink());
    QVERIFY(read(m_folder->path(u"target"_s)).startsWith("# finished"));
    struct stat status = {};
    QCOMPARE(stat(QFile::encodeName(m_folder->path(u"target"_s)).constData(), &status), 0);
    QCOMPARE(status.st_mode & 07777, mode_t(0640));
    QCOMPARE(m_folder->files(), QStringList({u"link"_s, u"target"_s}));
}

void ListStatusFileTest::leavesAListThatChangedMeanwhile()
{
    write(m_folder->path(u"list"_s), "true\n");
    ListStatusFile file(m_folder->path(u"list"_s));
    file.write(std::vector{job(1, JobKind::Command, "true", JobState::Finished)});
    write(m_folder->path(u"list"_s), "true\nfalse\n"); // An editor saved.
    const ExportReport report = file.finish();
    QVERIFY(!report.isDone);
    QVERIFY2(report.sentence.contains(u"changed meanwhile"_s), qPrintable(report.sentence));
    QCOMPARE(read(m_folder->path(u"list"_s)), "true\nfalse\n");
    QCOMPARE(m_folder->files(), QStringList(u"list"_s));
}

void ListStatusFileTest::leavesAListWhereTheDiskIsFull()
{
    const QByteArray list = QByteArray("true\n").repeated(2'000);
    write(m_folder->path(u"list"_s), list);
    ListStatusFile file(m_folder->path(u"list"_s));
    file.write(std::vector(2'000, job(1, JobKind::Command, "true", JobState::Finished)));
    const FullDisk full(30'000);
    QVERIFY(!file.finish().isDone);
    QCOMPARE(read(m_folder->path(u"list"_s)), list);
    QCOMPARE(m_folder->files(), QStringList(u"list"_s));
}

void ListStatusFileTest::saysWhyAListGetsNoStatus_data()
{
    QTest::addColumn<QByteArray>("list");
    QTest::addColumn<QString>("words");
    QTest::newRow("unknown jobs") << QByteArray("false\n") << u"knows none"_s;
    QTest::newRow("no jobs") << QByteArray("# x\n") << u"no job in"_s;
    QTest::newRow("JSON Lines") << QByteArray("{\"command\":\"true\"}\n") << u"no plain-text list"_s;
    QTest::newRow("no list") << QByteArray("\x7f"
                                           "ELF\x01\x02\x03\x04")
                             << u"no plain-text list"_s;
    QTest::newRow("not there") << QByteArray() << u"no file"_s;
}

void ListStatusFileTest::saysWhyAListGetsNoStatus()
{
    QFETCH(QByteArray, list);
    QFETCH(QString, words);
    if (!list.isEmpty())
        write(m_folder->path(u"list"_s), list);
    ListStatusFile file(m_folder->path(u"list"_s));
    file.write(std::vector{job(1, JobKind::Command, "true", JobState::Finished)});
    const ExportReport report = file.finish();
    QVERIFY(!report.isDone);
    QVERIFY2(report.sentence.contains(words), qPrintable(report.sentence));
    QCOMPARE(list.isEmpty() ? QByteArray() : read(m_folder->path(u"list"_s)), list);
}

QTEST_GUILESS_MAIN(ListStatusFileTest)
#include "tst_liststatusfile.moc"
