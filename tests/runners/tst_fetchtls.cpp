#include "tests/support/certificates.h"
#include "tests/support/fetchkit.h"
#include "tests/support/loopbackserver.h"

#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>
#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using Exchange = LoopbackServer::Exchange;

/// TLS is always verified, and https stays https.
class tst_FetchTls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aCertificateThatNobodyVouchesForIsRefused();
    void aTrustedOneIsNot();
    void aCertificateOfAnotherNameIsRefused();
    void httpsNeverLeadsToHttp();
    void httpMayLeadToHttps();
    void aConnectionIsShared();
    void aConnectionThatBreaksIsWorthAnotherTry_data();
    void aConnectionThatBreaksIsWorthAnotherTry();

private:
    [[nodiscard]] QSslConfiguration certificateFor(const QString &name) const;
    [[nodiscard]] FetchSettings trusting(const QString &name) const;

    Certificates m_certificates;
};

void tst_FetchTls::initTestCase()
{
    QVERIFY(QSslSocket::supportsSsl());
    for (const QString &name : {u"localhost"_s, u"elsewhere"_s})
        QVERIFY(m_certificates.make(name));
}

QSslConfiguration tst_FetchTls::certificateFor(const QString &name) const
{
    QFile key(m_certificates.key(name));
    if (!key.open(QIODevice::ReadOnly))
        qFatal("no key");
    QSslConfiguration tls;
    tls.setLocalCertificateChain(QSslCertificate::fromPath(m_certificates.certificate(name)));
    tls.setPrivateKey(QSslKey(&key, QSsl::Rsa));
    return tls;
}

FetchSettings tst_FetchTls::trusting(const QString &name) const
{
    FetchSettings settings;
    settings.caFile = m_certificates.certificate(name);
    return settings;
}

void tst_FetchTls::aCertificateThatNobodyVouchesForIsRefused()
{
    LoopbackServer server(certificateFor(u"localhost"_s));
    FetchKit kit;
    const auto job = kit.fetch(server.url("/a"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->reason(), FailureReason::Tls);
    QVERIFY2(job->detail().contains(u"certificate"), qPrintable(job->detail()));
    QVERIFY(!job->outcome->transient);
    QCOMPARE(server.requests(), 0);
}

void tst_FetchTls::aTrustedOneIsNot()
{
    LoopbackServer server(certificateFor(u"localhost"_s));
    server.on("/a", [](Exchange &x) { x.reply("200 OK", {}, "secure"); });
    FetchKit kit(trusting(u"localhost"_s));
    const auto job = kit.fetch(server.url("/a"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->detail(), QString());
    QCOMPARE(kit.read(job), "secure");
    QVERIFY(job->outcome->timings.secured.count() > 0);
}

void tst_FetchTls::aCertificateOfAnotherNameIsRefused()
{
    LoopbackServer server(certificateFor(u"elsewhere"_s));
    FetchKit kit(trusting(u"elsewhere"_s));
    const auto job = kit.fetch(server.url("/a"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->reason(), FailureReason::Tls);
    QCOMPARE(server.requests(), 0);
}

void tst_FetchTls::httpsNeverLeadsToHttp()
{
    LoopbackServer plain;
    LoopbackServer server(certificateFor(u"localhost"_s));
    server.on("/a", [&](Exchange &x) { x.reply("302 Found", "Location: " + plain.url("/b") + "\r\n", {}); });
    FetchKit kit(trusting(u"localhost"_s));
    const auto job = kit.fetch(server.url("/a"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->reason(), FailureReason::BadRedirect);
    QVERIFY(job->detail().contains(u"https to http"));
    QCOMPARE(plain.connections(), 0);
}

void tst_FetchTls::httpMayLeadToHttps()
{
    LoopbackServer plain;
    LoopbackServer server(certificateFor(u"localhost"_s));
    plain.on("/a", [&](Exchange &x) { x.reply("301 Moved", "Location: " + server.url("/b") + "\r\n", {}); });
    server.on("/b", [](Exchange &x) { x.reply("200 OK", {}, "secure"); });
    FetchKit kit(trusting(u"localhost"_s));
    const auto job = kit.fetch(plain.url("/a"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->detail(), QString());
    QCOMPARE(kit.read(job), "secure");
}

void tst_FetchTls::aConnectionIsShared()
{
    LoopbackServer server(certificateFor(u"localhost"_s));
    server.onAny([](Exchange &x) { x.reply("200 OK", {}, "x"); });
    FetchKit kit(trusting(u"localhost"_s));
    for (int i = 0; i < 5; ++i) {
        const auto job = kit.fetch(server.url("/a"));
        QTRY_VERIFY(job->isOver());
        QCOMPARE(job->detail(), QString());
    }
    QCOMPARE(server.connections(), 1);
}

void tst_FetchTls::aConnectionThatBreaksIsWorthAnotherTry_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<bool>("isReset");
    QTest::newRow("end of file before the answer") << QByteArray() << false;
    QTest::newRow("end of file in the headers") << QByteArray("HTTP/1.1 200 OK\r\nContent-Le") << false;
    QTest::newRow("end of file in the body")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc") << false;
    QTest::newRow("end of file in a chunk")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab") << false;
    QTest::newRow("reset before the answer") << QByteArray() << true;
    QTest::newRow("reset in the body")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc") << true;
}

void tst_FetchTls::aConnectionThatBreaksIsWorthAnotherTry()
{
    QFETCH(QByteArray, sent);
    QFETCH(bool, isReset);
    LoopbackServer server(certificateFor(u"localhost"_s));
    server.on("/a", [=](Exchange &x) {
        x.send(sent);
        isReset ? x.reset() : x.cut();
    });
    FetchKit kit(trusting(u"localhost"_s));
    const auto job = kit.fetch(server.url("/a"));
    QTRY_VERIFY(job->isOver());
    QVERIFY2(job->reason() == FailureReason::CutShort, qPrintable(job->detail()));
    QVERIFY2(job->outcome->transient, qPrintable(job->detail()));
    QCOMPARE(kit.files(), QStringList());
}

QTEST_GUILESS_MAIN(tst_FetchTls)
#include "tst_fetchtls.moc"
