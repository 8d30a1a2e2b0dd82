#include "app/example/exampleserver.h"

#include "core/joblist/joblistreader.h"

#include <QTcpSocket>
#include <QTest>
#include <QUrl>

using namespace millrace;
using namespace Qt::StringLiterals;

class ExampleServerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void offersAListWithoutProblems();
    void answersEveryFetchOfItsList();
    void answersNothingElse();

private:
    static QByteArray ask(quint16 port, const QByteArray &request);
};

QByteArray ExampleServerTest::ask(quint16 port, const QByteArray &request)
{
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, port);
    socket.write(request);
    const bool ended =
        QTest::qWaitFor([&socket] { return socket.state() == QAbstractSocket::UnconnectedState; }, 20'000);
    return ended ? socket.readAll() : QByteArray();
}

void ExampleServerTest::offersAListWithoutProblems()
{
    const ExampleServer server;
    const JobList list = readJobList(server.list(), u"example"_s);
    QCOMPARE(list.problemCount, 0);
    QVERIFY(list.fetches > 0 && list.commands > 0);
    QCOMPARE(list.hosts.size(), std::size_t{1});
}

void ExampleServerTest::answersEveryFetchOfItsList()
{
    const ExampleServer server;
    const JobList list = readJobList(server.list(), u"example"_s);
    for (const JobSpec &job : list.jobs) {
        if (job.kind != JobKind::Fetch)
            continue;
        const QUrl url(QString::fromUtf8(job.what));
        const QByteArray answer =
            ask(static_cast<quint16>(url.port()), "GET " + url.path().toUtf8() + " HTTP/1.1\r\n\r\n");
        const qsizetype body = answer.indexOf("\r\n\r\n") + 4;
        QVERIFY2(answer.startsWith("HTTP/1.1 "), job.what.constData());
        QVERIFY(answer.contains("Content-Length: " + QByteArray::number(answer.size() - body) + "\r\n"));
    }
}

void ExampleServerTest::answersNothingElse()
{
    const ExampleServer server;
    const JobList list = readJobList(server.list(), u"example"_s);
    const auto port = static_cast<quint16>(QUrl(QString::fromUtf8(list.jobs.front().what)).port());
    QVERIFY(ask(port, "GET /../../etc/passwd HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 404"));
    QVERIFY(ask(port, "POST /page.html HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 404"));
    QCOMPARE(ask(port, QByteArray(100'000, 'x')), QByteArray());
}

QTEST_GUILESS_MAIN(ExampleServerTest)
#include "tst_exampleserver.moc"
