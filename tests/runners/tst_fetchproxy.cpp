#include "tests/support/certificates.h"
#include "tests/support/fetchkit.h"
#include "tests/support/loopbackserver.h"
#include "tests/support/proxyenvironment.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslKey>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using Exchange = LoopbackServer::Exchange;

namespace {

/// A proxy that lets through to one server, whoever is asked for.
class Tunnel : public QTcpServer
{
public:
    explicit Tunnel(quint16 port)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this, port] {
            QTcpSocket *const near = nextPendingConnection();
            auto *const far = new QTcpSocket(near);
            connect(near, &QTcpSocket::readyRead, far, [this, near, far, port] {
                if (far->state() != QAbstractSocket::UnconnectedState)
                    return void(far->write(near->readAll()));
                asked += near->readAll();
                far->connectToHost(QHostAddress::LocalHost, port);
                near->write("HTTP/1.1 200 Established\r\nX-Proxy: yes\r\nContent-Length: 77\r\n\r\n");
            });
            connect(far, &QTcpSocket::readyRead, near, [near, far] { near->write(far->readAll()); });
        });
    }

    QByteArray asked;
};

} // namespace

/// Fetching where the environment names a proxy.
class tst_FetchProxy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theProxyOfTheEnvironmentIsAsked();
    void noProxyIsAskedForThisMachine_data();
    void noProxyIsAskedForThisMachine();
    void whatAProxySaysIsNotTheAnswer();
    void aProxyThatRefusesIsTold_data();
    void aProxyThatRefusesIsTold();
};

void tst_FetchProxy::theProxyOfTheEnvironmentIsAsked()
{
    LoopbackServer proxy;
    proxy.on("http://names.invalid/a", [](Exchange &x) { x.reply("200 OK", {}, "by proxy"); });
    const ProxyEnvironment environment("http_proxy", proxy.port());
    FetchKit kit;
    const auto job = kit.fetch("http://names.invalid/a");
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->detail(), QString());
    QCOMPARE(kit.read(job), "by proxy");
}

void tst_FetchProxy::noProxyIsAskedForThisMachine_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::newRow("its name") << QByteArray("LOCALHOST");
    QTest::newRow("its address") << QByteArray("127.0.0.1");
    QTest::newRow("its address, shortened") << QByteArray("127.1");
}

void tst_FetchProxy::noProxyIsAskedForThisMachine()
{
    QFETCH(const QByteArray, host);
    LoopbackServer proxy;
    LoopbackServer server;
    server.on("/a", [](Exchange &x) { x.reply("200 OK", {}, "here"); });
    const ProxyEnvironment environment("http_proxy", proxy.port());
    FetchKit kit;
    const auto job = kit.fetch("http://" + host + ':' + QByteArray::number(server.port()) + "/a");
    QTRY_VERIFY(job->isOver());
    QCOMPARE(kit.read(job), "here");
    QCOMPARE(proxy.requests(), 0);
}

void tst_FetchProxy::whatAProxySaysIsNotTheAnswer()
{
    Certificates certificates;
    QVERIFY(certificates.make(u"elsewhere"_s));
    QFile key(certificates.key(u"elsewhere"_s));
    QVERIFY(key.open(QIODevice::ReadOnly));
    QSslConfiguration tls;
    tls.setLocalCertificateChain(QSslCertificate::fromPath(certificates.certificate(u"elsewhere"_s)));
    tls.setPrivateKey(QSslKey(&key, QSsl::Rsa));
    LoopbackServer server(tls);
    server.on("/a", [](Exchange &x) {
        x.reply("200 OK", "Content-Disposition: attachment; filename=\"named.txt\"\r\n", "secure");
    });
    const Tunnel proxy(server.port());
    const ProxyEnvironment environment("https_proxy", proxy.serverPort());
    FetchSettings settings;
    settings.caFile = certificates.certificate(u"elsewhere"_s);
    FetchKit kit(settings);
    JobOptions options;
    options.headers = {"Authorization: Bearer secret"};
    const auto job = kit.fetch("https://elsewhere/a", options);
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->detail(), QString());
    QCOMPARE(kit.read(job), "secure");
    QVERIFY2(job->outcome->file.endsWith(u"named.txt"_s), qPrintable(job->outcome->file));
    QCOMPARE(kit.files(), QStringList(job->outcome->file));
    QVERIFY2(!job->outcome->headers.contains("X-Proxy"), job->outcome->headers);
    QVERIFY(proxy.asked.startsWith("CONNECT elsewhere:443 "));
    QVERIFY2(!proxy.asked.contains("secret"), proxy.asked);
}

void tst_FetchProxy::aProxyThatRefusesIsTold_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("wants a password") << QByteArray("407 Proxy Authentication Required");
    QTest::newRow("does not let through") << QByteArray("403 Forbidden");
}

void tst_FetchProxy::aProxyThatRefusesIsTold()
{
    QFETCH(const QByteArray, status);
    LoopbackServer proxy;
    proxy.onAny([status](Exchange &x) { x.reply(status, {}, "no"); });
    const ProxyEnvironment environment("https_proxy", proxy.port());
    FetchKit kit;
    const auto job = kit.fetch("https://names.invalid/a");
    QTRY_VERIFY(job->isOver());
    QVERIFY2(job->detail().contains(QLatin1StringView(status.first(3))), qPrintable(job->detail()));
    QVERIFY(!job->outcome->transient);
    QCOMPARE(job->outcome->httpStatus, 0); // It is nobody's answer.
    QCOMPARE(kit.files(), QStringList());
}

QTEST_GUILESS_MAIN(tst_FetchProxy)
#include "tst_fetchproxy.moc"
