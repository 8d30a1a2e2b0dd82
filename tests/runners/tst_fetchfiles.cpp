#include "tests/support/fetchkit.h"
#include "tests/support/loopbackserver.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Exchange = LoopbackServer::Exchange;

/// Where a result is put, and under which name.
class tst_FetchFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesTheResult_data();
    void namesTheResult();
    void aRetryLeavesTheEarlierResultAlone();
    void anEmptyBodyIsAnEmptyFile();
    void noFileWhereNoBodyCanBe_data();
    void noFileWhereNoBodyCanBe();
};

void tst_FetchFiles::namesTheResult_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<QString>("outputName");
    QTest::addColumn<QString>("name");
    const auto row = [](const char *title, const QByteArray &path, const QByteArray &headers,
                        const QString &outputName, const QString &name) {
        QTest::newRow(title) << path << headers << outputName << name;
    };
    row("the path's end", "/x/a.png", {}, {}, u"1-a.png"_s);
    row("decoded", "/na%C3%AFve%20file.txt", {}, {}, u"1-naïve file.txt"_s);
    row("a suffix by its type", "/api/items?page=2", "Content-Type: application/json; charset=utf-8\r\n", {},
        u"1-items.json"_s);
    row("the host, without a path", "/", "Content-Type: text/html\r\n", {}, u"1-127.0.0.1.html"_s);
    row("what the server proposes", "/get?id=1",
        "Content-Disposition: attachment; filename=\"my \\\"r.pdf\"\r\n", {}, u"1-my _r.pdf"_s);
    row("in its extended form", "/get",
        "Content-Disposition: attachment; filename=x; filename*=UTF-8''%e2%82%ac.txt\r\n", {}, u"1-€.txt"_s);
    row("what the list wants", "/a", "Content-Disposition: attachment; filename=b\r\n", u"c.bin"_s,
        u"1-c.bin"_s);
    row("a list that wants out", "/a", {}, u"../../x"_s, u"1-x"_s);
    row("a server that wants out", "/a",
        "Content-Disposition: attachment; filename=\"../../../etc/passwd\"\r\n", {}, u"1-passwd"_s);
    row("an encoded way out", "/a%2F..%2F..%2Fx", {}, {}, u"1-x"_s);
    row("a backslashed way out", "/..%5C..%5Cx", {}, {}, u"1-x"_s);
    row("hidden files", "/.bashrc", {}, {}, u"1-bashrc"_s);
    row("only dots", "/...", {}, {}, u"1-result"_s);
    row("a NUL and a newline", "/a%00b%0Ac", {}, {}, u"1-a_b_c"_s);
    row("bidirectional text", "/gpj.%E2%80%AEexe", {}, {}, u"1-gpj._exe"_s);
    row("no UTF-8", "/a%FF%FEb", {}, {}, u"1-a__b"_s);
    row("long, with a suffix", "/" + QByteArray(5000, 'a') + ".tar", {}, {},
        u"1-"_s + QString(116, u'a') + u".tar"_s);
    row("long, of long characters", "/" + QByteArray("%E2%82%AC").repeated(100), {}, {},
        u"1-"_s + QString(40, u'€'));
}

void tst_FetchFiles::namesTheResult()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, headers);
    QFETCH(QString, outputName);
    QFETCH(QString, name);
    LoopbackServer server;
    server.onAny([headers](Exchange &x) { x.reply("200 OK", headers, "x"); });
    FetchKit kit;
    JobOptions options;
    options.outputName = outputName;
    const auto job = kit.fetch(server.url(path), options);
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->detail(), QString());
    QCOMPARE(job->outcome->file, u"0-999/"_s + name);
    QCOMPARE(kit.read(job), "x");
}

void tst_FetchFiles::aRetryLeavesTheEarlierResultAlone()
{
    LoopbackServer server;
    server.on("/a", [&server](Exchange &x) { x.reply("200 OK", {}, QByteArray::number(server.requests())); });
    FetchKit kit;
    const auto first = kit.fetch(server.url("/a"), {}, 1, 7);
    QTRY_VERIFY(first->isOver());
    const auto second = kit.fetch(server.url("/a"), {}, 2, 7);
    QTRY_VERIFY(second->isOver());
    // The same number and attempt again: another data directory on the same results folder.
    const auto again = kit.fetch(server.url("/a"), {}, 2, 7);
    QTRY_VERIFY(again->isOver());
    QCOMPARE(kit.files(), (QStringList{u"0-999/7-a"_s, u"0-999/7.2-a"_s, u"0-999/7.2~2-a"_s}));
    QCOMPARE(kit.read(first), "1");
    QCOMPARE(kit.read(second), "2");
    QCOMPARE(kit.read(again), "3");
}

void tst_FetchFiles::anEmptyBodyIsAnEmptyFile()
{
    LoopbackServer server;
    server.on("/a", [](Exchange &x) { x.reply("200 OK", {}, {}); });
    FetchKit kit;
    const auto job = kit.fetch(server.url("/a"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(kit.files(), QStringList{u"0-999/1-a"_s});
    QCOMPARE(job->outcome->file, u"0-999/1-a"_s);
}

void tst_FetchFiles::noFileWhereNoBodyCanBe_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("HEAD") << QByteArray("HEAD") << QByteArray("200 OK");
    QTest::newRow("204") << QByteArray("GET") << QByteArray("204 No Content");
}

void tst_FetchFiles::noFileWhereNoBodyCanBe()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, status);
    LoopbackServer server;
    server.on("/a", [status](Exchange &x) {
        x.send("HTTP/1.1 " + status + (x.method == "HEAD" ? "\r\nContent-Length: 3000000000" : "") +
               "\r\n\r\n");
    });
    FetchKit kit;
    JobOptions options;
    options.method = method;
    const auto job = kit.fetch(server.url("/a"), options);
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->detail(), QString());
    QCOMPARE(job->reason(), FailureReason::None);
    QCOMPARE(job->outcome->file, QString());
    QCOMPARE(kit.files(), QStringList());
}

QTEST_GUILESS_MAIN(tst_FetchFiles)
#include "tst_fetchfiles.moc"
