#include "tests/support/fetchkit.h"
#include "tests/support/loopbackserver.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using Exchange = LoopbackServer::Exchange;

namespace {

LoopbackServer::Answer redirect(const QByteArray &status, const QByteArray &location)
{
    return [=](Exchange &x) { x.reply(status, "Location: " + location + "\r\n", "moved"); };
}

} // namespace

/// Where a fetch follows a server to, what it takes along, and where it refuses to go.
class tst_FetchRedirects : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsToTheEnd();
    void refusesToGo_data();
    void refusesToGo();
    void goesTenTimesAndNoFurther();
    void changesTheMethodAsBrowsersDo_data();
    void changesTheMethodAsBrowsersDo();
    void keepsHeadersAndCredentialsAtTheirOrigin();
    void doesNotTakeABodyElsewhere();
    void cutsOffARedirectWithAnEndlessBody();
    void namesTheResultByWhereItLed();
};

void tst_FetchRedirects::followsToTheEnd()
{
    LoopbackServer server;
    server.on("/a/b", redirect("301 Moved Permanently", "../c?x=1"));
    server.on("/c", redirect("307 Temporary Redirect", server.url("/d e")));
    server.on("/d%20e", [](Exchange &x) { x.reply("200 OK", {}, "here"); });
    FetchKit kit;
    const auto job = kit.fetch(server.url("/a/b"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->detail(), QString());
    QCOMPARE(kit.read(job), "here");
    QCOMPARE(job->outcome->effectiveUrl, server.url("/d%20e"));
    QCOMPARE(kit.files().size(), 1);
}

void tst_FetchRedirects::refusesToGo_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QString>("says");
    QTest::newRow("to a file") << QByteArray("file:///etc/passwd") << u"file: is not http or https"_s;
    QTest::newRow("to ftp") << QByteArray("ftp://example.org/x") << u"ftp: is not http or https"_s;
    QTest::newRow("to data") << QByteArray("data:text/plain,x") << u""_s;
    QTest::newRow("to no URL") << QByteArray("http://") << u""_s;
    QTest::newRow("to itself") << QByteArray("/a") << u"circle"_s;
    QTest::newRow("round") << QByteArray("/b") << u"circle"_s;
    QTest::newRow("with a password") << QByteArray("gopher://u:secret@x/") << u"u:***@x"_s;
}

void tst_FetchRedirects::refusesToGo()
{
    QFETCH(QByteArray, location);
    QFETCH(QString, says);
    LoopbackServer server;
    server.on("/a", redirect("302 Found", location));
    server.on("/b", redirect("302 Found", "/c#1"));
    server.on("/c", redirect("302 Found", "/b#2"));
    FetchKit kit;
    const auto job = kit.fetch(server.url("/a"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->reason(), FailureReason::BadRedirect);
    QVERIFY2(job->detail().contains(says), qPrintable(job->detail()));
    QVERIFY(!job->detail().contains(u"secret"));
    QVERIFY(!job->outcome->transient);
    QCOMPARE(job->outcome->httpStatus, 302);
    QCOMPARE(kit.files(), QStringList());
}

void tst_FetchRedirects::goesTenTimesAndNoFurther()
{
    LoopbackServer server;
    server.onAny([](Exchange &x) {
        const int left = x.path.sliced(1).toInt();
        if (left == 0)
            x.reply("200 OK", {}, "done");
        else
            x.reply("302 Found", "Location: /" + QByteArray::number(left - 1) + "\r\n", {});
    });
    FetchKit kit;
    const auto ten = kit.fetch(server.url("/10"));
    const auto eleven = kit.fetch(server.url("/11"));
    QTRY_VERIFY(ten->isOver() && eleven->isOver());
    QCOMPARE(ten->reason(), FailureReason::None);
    QCOMPARE(eleven->reason(), FailureReason::BadRedirect);
}

void tst_FetchRedirects::changesTheMethodAsBrowsersDo_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("then");
    QTest::newRow("301 after POST") << QByteArray("POST") << QByteArray("301 x") << QByteArray("GET ");
    QTest::newRow("302 after POST") << QByteArray("POST") << QByteArray("302 x") << QByteArray("GET ");
    QTest::newRow("303 after PUT") << QByteArray("PUT") << QByteArray("303 x") << QByteArray("GET ");
    QTest::newRow("303 after HEAD") << QByteArray("HEAD") << QByteArray("303 x") << QByteArray("HEAD ");
    QTest::newRow("307 after POST") << QByteArray("POST") << QByteArray("307 x") << QByteArray("POST body");
    QTest::newRow("308 after PUT") << QByteArray("PUT") << QByteArray("308 x") << QByteArray("PUT body");
    QTest::newRow("301 after GET") << QByteArray("GET") << QByteArray("301 x") << QByteArray("GET ");
}

void tst_FetchRedirects::changesTheMethodAsBrowsersDo()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, status);
    QFETCH(QByteArray, then);
    LoopbackServer server;
    QByteArray got;
    server.on("/a", redirect(status, "/b"));
    server.on("/b", [&](Exchange &x) {
        got = x.method + ' ' + x.body;
        x.reply("200 OK", {}, {});
    });
    FetchKit kit;
    JobOptions options;
    options.method = method;
    if (method == "POST" || method == "PUT")
        options.body = "body";
    const auto job = kit.fetch(server.url("/a"), options);
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->detail(), QString());
    QCOMPARE(got, then);
}

void tst_FetchRedirects::keepsHeadersAndCredentialsAtTheirOrigin()
{
    LoopbackServer home;
    LoopbackServer stranger; // Another port is another origin.
    QList<QByteArray> seen;
    const auto note = [&seen](const Exchange &x) {
        seen.append(x.header("X-Token") + '/' + x.header("Cookie") + '/' + x.header("Authorization").left(5));
    };
    home.on("/1", [&](Exchange &x) {
        note(x);
        x.reply("302 Found", "Location: /2\r\n", {});
    });
    home.on("/2", [&](Exchange &x) {
        note(x);
        x.reply("302 Found", "Location: " + stranger.url("/3") + "\r\n", {});
    });
    stranger.on("/3", [&](Exchange &x) {
        note(x);
        x.reply("302 Found", "Location: " + home.url("/4") + "\r\n", {});
    });
    home.on("/4", [&](Exchange &x) {
        note(x);
        x.reply("200 OK", {}, "x");
    });
    FetchKit kit;
    JobOptions options;
    options.headers = {"X-Token: t", "Cookie: c"};
    const auto job = kit.fetch(home.url("/1", "joe:secret"), options);
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->detail(), QString());
    QCOMPARE(seen, (QList<QByteArray>{"t/c/Basic", "t/c/Basic", "//", "//"}));
}

void tst_FetchRedirects::doesNotTakeABodyElsewhere()
{
    LoopbackServer home;
    LoopbackServer stranger;
    home.on("/a", redirect("307 Temporary Redirect", stranger.url("/b")));
    FetchKit kit;
    JobOptions options;
    options.method = "POST";
    options.body = "message";
    const auto job = kit.fetch(home.url("/a"), options);
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->reason(), FailureReason::BadRedirect);
    QVERIFY(job->detail().contains(QString::fromUtf8(stranger.url("/b"))));
    QCOMPARE(stranger.requests(), 0);
}

void tst_FetchRedirects::cutsOffARedirectWithAnEndlessBody()
{
    LoopbackServer server;
    server.on("/a", [](Exchange &x) {
        x.send("HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\n");
        x.flood(QByteArray(1000, 'x'));
    });
    server.on("/b", [](Exchange &x) { x.reply("200 OK", {}, "here"); });
    FetchKit kit;
    const auto job = kit.fetch(server.url("/a"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->detail(), QString());
    QCOMPARE(kit.read(job), "here");
}

void tst_FetchRedirects::namesTheResultByWhereItLed()
{
    LoopbackServer server;
    server.on("/download", redirect("302 Found", "/files/report.pdf?token=1"));
    server.on("/files/report.pdf", [](Exchange &x) { x.reply("200 OK", {}, "x"); });
    FetchKit kit;
    const auto job = kit.fetch(server.url("/download"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->outcome->file, u"0-999/1-report.pdf"_s);
}

QTEST_GUILESS_MAIN(tst_FetchRedirects)
#include "tst_fetchredirects.moc"
