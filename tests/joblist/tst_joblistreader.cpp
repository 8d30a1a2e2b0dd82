#include "core/joblist/joblistreader.h"

#include <QFile>
#include <QSignalSpy>
#include <QSocketNotifier>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QTimer>

#include <stdexcept>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace millrace;
using namespace Qt::StringLiterals;
using Reason = ListProblem::Reason;

class JobListReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void readsSeveralSourcesIntoOneList();
    void reportsWhatIsNoList_data();
    void reportsWhatIsNoList();
    void refusesAFileBeyondTheLimitWithoutReadingIt();
    void readsAPipeThatIsInheritedToItsEnd();
    void cancelEndsAWaitForAPipeAndTellsNothing();
    void canReadAgainAfterwards();
    void refusesASecondReadMeanwhile();
    void isDestroyedWhileItReads();
    void tellsItsProgress();

private:
    QString write(const QString &name, const QByteArray &bytes);
    JobListPtr read(std::vector<ListSource> sources, const ListLimits &limits = {});

    std::unique_ptr<QTemporaryDir> m_folder;
};

void JobListReaderTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

QString JobListReaderTest::write(const QString &name, const QByteArray &bytes)
{
    QFile file(m_folder->filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("can't write the test's own file");
    return file.fileName();
}

JobListPtr JobListReaderTest::read(std::vector<ListSource> sources, const ListLimits &limits)
{
    JobListReader reader;
    reader.setLimits(limits);
    QSignalSpy finished(&reader, &JobListReader::finished);
    reader.read(std::move(sources));
    if (!finished.wait() || finished.size() != 1)
        return {};
    return finished.at(0).at(0).value<JobListPtr>();
}

void JobListReaderTest::readsSeveralSourcesIntoOneList()
{
    const JobListPtr list = read({ListSource::file(write(u"a.txt"_s, "true\n")),
                                  ListSource::text(u"clipboard"_s, "http://example.org/"),
                                  ListSource::file(m_folder->filePath(u"missing"_s))});
    QVERIFY(list);
    QCOMPARE(list->jobs.size(), std::size_t{2});
    QCOMPARE(list->parts.size(), std::size_t{3});
    QCOMPARE(list->source, u"a.txt, clipboard, missing"_s);
    QCOMPARE(list->problemCount, 1);
    QCOMPARE(list->problems[0].reason, Reason::Unreadable);
    QVERIFY(!list->problems[0].text.isEmpty());
}

void JobListReaderTest::reportsWhatIsNoList_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("reason");
    const auto row = [](const char *name, const QString &path, Reason reason) {
        QTest::newRow(name) << path << static_cast<int>(reason);
    };
    row("directory", u"folder"_s, Reason::NotAFile);
    row("FIFO", u"fifo"_s, Reason::NotAFile);
    row("link to a FIFO", u"link"_s, Reason::NotAFile);
    row("device", u"/dev/zero"_s, Reason::NotAFile);
    row("null device", u"/dev/null"_s, Reason::NotAFile);
    row("link to itself", u"loop"_s, Reason::Unreadable);
    row("empty", u"empty"_s, Reason::Empty);
    row("this program", QCoreApplication::applicationFilePath(), Reason::NotAList);
    row("unreadable", u"secret"_s, Reason::Unreadable);
}

void JobListReaderTest::reportsWhatIsNoList()
{
    QFETCH(QString, path);
    QFETCH(int, reason);
    const QByteArray folder = QFile::encodeName(m_folder->path());
    QCOMPARE(::mkdir((folder + "/folder").constData(), 0700), 0);
    QCOMPARE(::mkfifo((folder + "/fifo").constData(), 0600), 0);
    QCOMPARE(::symlink("fifo", (folder + "/link").constData()), 0);
    QCOMPARE(::symlink("loop", (folder + "/loop").constData()), 0);
    write(u"empty"_s, {});
    QFile::setPermissions(write(u"secret"_s, "true\n"), {});
    if (::geteuid() ==
        0) // Whom permissions don't stop: but nothing is at the beginning of this one's memory.
        path = path == u"secret"_s ? u"/proc/self/mem"_s : path;

    const JobListPtr list = read({ListSource::file(path.startsWith(u'/') ? path : m_folder->filePath(path))});
    QVERIFY(list);
    QCOMPARE(list->jobs.size(), std::size_t{0});
    QCOMPARE(list->problemCount, 1);
    QCOMPARE(static_cast<int>(list->problems[0].reason), reason);
}

void JobListReaderTest::refusesAFileBeyondTheLimitWithoutReadingIt()
{
    const QString path = write(u"huge"_s, "true\n");
    QCOMPARE(::truncate(QFile::encodeName(path).constData(), qint64{1} << 40), 0); // A hole of a terabyte.
    const JobListPtr list = read({ListSource::file(path)});
    QVERIFY(list);
    QCOMPARE(list->problems.at(0).reason, Reason::TooLarge);
}

void JobListReaderTest::readsAPipeThatIsInheritedToItsEnd()
{
    std::array<int, 2> ends{};
    QCOMPARE(::pipe(ends.data()), 0);
    const QString name = u"/dev/fd/%1"_s.arg(ends[0]);
    JobListReader reader;
    QSignalSpy finished(&reader, &JobListReader::finished);
    reader.read({ListSource::fromDescriptor(u"standard input"_s, ends[0])});
    QCOMPARE(::write(ends[1], "true\nfal", 8), 8);
    QVERIFY(!finished.wait(20));
    QCOMPARE(::write(ends[1], "se\n", 3), 3);
    ::close(ends[1]);
    QVERIFY(finished.wait());
    QCOMPARE(finished.at(0).at(0).value<JobListPtr>()->jobs.size(), std::size_t{2});
    QCOMPARE(::fcntl(ends[0], F_GETFD) >= 0, true); // Borrowed, not closed.
    QCOMPARE(read({ListSource::file(name)})->problems.at(0).reason, Reason::Empty);
    ::close(ends[0]);
}

void JobListReaderTest::cancelEndsAWaitForAPipeAndTellsNothing()
{
    std::array<int, 2> ends{};
    QCOMPARE(::pipe(ends.data()), 0);
    JobListReader reader;
    QSignalSpy finished(&reader, &JobListReader::finished);
    reader.read({ListSource::fromDescriptor(u"pipe"_s, ends[0])});
    QVERIFY(reader.isReading());
    reader.cancel();
    QVERIFY(!reader.isReading());
    ::close(ends[0]);
    ::close(ends[1]);
    QVERIFY(!finished.wait(20));
}

void JobListReaderTest::canReadAgainAfterwards()
{
    JobListReader reader;
    QSignalSpy finished(&reader, &JobListReader::finished);
    reader.read({ListSource::text(u"one"_s, "a")});
    reader.cancel();
    reader.read({ListSource::text(u"two"_s, "b")});
    QVERIFY(finished.wait());
    reader.read({ListSource::text(u"three"_s, "c")});
    QVERIFY(finished.wait());
    QCOMPARE(finished.size(), 2);
    QCOMPARE(finished.at(0).at(0).value<JobListPtr>()->source, u"two"_s);
    QCOMPARE(finished.at(1).at(0).value<JobListPtr>()->source, u"three"_s);
}

void JobListReaderTest::refusesASecondReadMeanwhile()
{
    JobListReader reader;
    reader.read({ListSource::text(u"one"_s, "a")});
    QVERIFY_THROWS_EXCEPTION(std::logic_error, reader.read({ListSource::text(u"two"_s, "b")}));
}

void JobListReaderTest::isDestroyedWhileItReads()
{
    for (int i = 0; i < 50; ++i) {
        JobListReader reader;
        reader.read({ListSource::text(u"large"_s, QByteArray("echo hello\n").repeated(1000 * i))});
    }
}

void JobListReaderTest::tellsItsProgress()
{
    std::array<int, 2> ends{};
    QCOMPARE(::pipe(ends.data()), 0);
    JobListReader reader;
    QSignalSpy progressed(&reader, &JobListReader::progressed);
    QSignalSpy finished(&reader, &JobListReader::finished);
    reader.read({ListSource::fromDescriptor(u"pipe"_s, ends[0])});
    QTimer more;
    connect(&more, &QTimer::timeout, this, [&ends] { QCOMPARE(::write(ends[1], "true\n", 5), 5); });
    more.start(5);
    QTRY_VERIFY(!progressed.isEmpty());
    more.stop();
    QVERIFY(progressed.at(0).at(0).toLongLong() > 0);
    QCOMPARE(progressed.at(0).at(1).toLongLong(), -1);
    ::close(ends[1]);
    QVERIFY(finished.wait());
    ::close(ends[0]);
}

QTEST_GUILESS_MAIN(JobListReaderTest)
#include "tst_joblistreader.moc"
