#include "core/joblist/liststatus.h"

#include "core/joblist/joblistreader.h"

#include <QRandomGenerator>
#include <QStringEncoder>
#include <QTest>

using namespace millrace;
using namespace Qt::StringLiterals;

namespace {

struct Known
{
    QByteArray what;
    QString sentence;
};

JobSpec spec(const QByteArray &what)
{
    JobSpec spec;
    spec.kind = what.startsWith("http") ? JobKind::Fetch : JobKind::Command;
    spec.what = what;
    return spec;
}

ListStatus::Result applied(const QByteArray &list, const std::vector<Known> &known)
{
    ListStatus status(list);
    for (const Known &job : known)
        status.add(spec(job.what), job.sentence);
    return status.take();
}

QByteArray told(const QByteArray &list, const std::vector<Known> &known)
{
    return applied(list, known).list;
}

/// Our comments without the checksums, which only we read.
QByteArray readable(QByteArray list)
{
    for (qsizetype at = list.indexOf(" [millrace "); at >= 0; at = list.indexOf(" [millrace ", at))
        list.remove(at, 20);
    return list;
}

QByteArray utf16(const QString &text, QStringConverter::Encoding encoding)
{
    QStringEncoder encoder(encoding, QStringConverter::Flag::WriteBom);
    QByteArray bytes = encoder.encode(text);
    return bytes;
}

} // namespace

class ListStatusTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsEachJobBeforeItsLine();
    void replacesWhatItSaidBefore();
    void takesBackWhatIsNotTrueAnyMore();
    void knowsAnEditedListByItsContent();
    void keepsWhatItSaidOfAJobThatTheQueueForgot();
    void tellsTheSameJobByTheOrder();
    void leavesEveryOtherByte_data();
    void leavesEveryOtherByte();
    void takesNoCommentOfTheUsersForOurs();
    void leavesLinesThatAreNoJobs();
    void refusesWhatIsNoPlainList_data();
    void refusesWhatIsNoPlainList();
    void staysAListWithTheSameJobs();
    void isUndoneByteForByteWhateverTheListIs();
};

void ListStatusTest::tellsEachJobBeforeItsLine()
{
    const auto result =
        applied("# mine\nhttp://a.example/1\n\n  make all  \ntrue\n",
                {{"http://a.example/1", u"finished, 200"_s}, {"make all", u"failed: exit 2"_s}});
    QCOMPARE(readable(result.list),
             "# mine\n# finished, 200\nhttp://a.example/1\n\n# failed: exit 2\n  make all  \ntrue\n");
    QCOMPARE(result.jobs, 3);
    QCOMPARE(result.known, 2);
    QCOMPARE(result.told, 2);
}

void ListStatusTest::replacesWhatItSaidBefore()
{
    const QByteArray once = told("true\n", {{"true", u"failed: exit 1"_s}});
    QCOMPARE(told(once, {{"true", u"failed: exit 1"_s}}), once);
    QCOMPARE(readable(told(once, {{"true", u"finished"_s}})), "# finished\ntrue\n");
}

void ListStatusTest::takesBackWhatIsNotTrueAnyMore()
{
    const QByteArray once = told("true\n", {{"true", u"failed"_s}});
    QCOMPARE(told(once, {{"true", {}}}), "true\n"); // pending again
}

void ListStatusTest::knowsAnEditedListByItsContent()
{
    const QByteArray once = told("a\nb\nc\n", {{"a", u"A"_s}, {"b", u"B"_s}, {"c", u"C"_s}});
    QByteArrayList lines = once.split('\n');
    lines.removeLast();
    lines[3] = "edited"; // what stood as b
    std::rotate(lines.begin(), lines.begin() + 2, lines.end());
    const QByteArray edited = lines.join('\n') + '\n';
    QCOMPARE(readable(told(edited, {{"a", u"A2"_s}, {"b", u"B2"_s}, {"c", u"C2"_s}})),
             "edited\n# C2\nc\n# A2\na\n");
}

void ListStatusTest::keepsWhatItSaidOfAJobThatTheQueueForgot()
{
    const QByteArray once = told("a\nb\n", {{"a", u"A"_s}, {"b", u"B"_s}});
    QCOMPARE(readable(told(once, {{"b", u"B2"_s}})), "# A\na\n# B2\nb\n");
    QByteArrayList lines = once.split('\n');
    lines.removeLast();
    std::sort(lines.begin(), lines.end());
    QCOMPARE(readable(told(lines.join('\n') + '\n', {})), "# A\na\n# B\nb\n");
}

void ListStatusTest::tellsTheSameJobByTheOrder()
{
    QCOMPARE(readable(told("a\nb\na\n", {{"a", u"1"_s}, {"a", u"2"_s}})), "# 1\na\nb\n# 2\na\n");
    // Put twice: the second time counts.
    QCOMPARE(readable(told("a\na\n", {{"a", u"1"_s}, {"a", u"2"_s}, {"a", u"3"_s}})), "# 2\na\n# 3\na\n");
    // Put once without its duplicates.
    QCOMPARE(readable(told("a\na\n", {{"a", u"1"_s}})), "# 1\na\na\n");
}

void ListStatusTest::leavesEveryOtherByte_data()
{
    QTest::addColumn<QByteArray>("list");
    QTest::addColumn<QByteArray>("expected");
    const QString text = u"# é\r\nhttp://a.example/ü\r\n\r\necho 😀"_s;
    const QString after = u"# é\r\n# done\r\nhttp://a.example/ü\r\n\r\n# done\r\necho 😀"_s;
    QTest::newRow("LF") << QByteArray("echo 1\necho 2\n") << QByteArray("echo 1\n# done\necho 2\n");
    QTest::newRow("no last line feed") << QByteArray("echo 2") << QByteArray("# done\necho 2");
    QTest::newRow("CRLF") << text.toUtf8() << after.toUtf8();
    QTest::newRow("mark") << QByteArray("\xEF\xBB\xBF"
                                        "echo 2\n")
                          << QByteArray("\xEF\xBB\xBF"
                                        "# done\necho 2\n");
    QTest::newRow("UTF-16 LE") << utf16(text, QStringConverter::Utf16LE)
                               << utf16(after, QStringConverter::Utf16LE);
    QTest::newRow("UTF-16 BE") << utf16(text, QStringConverter::Utf16BE)
                               << utf16(after, QStringConverter::Utf16BE);
    QTest::newRow("mixed ends") << QByteArray("echo 2\r\n\recho\n")
                                << QByteArray("# done\r\necho 2\r\n\recho\n");
    QTest::newRow("bad bytes") << QByteArray("\xff\xfa\necho 2\n\0x\n", 13)
                               << QByteArray("\xff\xfa\n# done\necho 2\n\0x\n", 20);
}

void ListStatusTest::leavesEveryOtherByte()
{
    QFETCH(QByteArray, list);
    QFETCH(QByteArray, expected);
    const std::vector<Known> known{
        {"echo 2", u"done"_s}, {"http://a.example/ü", u"done"_s}, {"echo 😀", u"done"_s}};
    ListStatus status(list);
    for (const Known &job : known)
        status.add(spec(job.what), job.sentence);
    const QByteArray result = status.take().list;
    if (list.startsWith("\xFF\xFE") || list.startsWith("\xFE\xFF")) {
        const auto decode = [](const QByteArray &bytes) {
            QStringDecoder decoder(QStringDecoder::Utf16);
            const QString text = decoder.decode(bytes);
            return text.toUtf8();
        };
        QCOMPARE(result.first(2), list.first(2));
        QCOMPARE(readable(decode(result)), decode(expected));
    } else {
        QCOMPARE(readable(result), expected);
    }
    QCOMPARE(told(result, {{"echo 2", {}}, {"http://a.example/ü", {}}, {"echo 😀", {}}}), list);
}

void ListStatusTest::takesNoCommentOfTheUsersForOurs()
{
    const QByteArray list = "# finished by Tuesday\n# failed: ask Ann [millrace]\n# [millrace 1234567x]\na\n";
    QCOMPARE(told(list, {{"a", {}}}), list);
}

void ListStatusTest::leavesLinesThatAreNoJobs()
{
    QCOMPARE(told("ftp://a.example/\nhttp://\n", {{"ftp://a.example/", u"x"_s}, {"http://", u"x"_s}}),
             "ftp://a.example/\nhttp://\n");
}

void ListStatusTest::refusesWhatIsNoPlainList_data()
{
    QTest::addColumn<QByteArray>("list");
    QTest::addColumn<int>("verdict");
    QTest::newRow("JSON Lines") << QByteArray("{\"url\":\"http://a/\"}\n")
                                << int(ListStatus::Verdict::NotPlainText);
    QTest::newRow("CSV") << QByteArray("kind,what\nfetch,http://a/\n")
                         << int(ListStatus::Verdict::NotPlainText);
    QTest::newRow("picture") << QByteArray("\x89PNG\r\n\x1a\n") << int(ListStatus::Verdict::NotPlainText);
    QTest::newRow("comments") << QByteArray("# a\n") << int(ListStatus::Verdict::NoJobs);
    QTest::newRow("empty") << QByteArray() << int(ListStatus::Verdict::NoJobs);
}

void ListStatusTest::refusesWhatIsNoPlainList()
{
    QFETCH(QByteArray, list);
    QFETCH(int, verdict);
    QCOMPARE(int(ListStatus(list).verdict()), verdict);
}

void ListStatusTest::staysAListWithTheSameJobs()
{
    const QByteArray list = "http://a.example/1\necho 'x'\ntrue\n";
    const QByteArray after = told(list, {{"true", u"failed: \"'; rm -rf /"_s}, {"echo 'x'", u"finished"_s}});
    QCOMPARE(readJobList(after, {}).jobs, readJobList(list, {}).jobs);
}

// Random lines of what lists are made of, in random encodings.
void ListStatusTest::isUndoneByteForByteWhateverTheListIs()
{
    QRandomGenerator random(4711);
    const QByteArrayList pieces{"a",        "b c", " d ",      "#", "# x", "http://a.example/1",
                                "\xC3\xA4", "\t",  "ftp://x/", "\r"};
    for (int round = 0; round < 300; ++round) {
        QByteArray list = random.bounded(3) == 0 ? "\xEF\xBB\xBF" : "";
        for (int line = random.bounded(1, 20); line > 0; --line) {
            list += pieces[random.bounded(pieces.size())];
            list += random.bounded(4) == 0 ? "\r\n" : random.bounded(8) == 0 && line == 1 ? "" : "\n";
        }
        if (random.bounded(3) == 0)
            list = utf16(QString::fromUtf8(list), QStringConverter::Utf16BE);
        std::vector<Known> known, pending;
        const JobList jobs = readJobList(list, {});
        for (const JobSpec &job : jobs.jobs) {
            known.push_back({job.what, u"state %1"_s.arg(random.bounded(100))});
            pending.push_back({job.what, {}});
        }
        const auto once = applied(list, known);
        QCOMPARE(once.told, qint64(jobs.jobs.size()));
        QCOMPARE(told(once.list, known), once.list);
        QCOMPARE(told(once.list, pending), list);
    }
}

QTEST_APPLESS_MAIN(ListStatusTest)
#include "tst_liststatus.moc"
