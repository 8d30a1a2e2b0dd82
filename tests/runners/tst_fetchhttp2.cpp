#include "tests/support/certificates.h"
#include "tests/support/fetchkit.h"
#include "tests/support/http2server.h"

#include <QTest>

#include <memory>
#include <vector>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray numbers(int count)
{
    QByteArray text;
    for (int i = 0; i < count; ++i)
        text += QByteArray::number(i) + '\n';
    return text;
}

} // namespace

/// What every large host speaks: HTTP/2, the jobs of a host side by side on one connection.
class tst_FetchHttp2 : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void savesTheBodyAndSaysTheVersion();
    void sendsWhatTheListSays();
    void manyJobsShareOneConnection();
    void oneThatTakesFewAtOnceGetsMoreConnections();
    void aNotFoundIsAFailureThatKeepsTheBody();
    void largeBodiesSideBySideArriveWhole();
    void cancellingOneLeavesTheOthersOnTheConnection();
    void aConnectionThatBreaksIsWorthAnotherTry_data();
    void aConnectionThatBreaksIsWorthAnotherTry();
    void oneThatTheServerClosesBetweenRequestsIsNoTrouble();

private:
    void start(const QStringList &options = {});
    [[nodiscard]] std::vector<FetchKit::JobRef> fetch(int count, const QByteArray &path) const
    {
        std::vector<FetchKit::JobRef> jobs(static_cast<std::size_t>(count));
        for (FetchKit::JobRef &job : jobs)
            job = m_kit->fetch(m_server->url(path));
        return jobs;
    }

    Certificates m_certificates;
    FetchSettings m_trusting;
    std::unique_ptr<Http2Server> m_server;
    std::unique_ptr<FetchKit> m_kit;
};

void tst_FetchHttp2::initTestCase()
{
    QVERIFY(m_certificates.make(u"localhost"_s));
    m_trusting.caFile = m_certificates.certificate(u"localhost"_s);
}

void tst_FetchHttp2::start(const QStringList &options)
{
    m_kit = std::make_unique<FetchKit>(m_trusting);
    m_server = std::make_unique<Http2Server>(m_certificates, options);
    QTRY_VERIFY(m_server->isUp());
    QVERIFY(m_server->put(u"small.txt"_s, "small"));
}

void tst_FetchHttp2::init()
{
    start();
}

void tst_FetchHttp2::cleanup()
{
    m_kit.reset();
    m_server.reset();
}

void tst_FetchHttp2::savesTheBodyAndSaysTheVersion()
{
    const auto job = m_kit->fetch(m_server->url("/small.txt"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->detail(), QString());
    QCOMPARE(job->outcome->httpVersion, "2");
    QCOMPARE(job->outcome->httpStatus, 200);
    QCOMPARE(job->outcome->contentType, "text/plain");
    QCOMPARE(job->outcome->bytes, 5);
    QVERIFY(job->outcome->headers.startsWith("HTTP/2 200 \r\n"));
    QVERIFY(job->outcome->timings.secured.count() > 0);
    QCOMPARE(m_kit->read(job), "small");
    QCOMPARE(m_kit->sink.text, "200 OK · text/plain\n"); // It sends no words of its own.
}

void tst_FetchHttp2::sendsWhatTheListSays()
{
    m_server.reset();
    start({u"--echo-upload"_s});
    JobOptions options;
    options.method = "POST";
    options.headers = {"X-Token: s3cret", "X-Empty:", "Content-Type: text/plain", "Content-Length: 99",
                       "Connection: close"};
    options.body = numbers(50'000);
    for (int i = 0; i < 3; ++i) {
        const auto job = m_kit->fetch(m_server->url("/small.txt"), options);
        QTRY_VERIFY(job->isOver());
        QCOMPARE(job->detail(), QString());
        QCOMPARE(job->outcome->httpVersion, "2");
        QCOMPARE(m_kit->read(job), options.body);
    }
    QCOMPARE(m_server->connections(), 1);
}

void tst_FetchHttp2::manyJobsShareOneConnection()
{
    constexpr int count = 80;
    for (int i = 0; i < count; ++i)
        QVERIFY(m_server->put(QString::number(i), "body " + QByteArray::number(i)));
    std::vector<FetchKit::JobRef> jobs;
    jobs.reserve(count);
    for (int i = 0; i < count; ++i)
        jobs.push_back(m_kit->fetch(m_server->url('/' + QByteArray::number(i))));
    for (int i = 0; i < count; ++i) {
        const auto &job = jobs[static_cast<std::size_t>(i)];
        QTRY_VERIFY(job->isOver());
        QCOMPARE(job->detail(), QString());
        QCOMPARE(job->outcome->httpVersion, "2");
        QCOMPARE(m_kit->read(job), "body " + QByteArray::number(i));
    }
    QCOMPARE(m_server->connections(), 1);
}

void tst_FetchHttp2::oneThatTakesFewAtOnceGetsMoreConnections()
{
    m_server.reset();
    start({u"-m"_s, u"2"_s});
    const auto jobs = fetch(20, "/small.txt");
    for (const auto &job : jobs) {
        QTRY_VERIFY(job->isOver());
        QCOMPARE(job->detail(), QString());
        QCOMPARE(m_kit->read(job), "small");
    }
}

void tst_FetchHttp2::aNotFoundIsAFailureThatKeepsTheBody()
{
    const auto job = m_kit->fetch(m_server->url("/nowhere"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->reason(), FailureReason::HttpStatus);
    QVERIFY2(job->detail().startsWith(u"404 Not Found"), qPrintable(job->detail()));
    QVERIFY(!job->outcome->transient);
    QCOMPARE(job->outcome->httpStatus, 404);
    QVERIFY(m_kit->read(job).contains("404 Not Found"));
    const auto next = m_kit->fetch(m_server->url("/small.txt"));
    QTRY_VERIFY(next->isOver());
    QCOMPARE(m_kit->read(next), "small");
    QCOMPARE(m_server->connections(), 1);
}

void tst_FetchHttp2::largeBodiesSideBySideArriveWhole()
{
    const QByteArray body = numbers(4'000'000); // 31 MB: many times what may wait for the disk.
    QVERIFY(m_server->put(u"large"_s, body));
    const auto jobs = fetch(4, "/large");
    for (const auto &job : jobs) {
        QTRY_VERIFY(job->isOver());
        QCOMPARE(job->detail(), QString());
        QCOMPARE(job->outcome->bytes, body.size());
        QVERIFY(m_kit->read(job) == body);
    }
    QCOMPARE(m_server->connections(), 1);
}

void tst_FetchHttp2::cancellingOneLeavesTheOthersOnTheConnection()
{
    const QByteArray body = numbers(2'000'000);
    QVERIFY(m_server->put(u"large"_s, body));
    const auto jobs = fetch(3, "/large");
    QTRY_VERIFY(!m_kit->files().isEmpty()); // It comes.
    m_kit->runner->cancel(jobs[1]->id);
    for (const auto &job : jobs)
        QTRY_VERIFY(job->isOver());
    QVERIFY(jobs[1]->cancelled);
    QVERIFY(m_kit->read(jobs[0]) == body);
    QVERIFY(m_kit->read(jobs[2]) == body);
    const auto next = m_kit->fetch(m_server->url("/small.txt"));
    QTRY_VERIFY(next->isOver());
    QCOMPARE(m_kit->read(next), "small");
    QCOMPARE(m_server->connections(), 1);
    QCOMPARE(m_kit->files().size(), 3);
}

void tst_FetchHttp2::aConnectionThatBreaksIsWorthAnotherTry_data()
{
    QTest::addColumn<bool>("isReset");
    QTest::newRow("end of file") << false;
    QTest::newRow("reset") << true;
}

void tst_FetchHttp2::aConnectionThatBreaksIsWorthAnotherTry()
{
    QFETCH(bool, isReset);
    QVERIFY(m_server->put(u"large"_s, QByteArray(200 << 20, 'x')));
    const auto jobs = fetch(3, "/large");
    QTRY_VERIFY(!m_kit->files().isEmpty());
    m_server->cut(isReset ? Http2Server::Cut::Reset : Http2Server::Cut::EndOfFile);
    for (const auto &job : jobs) {
        QTRY_VERIFY(job->isOver());
        QCOMPARE(job->reason(), FailureReason::CutShort);
        QVERIFY2(job->outcome->transient, qPrintable(job->detail()));
        QVERIFY(!job->detail().isEmpty());
    }
    QCOMPARE(m_kit->files(), QStringList());
    const auto next = m_kit->fetch(m_server->url("/small.txt"));
    QTRY_VERIFY(next->isOver());
    QCOMPARE(m_kit->read(next), "small");
    QCOMPARE(m_server->connections(), 2);
}

void tst_FetchHttp2::oneThatTheServerClosesBetweenRequestsIsNoTrouble()
{
    for (int round = 1; round <= 3; ++round) {
        const auto job = m_kit->fetch(m_server->url("/small.txt"));
        QTRY_VERIFY(job->isOver());
        QCOMPARE(job->detail(), QString());
        QCOMPARE(m_kit->read(job), "small");
        QCOMPARE(m_server->connections(), round);
        m_server->cut(Http2Server::Cut::EndOfFile);
    }
}

QTEST_GUILESS_MAIN(tst_FetchHttp2)
#include "tst_fetchhttp2.moc"
