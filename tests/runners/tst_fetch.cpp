#include "tests/support/fetchkit.h"
#include "tests/support/loopbackserver.h"

#include <QTest>

#include <optional>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Exchange = LoopbackServer::Exchange;

/// What a fetch gives when all goes well, what it sends, and what it makes of a server's no.
class tst_Fetch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void savesTheBodyUnderTheJobsNumber();
    void unpacksWhatComesPacked();
    void joinsTheChunks();
    void sendsWhatTheListSays();
    void refusesARequestThatIsNone_data();
    void refusesARequestThatIsNone();
    void keepsTheConnection();
    void interimAnswersAreForgotten();
    void tellsItsProgressAndTotal();
    void aBodyLargerThanTheBufferArrivesWhole();
    void aStatusFromFourHundredIsAFailureThatKeepsTheBody_data();
    void aStatusFromFourHundredIsAFailureThatKeepsTheBody();
    void carriesThePauseThatTheServerAsksFor();
    void credentialsAreSentAndNeverShown();
};

void tst_Fetch::savesTheBodyUnderTheJobsNumber()
{
    LoopbackServer server;
    server.on("/a/17.jpg", [](Exchange &x) { x.reply("200 OK", "Content-Type: image/jpeg\r\n", "pixels"); });
    FetchKit kit;
    const auto job = kit.fetch(server.url("/a/17.jpg?size=2#top"), {}, 1, 4212);
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->detail(), QString());
    QCOMPARE(job->reason(), FailureReason::None);
    QCOMPARE(job->outcome->httpStatus, 200);
    QCOMPARE(job->outcome->httpVersion, "1.1");
    QCOMPARE(job->outcome->contentType, "image/jpeg");
    QCOMPARE(job->outcome->bytes, 6);
    QCOMPARE(job->outcome->file, u"4000-4999/4212-17.jpg"_s);
    QCOMPARE(kit.read(job), "pixels");
    QVERIFY(job->outcome->headers.startsWith("HTTP/1.1 200 OK\r\n"));
    QVERIFY(job->outcome->effectiveUrl.isEmpty());
    QVERIFY(job->outcome->timings.total >= job->outcome->timings.firstByte);
    QVERIFY(job->outcome->timings.firstByte.count() > 0);
    QCOMPARE(kit.sink.text, "200 OK · image/jpeg\n");
    QCOMPARE(kit.files(), QStringList{u"4000-4999/4212-17.jpg"_s});
    const QFile::Permissions others =
        QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QCOMPARE(QFile::permissions(kit.folder.path() + u"/4000-4999/4212-17.jpg"_s) & others,
             QFile::Permissions());
}

void tst_Fetch::unpacksWhatComesPacked()
{
    LoopbackServer server;
    server.on("/a", [](Exchange &x) {
        // qCompress() puts four bytes of length before a zlib stream, which is what "deflate" means.
        if (x.header("Accept-Encoding").contains("deflate"))
            x.reply("200 OK", "Content-Encoding: deflate\r\n", qCompress(QByteArray(100'000, 'a')).sliced(4));
    });
    FetchKit kit;
    const auto job = kit.fetch(server.url("/a"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->detail(), QString());
    QCOMPARE(job->outcome->bytes, 100'000);
    QCOMPARE(kit.read(job), QByteArray(100'000, 'a'));
}

void tst_Fetch::joinsTheChunks()
{
    LoopbackServer server;
    server.on("/a", [](Exchange &x) {
        x.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        x.later(5ms, [](Exchange &y) { y.send("2;x=1\r\nde\r\n0\r\nTrailer: 1\r\n\r\n"); });
    });
    FetchKit kit;
    const auto job = kit.fetch(server.url("/a"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->detail(), QString());
    QCOMPARE(kit.read(job), "abcde");
}

void tst_Fetch::sendsWhatTheListSays()
{
    LoopbackServer server;
    QByteArray method, body, headers;
    server.on("/sms", [&](Exchange &x) {
        method = x.method;
        body = x.body;
        headers = x.headers;
        x.reply("201 Created", {}, "queued");
    });
    FetchKit kit;
    JobOptions options;
    options.method = "PUT";
    options.headers = {"X-Token: s3cret", "X-Empty:", "Content-Type: application/json", "User-Agent: me",
                       "Content-Length: 99"};
    options.body = "{\"to\":\"+49\"}";
    const auto job = kit.fetch(server.url("/sms"), options);
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->reason(), FailureReason::None);
    QCOMPARE(method, "PUT");
    QCOMPARE(body, options.body);
    for (const char *line : {"X-Token: s3cret\r\n", "X-Empty:\r\n", "Content-Type: application/json\r\n",
                             "User-Agent: me\r\n", "Content-Length: 12\r\n"})
        QVERIFY2(headers.contains(line), headers.constData());
    QCOMPARE(headers.count("Content-Length"), 1);
    QCOMPARE(headers.count("User-Agent"), 1);
    QVERIFY(!headers.contains("Expect"));
}

void tst_Fetch::refusesARequestThatIsNone_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("a header with a second line")
        << QByteArray("http://127.0.0.1/") << QByteArray() << QByteArray("A: b\r\nC: d");
    QTest::newRow("a header without a name")
        << QByteArray("http://127.0.0.1/") << QByteArray() << QByteArray("abc");
    QTest::newRow("a method with a blank")
        << QByteArray("http://127.0.0.1/") << QByteArray("GET /x") << QByteArray();
    QTest::newRow("a file") << QByteArray("file:///etc/passwd") << QByteArray() << QByteArray();
    QTest::newRow("no URL") << QByteArray("http://") << QByteArray() << QByteArray();
    QTest::newRow("a newline") << QByteArray("http://127.0.0.1/a\r\nX: y") << QByteArray() << QByteArray();
}

void tst_Fetch::refusesARequestThatIsNone()
{
    QFETCH(QByteArray, url);
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, header);
    FetchKit kit;
    JobOptions options;
    options.method = method;
    if (!header.isEmpty())
        options.headers = {header};
    const auto job = kit.fetch(url, options);
    QVERIFY(job->isOver()); // At once: nothing was started.
    QCOMPARE(job->reason(),
             method.isEmpty() && header.isEmpty() ? FailureReason::BadUrl : FailureReason::BadOption);
    QVERIFY(!job->detail().isEmpty());
    QVERIFY(!job->outcome->transient);
}

void tst_Fetch::keepsTheConnection()
{
    LoopbackServer server;
    server.onAny([](Exchange &x) { x.reply("200 OK", {}, "x"); });
    FetchKit kit;
    for (int i = 0; i < 5; ++i) {
        const auto job = kit.fetch(server.url("/" + QByteArray::number(i)));
        QTRY_VERIFY(job->isOver());
    }
    QCOMPARE(server.requests(), 5);
    QCOMPARE(server.connections(), 1);
}

void tst_Fetch::interimAnswersAreForgotten()
{
    LoopbackServer server;
    server.on("/a", [](Exchange &x) {
        x.send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\nContent-Length: 5\r\n\r\n");
        x.reply("200 OK", "X-Real: 1\r\n", "ab");
    });
    FetchKit kit;
    const auto job = kit.fetch(server.url("/a"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->detail(), QString());
    QCOMPARE(job->outcome->httpStatus, 200);
    QVERIFY(!job->outcome->headers.contains("Link"));
    QCOMPARE(kit.read(job), "ab");
}

void tst_Fetch::tellsItsProgressAndTotal()
{
    LoopbackServer server;
    std::optional<Exchange> exchange;
    server.on("/a", [&exchange](Exchange &x) {
        x.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + QByteArray(71, 'a'));
        exchange.emplace(x);
    });
    FetchKit kit;
    const auto job = kit.fetch(server.url("/a"));
    QTRY_VERIFY(!kit.sink.progress.empty());
    exchange->send(QByteArray(29, 'b'));
    QTRY_VERIFY(job->isOver());
    QVERIFY(kit.sink.progress.size() <= 3); // Only when there is something new.
    QCOMPARE(kit.sink.progress.front().done, 71);
    QCOMPARE(kit.sink.progress.front().total, 100);
    QCOMPARE(kit.sink.text, "200 OK\n");
}

void tst_Fetch::aBodyLargerThanTheBufferArrivesWhole()
{
    QByteArray body;
    for (int i = 0; i < 3'000'000; ++i)
        body += QByteArray::number(i);
    LoopbackServer server;
    server.on("/big", [&](Exchange &x) { x.reply("200 OK", {}, body); });
    FetchKit kit;
    const auto job = kit.fetch(server.url("/big"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->detail(), QString());
    QCOMPARE(job->outcome->bytes, body.size());
    QVERIFY(kit.read(job) == body);
}

void tst_Fetch::aStatusFromFourHundredIsAFailureThatKeepsTheBody_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("detail");
    QTest::addColumn<bool>("transient");
    const auto row = [](const char *status, const char *type, const QByteArray &body, const QString &detail,
                        bool transient) {
        QTest::newRow(status) << QByteArray(status) << QByteArray(type) << body << detail << transient;
    };
    row("404 Not Found", "text/plain", "no such\n\n  page", u"404 Not Found: no such page"_s, false);
    row("400 ", "application/json", "{\"error\":\"bad number\"}",
        u"400 Bad Request: {\"error\":\"bad number\"}"_s, false);
    row("500 Oops", "text/html", "<html><head><Title>It <b>broke</title></head>", u"500 Oops: It <b>broke"_s,
        true);
    row("502 Bad Gateway", "text/html", "<center><h1>502</h1> nginx", u"502 Bad Gateway: 502 nginx"_s, true);
    row("410 Gone", "image/png", "\x89PNG", u"410 Gone"_s, false);
    row("418 I\x1b[31m", "text/plain", "", u"418 I␛[31m"_s, false);
    row("408 Request Timeout", "text/plain", "", u"408 Request Timeout"_s, true);
    row("425 Too Early", "text/plain", "", u"425 Too Early"_s, true);
    row("429 Too Many Requests", "text/plain", "", u"429 Too Many Requests"_s, true);
    row("501 Not Implemented", "text/plain", "", u"501 Not Implemented"_s, false);
    row("503 Service Unavailable", "text/plain", "", u"503 Service Unavailable"_s, true);
    row("504 Gateway Timeout", "text/plain", "", u"504 Gateway Timeout"_s, true);
    row("304 Not Modified", "text/plain", "", u"304 Not Modified"_s, false);
    row("302 Found", "text/plain", "to nowhere", u"302 Found: to nowhere"_s, false);
}

void tst_Fetch::aStatusFromFourHundredIsAFailureThatKeepsTheBody()
{
    QFETCH(QByteArray, status);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(QString, detail);
    QFETCH(bool, transient);
    LoopbackServer server;
    server.on("/a", [=](Exchange &x) { x.reply(status, "Content-Type: " + type + "\r\n", body); });
    FetchKit kit;
    const auto job = kit.fetch(server.url("/a"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->reason(), FailureReason::HttpStatus);
    QCOMPARE(job->detail(), detail);
    QCOMPARE(job->outcome->transient, transient);
    QCOMPARE(job->outcome->httpStatus, status.first(3).toInt());
    QCOMPARE(kit.read(job), body);
}

void tst_Fetch::carriesThePauseThatTheServerAsksFor()
{
    LoopbackServer server;
    server.on("/a", [](Exchange &x) { x.reply("429 Too Many Requests", "Retry-After: 7\r\n", "slow down"); });
    FetchKit kit;
    const auto job = kit.fetch(server.url("/a"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->outcome->retryAfter, std::optional<std::chrono::milliseconds>(7s));
}

void tst_Fetch::credentialsAreSentAndNeverShown()
{
    LoopbackServer server;
    QByteArray authorization;
    server.on("/a", [&](Exchange &x) {
        authorization = x.header("Authorization");
        x.reply("302 Found", "Location: /b\r\n", {});
    });
    server.on("/b", [](Exchange &x) { x.reply("401 Unauthorized", {}, {}); });
    FetchKit kit;
    const auto job = kit.fetch(server.url("/a", "joe:p%40ss"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(QByteArray::fromBase64(authorization.sliced(6)), "joe:p@ss");
    QVERIFY(job->outcome->effectiveUrl.endsWith("/b"));
    QVERIFY(!job->outcome->effectiveUrl.contains("p%40ss"));
    QVERIFY(!job->detail().contains(u"ss"));
}

QTEST_GUILESS_MAIN(tst_Fetch)
#include "tst_fetch.moc"
