#include "tests/support/fetchkit.h"
#include "tests/support/loopbackserver.h"

#include <QTcpServer>
#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Exchange = LoopbackServer::Exchange;

namespace {

int descriptors()
{
    return static_cast<int>(
        QDir(u"/proc/self/fd"_s).entryList(QDir::Files | QDir::System | QDir::NoDotAndDotDot).size());
}

} // namespace

/// Cancelling at each stage, many at once, and what is left when the runner goes.
class tst_FetchCancel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsAtEachStage_data();
    void endsAtEachStage();
    void anUnknownJobIsIgnored();
    void aCancelledJobMayBeCancelledAgain();
    void aLookUpThatHangsHoldsUpNobody();
    void theOthersGoOn();
    void destroyingTheRunnerAbortsEverything();
    void destroyingTheRunnerWhileResultsAreWritten();
    void aThousandAtOnce();
    void descriptorsDoNotLeak();
};

void tst_FetchCancel::endsAtEachStage_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("requests"); // To wait for, before the cancel.
    QTest::newRow("before it connects") << QByteArray("/silent") << 0;
    QTest::newRow("before the answer") << QByteArray("/silent") << 1;
    QTest::newRow("in the headers") << QByteArray("/headers") << 1;
    QTest::newRow("in a small body") << QByteArray("/body") << 1;
    QTest::newRow("in a large body") << QByteArray("/flood") << 1;
    QTest::newRow("after a redirect") << QByteArray("/redirect") << 2;
}

void tst_FetchCancel::endsAtEachStage()
{
    QFETCH(QByteArray, path);
    QFETCH(int, requests);
    LoopbackServer server;
    server.on("/silent", [](Exchange &) {});
    server.on("/headers", [](Exchange &x) { x.send("HTTP/1.1 200 OK\r\nX-A: b"); });
    server.on("/body", [](Exchange &x) { x.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"); });
    server.on("/flood", [](Exchange &x) {
        x.send("HTTP/1.1 200 OK\r\n\r\n");
        x.flood(QByteArray(10'000, 'x'));
    });
    server.on("/redirect", [](Exchange &x) { x.reply("302 Found", "Location: /silent\r\n", {}); });
    FetchKit kit;
    const auto job = kit.fetch(server.url(path));
    QTRY_COMPARE(server.requests(), requests);
    if (requests > 0)
        QTest::qWait(50); // So that what was sent has arrived: not waited for, only made likely.
    QVERIFY(!job->isOver());
    kit.runner->cancel(job->id);
    QVERIFY(!job->isOver()); // Never from within the call.
    QTRY_VERIFY(job->isOver());
    QVERIFY(job->cancelled);
    QCOMPARE(kit.files(), QStringList());
    QTRY_COMPARE(server.open(), 0);
}

void tst_FetchCancel::anUnknownJobIsIgnored()
{
    FetchKit kit;
    kit.runner->cancel(JobId{7, 7});
    kit.runner->cancel(JobId{});
}

void tst_FetchCancel::aCancelledJobMayBeCancelledAgain()
{
    LoopbackServer server;
    server.on("/a", [](Exchange &) {});
    FetchKit kit;
    const auto job = kit.fetch(server.url("/a"));
    kit.runner->cancel(job->id);
    kit.runner->cancel(job->id);
    QTRY_VERIFY(job->isOver());
    QVERIFY(job->cancelled);
    kit.runner->cancel(job->id);
}

void tst_FetchCancel::aLookUpThatHangsHoldsUpNobody()
{
    // Whether the name hangs or fails at once depends on the machine; neither may hold up the others.
    LoopbackServer server;
    server.onAny([](Exchange &x) { x.reply("200 OK", {}, "x"); });
    FetchKit kit;
    const auto lost = kit.fetch("http://no-such-host.invalid/");
    const auto job = kit.fetch(server.url("/a"));
    kit.runner->cancel(lost->id);
    QTRY_VERIFY(lost->isOver() && job->isOver());
    QCOMPARE(job->reason(), FailureReason::None);
}

void tst_FetchCancel::theOthersGoOn()
{
    LoopbackServer server;
    server.onAny([](Exchange &x) { x.later(50ms, [](Exchange &y) { y.reply("200 OK", {}, "x"); }); });
    FetchKit kit;
    std::vector<FetchKit::JobRef> jobs;
    for (int i = 0; i < 20; ++i)
        jobs.push_back(kit.fetch(server.url("/" + QByteArray::number(i))));
    for (std::size_t i = 0; i < jobs.size(); i += 2)
        kit.runner->cancel(jobs[i]->id);
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        QTRY_VERIFY(jobs[i]->isOver());
        QCOMPARE(jobs[i]->cancelled, i % 2 == 0);
        QCOMPARE(kit.read(jobs[i]), i % 2 == 0 ? QByteArray() : QByteArray("x"));
    }
    QCOMPARE(kit.files().size(), 10);
}

void tst_FetchCancel::destroyingTheRunnerAbortsEverything()
{
    LoopbackServer server;
    server.on("/silent", [](Exchange &) {});
    server.on("/flood", [](Exchange &x) {
        x.send("HTTP/1.1 200 OK\r\n\r\n");
        x.flood(QByteArray(10'000, 'x'));
    });
    auto kit = std::make_unique<FetchKit>();
    std::vector<FetchKit::JobRef> jobs;
    for (int i = 0; i < 10; ++i)
        jobs.push_back(kit->fetch(server.url(i % 2 ? "/silent" : "/flood")));
    QTRY_COMPARE(server.requests(), 10);
    QTest::qWait(50);
    kit->runner.reset();
    for (const auto &job : jobs) {
        QVERIFY(!job->error.isEmpty()); // AbandonedError: it always fires.
        QVERIFY(!job->outcome);
    }
    QTRY_COMPARE(kit->files(), QStringList());
    QTRY_COMPARE(server.open(), 0);
}

void tst_FetchCancel::destroyingTheRunnerWhileResultsAreWritten()
{
    LoopbackServer server;
    server.onAny([](Exchange &x) { x.reply("200 OK", {}, "x"); });
    for (int round = 0; round < 5; ++round) {
        FetchKit kit;
        for (int i = 0; i < 20; ++i)
            static_cast<void>(kit.fetch(server.url("/a")));
        const auto last = kit.fetch(server.url("/a"));
        QTRY_VERIFY(last->isOver());
    }
}

void tst_FetchCancel::aThousandAtOnce()
{
    LoopbackServer server;
    server.onAny([](Exchange &x) { x.later(1s, [](Exchange &y) { y.reply("200 OK", {}, y.path); }); });
    FetchKit kit;
    std::vector<FetchKit::JobRef> jobs;
    for (int i = 0; i < 1000; ++i)
        jobs.push_back(kit.fetch(server.url("/" + QByteArray::number(i))));
    for (int i = 0; i < 1000; ++i) {
        const auto &job = jobs[static_cast<std::size_t>(i)];
        QTRY_VERIFY_WITH_TIMEOUT(job->isOver(), 60'000);
        QVERIFY2(job->reason() == FailureReason::None, qPrintable(job->detail()));
        QCOMPARE(kit.read(job), "/" + QByteArray::number(i));
    }
    QVERIFY2(server.mostOpen() > 500, qPrintable(QString::number(server.mostOpen())));
    QCOMPARE(kit.files().size(), 1000);
}

void tst_FetchCancel::descriptorsDoNotLeak()
{
    LoopbackServer server;
    server.onAny([](Exchange &x) { x.reply("200 OK", "Connection: close\r\n", QByteArray(200'000, 'x')); });
    const auto round = [&server] {
        FetchKit kit;
        for (int i = 0; i < 20; ++i) {
            const auto job = kit.fetch(server.url("/a"));
            if (i % 3 == 0)
                kit.runner->cancel(job->id);
            QTRY_VERIFY(job->isOver());
        }
    };
    round();
    QTRY_COMPARE(server.open(), 0);
    const int before = descriptors();
    round();
    round();
    QTRY_COMPARE(server.open(), 0);
    QTRY_VERIFY2(descriptors() <= before, qPrintable(QString::number(descriptors() - before)));
}

QTEST_GUILESS_MAIN(tst_FetchCancel)
#include "tst_fetchcancel.moc"
