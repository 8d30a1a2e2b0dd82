#include "core/joblist/jobobject.h"

#include "tests/joblist/listkit.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using Reason = ListProblem::Reason;

Q_DECLARE_METATYPE(millrace::ListProblem::Reason)

namespace {

QByteArray lineOf(const JobSpec &spec)
{
    QJsonObject object{{u"kind"_s, spec.kind == JobKind::Fetch ? u"fetch"_s : u"command"_s},
                       {u"what"_s, QString::fromUtf8(spec.what)},
                       {u"key"_s, QString::fromUtf8(spec.key)},
                       {u"priority"_s, spec.priority}};
    forEachOption(spec, [&object](QLatin1StringView name, const QJsonValue &value) { object[name] = value; });
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace

class JobObjectTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEachWayToSayWhat_data();
    void readsEachWayToSayWhat();
    void isToldFromAPlainList_data();
    void isToldFromAPlainList();
    void readsBackWhatItTells();
    void leavesAloneWhatItDoesNotKnow();
    void reportsEachWrongLine_data();
    void reportsEachWrongLine();
    void keepsTheRestOfAListWithWrongLines();
    void takesNoMaskedPassword_data();
    void takesNoMaskedPassword();
    void masksSecretHeaders();
    void sharesOptionsOfNeighbours();
    void takesLinesLongerThanATextMayBe();
};

void JobObjectTest::readsEachWayToSayWhat_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<bool>("isFetch");
    QTest::newRow("url") << QByteArray(R"({"url":"http://a.example/"})") << true;
    QTest::newRow("command") << QByteArray(R"({"command":"http://a.example/"})") << false;
    QTest::newRow("kind and what") << QByteArray(R"({"kind":"fetch","what":"http://a.example/"})") << true;
    QTest::newRow("kind and url") << QByteArray(R"({"kind":"fetch","url":"http://a.example/"})") << true;
    QTest::newRow("null is nothing") << QByteArray(R"({ "url":null, "command":"http://a.example/"})")
                                     << false;
}

void JobObjectTest::readsEachWayToSayWhat()
{
    QFETCH(QByteArray, line);
    QFETCH(bool, isFetch);
    const JobList list = read(line);
    QCOMPARE(list.format, ListFormat::JsonLines);
    QCOMPARE(list.jobs.size(), std::size_t{1});
    QCOMPARE(list.jobs[0].what, "http://a.example/");
    QCOMPARE(list.jobs[0].kind == JobKind::Fetch, isFetch);
    QVERIFY(!list.jobs[0].options);
}

void JobObjectTest::isToldFromAPlainList_data()
{
    QTest::addColumn<QByteArray>("list");
    QTest::newRow("group") << QByteArray("{ echo a; echo b; }");
    QTest::newRow("group with quotes") << QByteArray("{ \"my program\" x; }");
    QTest::newRow("array") << QByteArray("[ -f x ] && echo x");
    QTest::newRow("later") << QByteArray("true\n{\"url\":\"http://a.example/\"}");
}

void JobObjectTest::isToldFromAPlainList()
{
    QFETCH(QByteArray, list);
    QCOMPARE(read(list).format, ListFormat::PlainText);
    QVERIFY(read(list).commands > 0);
}

void JobObjectTest::readsBackWhatItTells()
{
    auto options = std::make_shared<JobOptions>();
    options->tags = {u"a b"_s, u"ü"_s};
    options->timeout = std::chrono::milliseconds(1500);
    options->retry = RetryPolicy{5, std::chrono::milliseconds(250), 3.5, std::chrono::seconds(60), false};
    JobSpec command{JobKind::Command, -7, "printf 'a\nb' \"\\\x01\xC3\xA4\"", "k", nullptr};
    JobSpec fetch{JobKind::Fetch, 3, "https://user@example.org/ü?a=b#c", {}, nullptr};
    auto ofCommand = std::make_shared<JobOptions>(*options);
    ofCommand->workingDirectory = u"/srv/x y"_s;
    ofCommand->environment = {"A=b c", "EMPTY="};
    ofCommand->standardInput = "in\n";
    ofCommand->safeToRepeat = true;
    auto ofFetch = std::make_shared<JobOptions>(*options);
    ofFetch->method = "PUT";
    ofFetch->headers = {"Accept: text/html", "X-Empty;"};
    ofFetch->body = "{\"a\":1}";
    ofFetch->outputName = u"page.html"_s;
    command.options = ofCommand;
    fetch.options = ofFetch;
    const JobList list = read(lineOf(command) + lineOf(fetch));
    QCOMPARE(list.problemCount, 0);
    QCOMPARE(list.jobs.size(), std::size_t{2});
    for (const auto &[was, is] : {std::pair(command, list.jobs[0]), std::pair(fetch, list.jobs[1])}) {
        QCOMPARE(is.kind, was.kind);
        QCOMPARE(is.what, was.what);
        QCOMPARE(is.key, was.key);
        QCOMPARE(is.priority, was.priority);
        QCOMPARE(optionsOf(is), optionsOf(was));
    }
}

void JobObjectTest::leavesAloneWhatItDoesNotKnow()
{
    const JobList list = read(R"({"number":7,"command":"true","state":"failed","exit":2,"mine":{"a":[]}})");
    QCOMPARE(list.problemCount, 0);
    QCOMPARE(list.jobs.size(), std::size_t{1});
}

void JobObjectTest::reportsEachWrongLine_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<Reason>("reason");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *line, Reason reason, const QString &text) {
        QTest::newRow(line) << QByteArray(line) << reason << text;
    };
    row(R"({"command":"tr)", Reason::BadJson, uR"({"command":"tr)"_s);
    row(R"(["true"])", Reason::BadJson, uR"(["true"])"_s);
    row(R"({})", Reason::NoJob, u"{}"_s);
    row(R"({"kind":"fetch"})", Reason::NoJob, uR"({"kind":"fetch"})"_s);
    row(R"({"what":"true"})", Reason::NoJob, uR"({"what":"true"})"_s);
    row(R"({"command":" "})", Reason::NoJob, uR"({"command":" "})"_s);
    row(R"({"kind":"fly","what":"x"})", Reason::BadMember, uR"("kind":"fly")"_s);
    row(R"({"command":5})", Reason::BadMember, uR"("command":5)"_s);
    row(R"({"url":"http://a.example/","command":"x"})", Reason::BadMember, uR"("url":"http://a.example/")"_s);
    row(R"({"url":"http://a.example/","what":"x"})", Reason::BadMember, uR"("what":"x")"_s);
    row(R"({"url":"ftp://a.example/"})", Reason::SchemeRefused, u"ftp://a.example/"_s);
    row(R"({"url":"true"})", Reason::BadUrl, u"true"_s);
    row(R"({"url":"http://a.example/\nx"})", Reason::BadUrl, u"http://a.example/␊x"_s);
    row(R"({"command":"a\u0000b"})", Reason::NulInLine, u"a␀b"_s);
    row(R"({"command":"x","priority":"high"})", Reason::BadMember, uR"("priority":"high")"_s);
    row(R"({"command":"x","priority":1.5})", Reason::BadMember, uR"("priority":1.5)"_s);
    row(R"({"command":"x","priority":1e12})", Reason::BadMember, uR"("priority":1000000000000)"_s);
    row(R"({"command":"x","key":5})", Reason::BadMember, uR"("key":5)"_s);
    row(R"({"command":"x","tags":"a"})", Reason::BadMember, uR"("tags":"a")"_s);
    row(R"({"command":"x","tags":["a",5]})", Reason::BadMember, uR"("tags":["a",5])"_s);
    row(R"({"command":"x","timeout":-1})", Reason::BadMember, uR"("timeout":-1)"_s);
    row(R"({"command":"x","retry":{"attempts":0}})", Reason::BadMember, uR"("retry":{"attempts":0})"_s);
    row(R"({"command":"x","method":"PUT"})", Reason::BadMember, uR"("method":"PUT")"_s);
    row(R"({"url":"http://a.example/","directory":"/"})", Reason::BadMember, uR"("directory":"/")"_s);
}

void JobObjectTest::reportsEachWrongLine()
{
    QFETCH(QByteArray, line);
    QFETCH(Reason, reason);
    QFETCH(QString, text);
    const JobList list = read("{\"command\":\"true\"}\n\n" + line + "\n");
    QCOMPARE(list.jobs.size(), std::size_t{1});
    QCOMPARE(list.problems.size(), std::size_t{1});
    QCOMPARE(list.problems[0].reason, reason);
    QCOMPARE(list.problems[0].line, 3);
    QCOMPARE(list.problems[0].text, text);
}

void JobObjectTest::keepsTheRestOfAListWithWrongLines()
{
    const JobList list = read("{\"command\":\"a\"}\nrm -rf /\n{\"command\":\"b\"}\n");
    QCOMPARE(list.jobs.size(), std::size_t{2}); // and what is no JSON is no command either
    QCOMPARE(list.lines, std::vector<qint64>({1, 3}));
    QCOMPARE(list.problems.at(0).reason, Reason::BadJson);
}

void JobObjectTest::takesNoMaskedPassword_data()
{
    QTest::addColumn<QByteArray>("list");
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("JSON") << QByteArray(R"({"url":"https://u:***@a.example/"})") << false;
    QTest::newRow("JSON command") << QByteArray(R"({"command":"curl https://u:***@a.example/"})") << false;
    QTest::newRow("header") << QByteArray(R"({"url":"https://a.example/","headers":["Cookie: ***"]})")
                            << false;
    QTest::newRow("plain") << QByteArray("https://u:***@a.example/") << false;
    QTest::newRow("path") << QByteArray("https://a.example/x:***@y") << true;
    QTest::newRow("glob") << QByteArray("ls :***@") << true;
}

void JobObjectTest::takesNoMaskedPassword()
{
    QFETCH(QByteArray, list);
    QFETCH(bool, isTaken);
    const JobList taken = read(list);
    QCOMPARE(taken.jobs.size() == 1, isTaken);
    QCOMPARE(taken.problemCount == 1 && taken.problems[0].reason == Reason::MaskedPassword, !isTaken);
}

void JobObjectTest::masksSecretHeaders()
{
    auto options = std::make_shared<JobOptions>();
    options->headers = {"authorization: Bearer secret", "Accept: x"};
    const JobSpec spec{JobKind::Fetch, 0, "http://a.example/", {}, options};
    const QByteArray line = lineOf(spec);
    QVERIFY(!line.contains("secret"));
    QVERIFY(line.contains("authorization: ***") && line.contains("Accept: x"));
}

void JobObjectTest::sharesOptionsOfNeighbours()
{
    const JobList list = read("{\"command\":\"a\",\"timeout\":5}\n{\"command\":\"b\",\"timeout\":5}\n");
    QVERIFY(list.jobs.at(0).options);
    QCOMPARE(list.jobs.at(0).options, list.jobs.at(1).options);
}

void JobObjectTest::takesLinesLongerThanATextMayBe()
{
    const QByteArray longest(65'536, 'x');
    QCOMPARE(read("{\"command\":\"" + longest + "\"}").jobs.size(), std::size_t{1});
    const JobList list = read("{\"command\":\"y" + longest + "\"}");
    QCOMPARE(list.problems.at(0).reason, Reason::LineTooLong);
}

QTEST_APPLESS_MAIN(JobObjectTest)
#include "tst_jobobject.moc"
