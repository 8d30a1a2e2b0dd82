#include "tests/support/descriptors.h"
#include "tests/support/fetchkit.h"
#include "tests/support/lookups.h"
#include "tests/support/loopbackserver.h"

#include <QTest>
#include <QTimer>

#include <algorithm>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Exchange = LoopbackServer::Exchange;

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
    void aThousandAreFetchedAtOnce();
    void descriptorsDoNotLeak();
};

void tst_FetchCancel::endsAtEachStage_data()
{
    QTest::addColumn<QByteArray>("path");
    // To wait for, before the cancel:
    QTest::addColumn<int>("requests");
    QTest::addColumn<QByteArray>("printed");
    QTest::newRow("before it connects") << QByteArray("/silent") << 0 << QByteArray();
    QTest::newRow("before the answer") << QByteArray("/silent") << 1 << QByteArray();
    QTest::newRow("in the headers") << QByteArray("/headers") << 1 << QByteArray();
    QTest::newRow("in a small body") << QByteArray("/body") << 1 << QByteArray("200 OK\n");
    QTest::newRow("in a large body") << QByteArray("/flood") << 1 << QByteArray("200 OK\n");
    QTest::newRow("after a redirect") << QByteArray("/redirect") << 2 << QByteArray();
}

void tst_FetchCancel::endsAtEachStage()
{
    QFETCH(QByteArray, path);
    QFETCH(int, requests);
    QFETCH(QByteArray, printed);
    LoopbackServer server;
    server.on("/silent", [](Exchange &) {});
    server.on("/headers", [](Exchange &x) { x.send("HTTP/1.1 200 OK\r\nX-A: b"); });
    server.on("/body", [](Exchange &x) { x.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"); });
    server.on("/flood", [](Exchange &x) {
        x.send("HTTP/1.1 200 OK\r\n\r\n");
        x.flood(QByteArray(10'000, 'x'));
    });
    server.on("/redirect", [](Exchange &x) { x.reply("302 Found", "Location: /silent\r\n", {}); });
    server.on("/after", [](Exchange &x) {
        x.reply("204 No Content", "Connection: close\r\n", {});
        x.close();
    });
    FetchKit kit;
    const auto job = kit.fetch(server.url(path));
    QTRY_COMPARE(server.requests(), requests);
    QTRY_VERIFY(kit.sink.text.contains(printed));
    if (requests > 0) { // What is sent after it has arrived: so it has, too.
        const auto after = kit.fetch(server.url("/after"));
        QTRY_VERIFY(after->isOver());
    }
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
    LoopbackServer server;
    server.on("/a", [](Exchange &x) { x.reply("200 OK", {}, "x"); });
    FetchKit kit;
    const auto job = kit.fetch(server.url("/a"));
    kit.runner->cancel(JobId{7, 7});
    kit.runner->cancel(JobId{});
    kit.runner->cancel(JobId{job->id.slot, job->id.generation + 1});
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->reason(), FailureReason::None);
    QCOMPARE(kit.read(job), "x");
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
    LoopbackServer server;
    server.onAny([](Exchange &x) { x.reply("200 OK", {}, "x"); });
    {
        FetchKit kit;
        const auto lost = kit.fetch("http://hangs.invalid/");
        const auto kept = kit.fetch("http://hangs.invalid/");
        QTRY_COMPARE(hangingLookUps(), 2);
        const auto job = kit.fetch(server.url("/a"));
        QTRY_VERIFY(job->isOver());
        QCOMPARE(job->reason(), FailureReason::None);
        QVERIFY(!lost->isOver());
        kit.runner->cancel(lost->id);
        QTRY_VERIFY(lost->isOver());
        QVERIFY(lost->cancelled);
        kit.runner.reset();
        QVERIFY(kept->isOver());
    }
    QCOMPARE(hangingLookUps(), 2); // Nothing of the above waited for them.
    letLookUpsGo();
    QTRY_COMPARE(hangingLookUps(), 0);
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
    QTRY_COMPARE(kit->sink.text.count("200 OK\n"), 5);
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
    const QByteArray body(1 << 20, 'x');
    server.onAny([&body](Exchange &x) { x.reply("200 OK", {}, body); });
    for (int round = 0; round < 5; ++round) {
        FetchKit kit;
        QTimer end;
        end.setSingleShot(true);
        connect(&end, &QTimer::timeout, this, [&kit] { kit.runner.reset(); });
        kit.sink.released = [&end](JobId) { end.start(0); }; // This one goes to the disk now.
        std::vector<FetchKit::JobRef> jobs;
        for (int i = 0; i < 20; ++i)
            jobs.push_back(kit.fetch(server.url("/a")));
        QTRY_VERIFY(!kit.runner);
        for (const auto &job : jobs) {
            QVERIFY(job->isOver());
            QVERIFY(job->outcome ? kit.read(job) == body : !job->error.isEmpty());
        }
        QTRY_VERIFY(kit.files().filter(u".part"_s).isEmpty());
    }
}

void tst_FetchCancel::aThousandAreFetchedAtOnce()
{
    LoopbackServer server;
    server.onAny([](Exchange &x) { x.later(1s, [](Exchange &y) { y.reply("200 OK", {}, y.path); }); });
    FetchKit kit;
    std::vector<FetchKit::JobRef> jobs;
    for (int i = 0; i < 1000; ++i)
        jobs.push_back(kit.fetch(server.url("/" + QByteArray::number(i))));
    for (int i = 0; i < 1000; ++i) {
        const auto &job = jobs[static_cast<std::size_t>(i)];
        QTRY_VERIFY(job->isOver());
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
    const int before = descriptorCount();
    round();
    round();
    QTRY_COMPARE(server.open(), 0);
    QTRY_VERIFY2(descriptorCount() <= before, qPrintable(QString::number(descriptorCount() - before)));
}

QTEST_GUILESS_MAIN(tst_FetchCancel)
#include "tst_fetchcancel.moc"
