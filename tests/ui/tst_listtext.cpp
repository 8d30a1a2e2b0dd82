#include "core/joblist/joblist.h"
#include "ui/importing/listtext.h"

#include <QSet>
#include <QTest>

#include <ctime>

using namespace millrace;
using namespace Qt::StringLiterals;

/// What is said of a list before it is added.
class TestListText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aListIsSummedUpByKindAndHost_data();
    void aListIsSummedUpByKindAndHost();
    void manyHostsAreNamedByTheFirstFour();
    void everyReasonHasASentenceOfItsOwn();
    void theSystemsReasonIsSaidToo();
    void commandsAreWarnedOf();
    void aJobIsShownToItsLastCharacter();
    void longTextIsBrokenIntoLinesThatAViewCanWrap_data();
    void longTextIsBrokenIntoLinesThatAViewCanWrap();
    void aCellShowsTheStartOfIt();
    void aCellOfALargeJobCostsNoMoreThanWhatItShows();
};

namespace {

JobList listOf(qint64 fetches, qint64 commands, std::vector<ListHost> hosts = {})
{
    JobList list;
    list.jobs.resize(static_cast<std::size_t>(fetches + commands));
    list.fetches = fetches;
    list.commands = commands;
    list.hosts = std::move(hosts);
    return list;
}

JobSpec fetchOf(const QString &url)
{
    JobSpec job;
    job.kind = JobKind::Fetch;
    job.what = url.toUtf8();
    return job;
}

} // namespace

void TestListText::aListIsSummedUpByKindAndHost_data()
{
    QTest::addColumn<int>("fetches");
    QTest::addColumn<int>("commands");
    QTest::addColumn<int>("hosts");
    QTest::addColumn<QString>("says");
    QTest::newRow("nothing") << 0 << 0 << 0 << u"Nothing here can be added."_s;
    QTest::newRow("one fetch") << 1 << 0 << 1 << u"1 job: 1 fetch from 1 host"_s;
    QTest::newRow("one command") << 0 << 1 << 0 << u"1 job: 1 command"_s;
    QTest::newRow("fetches") << 1500 << 0 << 2 << u"1,500 jobs: 1,500 fetches from 2 hosts"_s;
    QTest::newRow("both") << 2 << 3 << 2 << u"5 jobs: 2 fetches from 2 hosts, 3 commands"_s;
}

void TestListText::aListIsSummedUpByKindAndHost()
{
    QFETCH(int, fetches);
    QFETCH(int, commands);
    QFETCH(int, hosts);
    QTEST(listSummary(listOf(fetches, commands, std::vector<ListHost>(std::size_t(hosts)))), "says");
}

void TestListText::manyHostsAreNamedByTheFirstFour()
{
    std::vector<ListHost> hosts{{"a.example", 1200}, {"b.example", 3}};
    QCOMPARE(hostsSummary(listOf(1203, 0, hosts)), u"a.example 1,200 · b.example 3"_s);
    for (const char *name : {"c.example", "d.example", "e.example", "f.example"})
        hosts.push_back({name, 1});
    QCOMPARE(hostsSummary(listOf(1207, 0, hosts)),
             u"a.example 1,200 · b.example 3 · c.example 1 · d.example 1 · and 2 more"_s);
    QCOMPARE(hostsSummary(listOf(0, 3)), QString());
}

void TestListText::everyReasonHasASentenceOfItsOwn()
{
    constexpr int last = static_cast<int>(ListProblem::Reason::MaskedPassword);
    QSet<QString> seen;
    for (int i = 0; i <= last; ++i) {
        const QString sentence =
            problemSentence({static_cast<ListProblem::Reason>(i), 1, u"what it is"_s, {}});
        QVERIFY2(sentence.size() > 10 && sentence.endsWith(u'.'), qPrintable(QString::number(i)));
        seen << sentence;
    }
    QCOMPARE(seen.size(), qsizetype{last + 1});
    // One that is added behind the last must be looked at here, too.
    QVERIFY(problemSentence({static_cast<ListProblem::Reason>(last + 1), 1, {}, {}}).isEmpty());
}

void TestListText::theSystemsReasonIsSaidToo()
{
    using Reason = ListProblem::Reason;
    QCOMPARE(problemSentence({Reason::Unreadable, 0, u"Permission denied"_s, {}}),
             u"It can't be read: Permission denied."_s);
    QCOMPARE(problemSentence({Reason::Unreadable, 0, {}, {}}), u"It can't be read."_s);
    QCOMPARE(problemSentence({Reason::BadMember, 3, u"\"timeout\": -1"_s, {}}),
             u"It has a value here that it can't have: \"timeout\": -1."_s);
    QVERIFY(!problemSentence({Reason::BadUrl, 3, u"http://"_s, {}})
                 .contains(u"http://"_s)); // It has its own column.
}

void TestListText::commandsAreWarnedOf()
{
    QCOMPARE(commandsWarning(listOf(5, 0)), QString());
    QVERIFY(commandsWarning(listOf(5, 1)).startsWith(u"One command will run"_s));
    QVERIFY(commandsWarning(listOf(0, 1204)).startsWith(u"1,204 commands will run"_s));
}

void TestListText::aJobIsShownToItsLastCharacter()
{
    auto options = std::make_shared<JobOptions>();
    options->workingDirectory = u'/' + QString(4000, u'd') + u"/the end of the folder"_s;
    options->environment = {QByteArray(4000, 'e') + "the end of the variable"};
    options->standardInput = QByteArray(4000, 'i') + "the end of the input";
    options->tags = {QString(300, u't'), QString(4000, u't') + u"the end of the tags"_s};
    JobSpec job;
    job.what = "make";
    job.key = QByteArray(4000, 'k') + "the end of the key";
    job.options = options;
    const QString shown = fullText(job).remove(u'\n');
    for (const QString &part : {u"folder"_s, u"variable"_s, u"input"_s, u"tags"_s, u"key"_s})
        QVERIFY2(shown.contains(u"the end of the "_s + part), qPrintable(part));
}

void TestListText::longTextIsBrokenIntoLinesThatAViewCanWrap_data()
{
    QTest::addColumn<QString>("character");
    QTest::newRow("letters") << u"x"_s;
    QTest::newRow("pairs of surrogates") << u"😀"_s;
}

void TestListText::longTextIsBrokenIntoLinesThatAViewCanWrap()
{
    QFETCH(QString, character);
    const QString what = character.repeated(10'000);
    const QString body = u"a line\n"_s + character.repeated(400'000);
    auto options = std::make_shared<JobOptions>();
    options->body = body.toUtf8();
    JobSpec job = fetchOf(what);
    job.options = options;
    const QStringList lines = fullText(job).split(u'\n');
    for (const QString &line : lines) {
        QVERIFY(line.size() <= longestListLine);
        QVERIFY(line.isEmpty() || (!line.front().isLowSurrogate() && !line.back().isHighSurrogate()));
    }
    QCOMPARE(lines.join(QString()), what + u"(sending \"a line␊"_s + body.mid(7) + u"\")"_s);
    QVERIFY(lines.size() > 100);
}

void TestListText::aCellShowsTheStartOfIt()
{
    JobSpec job = fetchOf(u"https://example.org/"_s);
    QCOMPARE(briefText(job), u"https://example.org/"_s);
    auto options = std::make_shared<JobOptions>();
    options->workingDirectory = u"/srv"_s;
    job.options = options;
    job.kind = JobKind::Command;
    QCOMPARE(briefText(job), u"https://example.org/"_s); // Where it runs has its own column.
    options = std::make_shared<JobOptions>(*options);
    options->environment = {"A=b", QByteArray(10'000, 'c')};
    job.options = options;
    const QString brief = briefText(job);
    QVERIFY2(brief.startsWith(u"https://example.org/  (in /srv, with A=b, with ccc"_s), qPrintable(brief));
    QVERIFY(brief.endsWith(u"c…"_s));
    QCOMPARE(brief.size(), qsizetype{512});
}

void TestListText::aCellOfALargeJobCostsNoMoreThanWhatItShows()
{
    JobSpec job = fetchOf(u"https://example.org/"_s);
    auto options = std::make_shared<JobOptions>();
    options->body = QString(350'000, u'é').toUtf8();
    options->headers = QList<QByteArray>(50'000, "a: b");
    job.options = options;
    std::clock_t start = std::clock();
    QVERIFY(fullText(job).size() > 1'000'000 - 250'000);
    const std::clock_t inFull = std::clock() - start;
    start = std::clock();
    for (int i = 0; i < 20; ++i)
        QVERIFY(briefText(job).size() <= 512);
    const std::clock_t cells = std::clock() - start;
    QVERIFY2(cells < inFull, qPrintable(u"%1 for 20 cells, %2 in full"_s.arg(cells).arg(inFull)));
}

QTEST_APPLESS_MAIN(TestListText)
#include "tst_listtext.moc"
