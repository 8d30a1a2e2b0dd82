#include "tests/joblist/listkit.h"

#include <QStringEncoder>
#include <QTest>

#include <malloc.h>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using Reason = ListProblem::Reason;

Q_DECLARE_METATYPE(millrace::ListProblem::Reason)

namespace {

/// Bytes that are allocated.
std::size_t memoryInUse()
{
    const struct mallinfo2 info = ::mallinfo2();
    return info.uordblks + info.hblkhd;
}

} // namespace

class JobListParserTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsJobsInTheirOrderWithTheirLines();
    void readsEveryEncodingAlike_data();
    void readsEveryEncodingAlike();
    void keepsTheRestOfAListWithBadLines();
    void reportsAWholeSource_data();
    void reportsAWholeSource();
    void showsProblemsSafely();
    void countsOnlyTheFirstThousandProblemsInFull();
    void takesALineOfExactlyTheLimit();
    void skipsAnEndlessLineInBoundedMemory();
    void refusesTooManyJobsAndBytesWhole();
    void countsKindsHostsAndDuplicates();
    void dropsDuplicatesFromEveryPart();
    void readsPartsOneAfterTheOther();
    void commandsRunInTheFolderOfTheirSource();
};

void JobListParserTest::readsJobsInTheirOrderWithTheirLines()
{
    const JobList list = read("# list\n\nhttp://example.org/a\n  sleep 1  \nhttps://example.org/b");
    QCOMPARE(texts(list), QByteArrayList({"http://example.org/a", "sleep 1", "https://example.org/b"}));
    QCOMPARE(list.lines, std::vector<qint64>({3, 4, 5}));
    QCOMPARE(list.jobs[0].kind, JobKind::Fetch);
    QCOMPARE(list.jobs[1].kind, JobKind::Command);
    QCOMPARE(list.source, u"test"_s);
    QCOMPARE(list.problemCount, 0);
}

void JobListParserTest::readsEveryEncodingAlike_data()
{
    const QString text = u"# Größe\r\nhttp://example.org/ä\r\n\r\necho 日本 😀\r\ntrue"_s;
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("UTF-8") << text.toUtf8();
    QTest::newRow("UTF-8 with mark") << "\xEF\xBB\xBF" + text.toUtf8();
    QTest::newRow("UTF-8, LF") << QString(text).remove(u'\r').toUtf8();
    const auto encoded = [&text](QStringConverter::Encoding encoding) {
        QStringEncoder encoder(encoding, QStringConverter::Flag::WriteBom);
        return QByteArray(encoder(text));
    };
    QTest::newRow("UTF-16 little") << encoded(QStringConverter::Utf16LE);
    QTest::newRow("UTF-16 big") << encoded(QStringConverter::Utf16BE);
}

void JobListParserTest::readsEveryEncodingAlike()
{
    QFETCH(QByteArray, bytes);
    const JobList list = read(bytes);
    QCOMPARE(texts(list), QByteArrayList({"http://example.org/\xC3\xA4",
                                          "echo \xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x98\x80", "true"}));
    QCOMPARE(list.lines, std::vector<qint64>({2, 4, 5}));
    QCOMPARE(list.problemCount, 0);
}

void JobListParserTest::keepsTheRestOfAListWithBadLines()
{
    const QByteArray bytes = "true\n" + QByteArray("ec\0ho", 5) + "\nhttp://a b/\nftp://x/y\necho \xFF\n" +
                             QByteArray(70'000, 'x') + "\nfalse\n";
    const JobList list = read(bytes);
    QCOMPARE(texts(list), QByteArrayList({"true", "false"}));
    QCOMPARE(list.lines, std::vector<qint64>({1, 7}));
    std::vector<Reason> reasons;
    std::vector<qint64> lines;
    for (const ListProblem &problem : list.problems) {
        reasons.push_back(problem.reason);
        lines.push_back(problem.line);
    }
    QCOMPARE(reasons, std::vector<Reason>({Reason::NulInLine, Reason::BadUrl, Reason::SchemeRefused,
                                           Reason::BadEncoding, Reason::LineTooLong}));
    QCOMPARE(lines, std::vector<qint64>({2, 3, 4, 5, 6}));
}

void JobListParserTest::reportsAWholeSource_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Reason>("reason");
    QTest::newRow("nothing") << QByteArray() << Reason::Empty;
    QTest::newRow("a mark alone") << QByteArray("\xEF\xBB\xBF") << Reason::Empty;
    QTest::newRow("a mark of UTF-16 alone") << QByteArray("\xFF\xFE") << Reason::Empty;
    QTest::newRow("comments") << QByteArray("# a\n\n  # b\n") << Reason::Empty;
    QTest::newRow("zeros") << QByteArray(100'000, '\0') << Reason::NotAList;
    QTest::newRow("picture") << QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) << Reason::NotAList;
    QTest::newRow("UTF-32") << QByteArray("\xFF\xFE\0\0", 4) + QByteArray("e\0\0\0", 4).repeated(9)
                            << Reason::NotAList;
}

void JobListParserTest::reportsAWholeSource()
{
    QFETCH(QByteArray, bytes);
    QFETCH(Reason, reason);
    const JobList list = read(bytes);
    QCOMPARE(list.jobs.size(), std::size_t{0});
    QCOMPARE(list.problemCount, 1);
    QCOMPARE(list.problems.at(0).reason, reason);
    QCOMPARE(list.problems.at(0).line, 0);
    QCOMPARE(list.problems.at(0).source, u"test"_s);
}

void JobListParserTest::showsProblemsSafely()
{
    const JobList list = read("http://user:secret@a b/\nftp://x/\xE2\x80\xAE" + QByteArray(5000, 'y'));
    QVERIFY(!list.problems.at(0).text.contains(u"secret"_s));
    QVERIFY(!list.problems.at(1).text.contains(QChar(0x202e)));
    QVERIFY(list.problems.at(1).text.size() <= 200);
}

void JobListParserTest::countsOnlyTheFirstThousandProblemsInFull()
{
    const JobList list = read(QByteArray("ftp://x/\n").repeated(2500) + "true\n");
    QCOMPARE(list.problems.size(), std::size_t{1000});
    QCOMPARE(list.problemCount, 2500);
    QCOMPARE(list.jobs.size(), std::size_t{1});
}

void JobListParserTest::takesALineOfExactlyTheLimit()
{
    ListLimits limits;
    limits.maxLine = 10;
    QCOMPARE(texts(read("0123456789\r\n0123456789\n01234567890\n0123456789", limits)),
             QByteArrayList({"0123456789", "0123456789", "0123456789"}));
    limits = {};
    QCOMPARE(read(QByteArray(65536, 'x') + "\r\n").problemCount, 0);
    QCOMPARE(read(QByteArray(65537, 'x') + "\r\n").problemCount, 1);
}

void JobListParserTest::skipsAnEndlessLineInBoundedMemory()
{
    JobListParser parser;
    parser.begin(u"test"_s);
    parser.feed("true\n");
    const QByteArray piece(1 << 20, 'x');
    const std::size_t before = memoryInUse();
    for (int i = 0; i < 100; ++i) {
        QCOMPARE(parser.feed(piece), JobListParser::More::Wanted);
        QVERIFY2(memoryInUse() < before + (std::size_t{4} << 20),
                 qPrintable(QString::number(memoryInUse() - before)));
    }
    parser.feed("\nfalse\n");
    parser.end();
    const JobList list = parser.take();
    QCOMPARE(texts(list), QByteArrayList({"true", "false"}));
    QCOMPARE(list.problems.at(0).reason, Reason::LineTooLong);
    QCOMPARE(list.problems.at(0).line, 2);
    QVERIFY(list.problems.at(0).text.size() <= 200);
}

void JobListParserTest::refusesTooManyJobsAndBytesWhole()
{
    ListLimits limits;
    limits.maxJobs = 3;
    JobList list = read("a\nb\nc\n", limits);
    QCOMPARE(list.jobs.size(), std::size_t{3});
    list = read("a\nb\nc\nd\n", limits);
    QCOMPARE(list.jobs.size(), std::size_t{0});
    QCOMPARE(list.problems.at(0).reason, Reason::TooLarge);
    limits.maxBytes = 4;
    list = read("a\nb\nc", limits);
    QCOMPARE(list.jobs.size(), std::size_t{0});
    QCOMPARE(list.problems.at(0).reason, Reason::TooLarge);
}

void JobListParserTest::countsKindsHostsAndDuplicates()
{
    const JobList list =
        read("http://b.org/1\nhttp://a.org/1\ntrue\nhttp://b.org/2\ntrue\nhttp://b.org/1\ntrue\n");
    QCOMPARE(list.fetches, 4);
    QCOMPARE(list.commands, 3);
    QCOMPARE(list.hosts.size(), std::size_t{2});
    QCOMPARE(list.hosts[0].host, "b.org");
    QCOMPARE(list.hosts[0].jobs, 3);
    QCOMPARE(list.duplicates, 3);
    QCOMPARE(list.duplicateRows, std::vector<std::uint32_t>({4, 5, 6}));
}

void JobListParserTest::dropsDuplicatesFromEveryPart()
{
    JobListParser parser;
    for (const char *bytes : {"a\nb\na\n", "b\nc\n", "a\nc\nd\n"}) {
        parser.begin(u"part"_s);
        parser.feed(bytes);
        parser.end();
    }
    JobList list = parser.take();
    removeDuplicates(list);
    QCOMPARE(texts(list), QByteArrayList({"a", "b", "c", "d"}));
    QCOMPARE(list.lines, std::vector<qint64>({1, 2, 2, 3}));
    QCOMPARE(list.parts[0].jobs, std::size_t{2});
    QCOMPARE(list.parts[1].jobs, std::size_t{1});
    QCOMPARE(list.parts[2].jobs, std::size_t{1});
    QCOMPARE(list.duplicates, 0);
    QCOMPARE(list.commands, 4);
}

void JobListParserTest::readsPartsOneAfterTheOther()
{
    JobListParser parser;
    parser.begin(u"one"_s);
    parser.feed("a\n");
    parser.end();
    parser.begin(u"two"_s);
    parser.feed(QByteArray(1000, '\0'));
    parser.end();
    parser.begin(u"three"_s);
    parser.feed("b\nftp://x/");
    parser.end();
    const JobList list = parser.take();
    QCOMPARE(texts(list), QByteArrayList({"a", "b"}));
    QCOMPARE(list.source, u"one, two, three"_s);
    QCOMPARE(list.problems.size(), std::size_t{2});
    QCOMPARE(list.problems[0].source, u"two"_s);
    QCOMPARE(list.problems[1].source, u"three"_s);
    QCOMPARE(list.problems[1].line, 2);
}

void JobListParserTest::commandsRunInTheFolderOfTheirSource()
{
    JobListParser parser;
    parser.begin(u"one"_s, u"/lists"_s);
    parser.feed("make\nhttp://example.org/\nmake\nls\n");
    parser.end();
    parser.begin(u"two"_s, u"/more"_s);
    parser.feed(R"({"command":"make","directory":"/srv"})"
                "\n"
                R"({"command":"make","timeout":3})");
    parser.end();
    parser.begin(u"pasted"_s);
    parser.feed("make\n");
    parser.end();
    const JobList list = parser.take();
    const std::vector<JobSpec> &jobs = list.jobs;
    QCOMPARE(jobs.size(), std::size_t{7});
    const auto folder = [&jobs](std::size_t i) { return optionsOf(jobs[i]).workingDirectory; };
    QCOMPARE(folder(0), u"/lists"_s);
    QVERIFY(!jobs[1].options);
    QCOMPARE(jobs[0].options, jobs[2].options); // One object, however many jobs.
    QCOMPARE(jobs[0].options, jobs[3].options);
    QCOMPARE(folder(4), u"/srv"_s); // Its list says so.
    QCOMPARE(folder(5), u"/more"_s);
    QCOMPARE(optionsOf(jobs[5]).timeout, std::chrono::seconds(3));
    QVERIFY(!jobs[6].options);
    QCOMPARE(list.duplicates, 1); // The same elsewhere is something else.
}

QTEST_APPLESS_MAIN(JobListParserTest)
#include "tst_joblistparser.moc"
