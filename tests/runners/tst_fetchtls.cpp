#include "tests/support/fetchkit.h"
#include "tests/support/loopbackserver.h"

#include <QProcess>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>
#include <QStandardPaths>
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

private:
    [[nodiscard]] QSslConfiguration certificateFor(const QString &name) const;
    [[nodiscard]] FetchSettings trusting(const QString &name) const;

    QTemporaryDir m_dir;
};

void tst_FetchTls::initTestCase()
{
    if (QStandardPaths::findExecutable(u"openssl"_s).isEmpty() || !QSslSocket::supportsSsl())
        QSKIP("needs openssl");
    for (const QString &name : {u"localhost"_s, u"elsewhere"_s}) {
        const QStringList arguments{u"req"_s,
                                    u"-x509"_s,
                                    u"-newkey"_s,
                                    u"rsa:2048"_s,
                                    u"-nodes"_s,
                                    u"-days"_s,
                                    u"2"_s,
                                    u"-subj"_s,
                                    u"/CN="_s + name,
                                    u"-addext"_s,
                                    u"subjectAltName=DNS:"_s + name,
                                    u"-keyout"_s,
                                    name + u".key"_s,
                                    u"-out"_s,
                                    name + u".pem"_s};
        QProcess openssl;
        openssl.setWorkingDirectory(m_dir.path());
        openssl.start(u"openssl"_s, arguments);
        QVERIFY(openssl.waitForFinished());
        QCOMPARE(openssl.exitCode(), 0);
    }
}

QSslConfiguration tst_FetchTls::certificateFor(const QString &name) const
{
    QFile key(m_dir.path() + u'/' + name + u".key"_s);
    if (!key.open(QIODevice::ReadOnly))
        qFatal("no key");
    QSslConfiguration tls;
    tls.setLocalCertificateChain(QSslCertificate::fromPath(m_dir.path() + u'/' + name + u".pem"_s));
    tls.setPrivateKey(QSslKey(&key, QSsl::Rsa));
    return tls;
}

FetchSettings tst_FetchTls::trusting(const QString &name) const
{
    FetchSettings settings;
    settings.caFile = m_dir.path() + u'/' + name + u".pem"_s;
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

QTEST_GUILESS_MAIN(tst_FetchTls)
#include "tst_fetchtls.moc"
