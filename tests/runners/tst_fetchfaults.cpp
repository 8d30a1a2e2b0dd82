#include "tests/support/fetchkit.h"
#include "tests/support/lookups.h"
#include "tests/support/loopbackserver.h"

#include <QTcpServer>
#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Exchange = LoopbackServer::Exchange;
using Answer = LoopbackServer::Answer;

Q_DECLARE_METATYPE(Answer)
Q_DECLARE_METATYPE(FetchLimits)

namespace {

/// Sizes that a test can reach soon.
FetchLimits small()
{
    FetchLimits limits;
    limits.bodyBytes = 3 << 20;
    limits.ratioFrom = 1 << 20;
    return limits;
}

/// Times that a test can reach soon: only for what is to be too slow.
FetchLimits impatient()
{
    FetchLimits limits = small();
    limits.connect = limits.secure = 300ms;
    limits.firstByte = 300ms;
    limits.slowFor = 300ms;
    limits.leastSpeed = 1000;
    return limits;
}

Answer raw(const QByteArray &bytes)
{
    return [bytes](Exchange &x) {
        x.send(bytes);
        x.close();
    };
}

/// A header line after the other, for ever.
Answer endlessHeaders(const QByteArray &start, const QByteArray &piece)
{
    return [=](Exchange &x) {
        x.send("HTTP/1.1 200 OK\r\n" + start);
        x.flood(piece);
    };
}

void drip(Exchange &x, int times)
{
    x.send("x");
    if (times > 0)
        x.later(20ms, [times](Exchange &y) { drip(y, times - 1); });
}

} // namespace

/// Servers that break off, lie, never end or never begin: each a clear reason, nothing left behind.
class tst_FetchFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void aHostThatDoesNotExistIsUnresolved();
    void aPortWhereNobodyListensIsUnreachable();
    void aServerThatNeverShakesHandsIsATlsFailure();
    void whatIsTooMuchOfALengthDoesNotReachTheNextAnswer();
    void aJobThatTakesLongerThanItsLimitIsEnded();
    void limitsCountForWhatIsUnderway();
};

void tst_FetchFaults::saysWhatIsWrong_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<FailureReason>("reason");
    QTest::addColumn<QString>("says");
    QTest::addColumn<bool>("transient");
    using enum FailureReason;
    const auto row = [](const char *title, const Answer &answer, FailureReason reason, const QString &says,
                        bool transient) { QTest::newRow(title) << answer << reason << says << transient; };
    row("cut", raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), CutShort, u"3 of 10 bytes"_s, true);
    row("cut before the body", raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"), CutShort,
        u"0 of 10 bytes"_s, true);
    row("cut in the headers", raw("HTTP/1.1 200 OK\r\nContent-Le"), CutShort, u""_s, true);
    row("cut in a chunk", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"), CutShort,
        u"The end is missing after"_s, true);
    row("no last chunk", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"), CutShort,
        u"The end is missing after"_s, true);
    row(
        "reset", [](Exchange &x) { x.reset(); }, CutShort, u""_s, true);
    row(
        "reset in the body",
        [](Exchange &x) {
            x.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
            x.later(50ms, [](Exchange &y) { y.reset(); });
        },
        CutShort, u""_s, true);
    row("an empty reply", raw({}), CutShort, u""_s, true);
    row("two lengths", raw("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde"),
        CutShort, u"3 and 5 bytes"_s, true);
    row("a length that is none", raw("HTTP/1.1 200 OK\r\nContent-Length: 3, 5\r\n\r\nabcde"), CutShort,
        u"3, 5 bytes"_s, true);
    row("a negative length", raw("HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabc"), Protocol, u""_s, false);
    row("chunks that are none", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab"),
        Protocol, u""_s, false);
    row("a chunk of 2^64",
        raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\nab"), Protocol,
        u""_s, false);
    row("no HTTP", raw("SSH-2.0-OpenSSH\r\n"), Protocol, u""_s, false);
    row("another HTTP", raw("HTTP/7.1 200 OK\r\n\r\nx"), Protocol, u""_s, false);
    row("bytes", raw(QByteArray(2000, '\xff')), Protocol, u""_s, false);
    row("no gzip", raw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde"),
        Protocol, u""_s, false);
    row("endless headers", endlessHeaders({}, "X-A: bcd\r\n"), HeadersTooLarge, u"headers"_s, false);
    row("an endless header", endlessHeaders("X-A: ", "bcdefghij"), HeadersTooLarge, u""_s, false);
    row(
        "endless interim answers", [](Exchange &x) { x.flood("HTTP/1.1 100 Continue\r\n\r\n"); },
        HeadersTooLarge, u"headers"_s, false);
    row("endless trailers", endlessHeaders("Transfer-Encoding: chunked\r\n\r\n0\r\n", "X-A: bcd\r\n"),
        HeadersTooLarge, u"headers"_s, false);
    row("an endless body", endlessHeaders("\r\n", QByteArray(1000, 'x')), TooLarge,
        u"longer than 3145728 bytes"_s, false);
    row("a body announced too long", raw("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nabc"),
        TooLarge, u"99999999999 bytes"_s, false);
    row("a bomb",
        raw("HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n" +
            qCompress(QByteArray(3 << 20, 0), 9).sliced(4)),
        UnpacksTooMuch, u"100 times"_s, false);
    row(
        "no first byte", [](Exchange &) {}, TooSlow, u"No answer within 0.3 s"_s, true);
    row(
        "a body that stops", [](Exchange &x) { x.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"); },
        TooSlow, u"0 bytes"_s, true);
    row(
        "a dripping body",
        [](Exchange &x) {
            x.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc");
            drip(x, 1000);
        },
        TooSlow, u"bytes came in the last 0.3 s"_s, true);
    row(
        "a dripping header",
        [](Exchange &x) {
            x.send("HTTP/1.1 200 OK\r\nX-A: ");
            drip(x, 1000);
        },
        TooSlow, u""_s, true);
}

void tst_FetchFaults::saysWhatIsWrong()
{
    QFETCH(Answer, answer);
    QFETCH(FailureReason, reason);
    QFETCH(QString, says);
    QFETCH(bool, transient);
    LoopbackServer server;
    server.on("/a", answer);
    FetchKit kit({reason == FailureReason::TooSlow ? impatient() : small(), {}, "t", {}});
    const auto job = kit.fetch(server.url("/a"));
    QTRY_VERIFY(job->isOver());
    QVERIFY2(job->reason() == reason, qPrintable(u"%1: %2"_s.arg(int(job->reason())).arg(job->detail())));
    QVERIFY2(job->detail().contains(says), qPrintable(job->detail()));
    QVERIFY(!job->detail().isEmpty());
    QCOMPARE(job->outcome->transient, transient);
    QCOMPARE(job->outcome->file, QString());
    QCOMPARE(kit.files(), QStringList());
}

void tst_FetchFaults::aHostThatDoesNotExistIsUnresolved()
{
    FetchKit kit;
    const auto job = kit.fetch("http://no-such-host.invalid/");
    QTRY_VERIFY(job->isOver());
    QCOMPARE(lookUps(), 1);
    QCOMPARE(job->reason(), FailureReason::Unresolved);
    QVERIFY(job->detail().contains(u"no-such-host.invalid"));
}

void tst_FetchFaults::aPortWhereNobodyListensIsUnreachable()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const quint16 port = server.serverPort();
    server.close();
    FetchKit kit;
    const auto job = kit.fetch("http://127.0.0.1:" + QByteArray::number(port) + '/');
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->reason(), FailureReason::Unreachable);
    QVERIFY(!job->outcome->transient);
}

void tst_FetchFaults::aServerThatNeverShakesHandsIsATlsFailure()
{
    QTcpServer server; // The kernel shakes hands for it while its backlog has room: so this is about TLS.
    QVERIFY(server.listen(QHostAddress::LocalHost));
    server.pauseAccepting();
    FetchKit kit({impatient(), {}, "t", {}});
    const auto job = kit.fetch("https://127.0.0.1:" + QByteArray::number(server.serverPort()) + '/');
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->reason(), FailureReason::Tls);
    QCOMPARE(job->detail(), u"No TLS handshake within 0.3 s."_s);
    QVERIFY(job->outcome->transient);
}

void tst_FetchFaults::whatIsTooMuchOfALengthDoesNotReachTheNextAnswer()
{
    LoopbackServer server;
    server.on("/a", [](Exchange &x) {
        x.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\n\r\nstolen");
    });
    server.on("/b", [](Exchange &x) { x.reply("200 OK", {}, "mine"); });
    FetchKit kit;
    const auto first = kit.fetch(server.url("/a"));
    QTRY_VERIFY(first->isOver());
    QCOMPARE(kit.read(first), "abc");
    const auto second = kit.fetch(server.url("/b"));
    QTRY_VERIFY(second->isOver());
    QCOMPARE(kit.read(second), "mine");
}

void tst_FetchFaults::aJobThatTakesLongerThanItsLimitIsEnded()
{
    LoopbackServer server;
    server.on("/a", [](Exchange &x) {
        x.send("HTTP/1.1 200 OK\r\n\r\n");
        drip(x, 1000);
    });
    FetchKit kit;
    JobOptions options;
    options.timeout = 250ms;
    const auto job = kit.fetch(server.url("/a"), options);
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->reason(), FailureReason::TimedOut);
    QCOMPARE(job->detail(), u"It took longer than 0.25 s."_s);
    QVERIFY(job->outcome->transient);
    QCOMPARE(kit.files(), QStringList());
}

void tst_FetchFaults::limitsCountForWhatIsUnderway()
{
    LoopbackServer server;
    server.on("/a", [](Exchange &) {});
    FetchKit kit;
    const auto job = kit.fetch(server.url("/a"));
    QTRY_COMPARE(server.requests(), 1);
    FetchSettings settings = kit.runner->settings();
    settings.limits.firstByte = 1ms;
    kit.runner->setSettings(settings);
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->reason(), FailureReason::TooSlow);
}

QTEST_GUILESS_MAIN(tst_FetchFaults)
#include "tst_fetchfaults.moc"
