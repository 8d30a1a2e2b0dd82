// What becomes of connections between two requests, and of results that are complete at about the same time.

#include "tests/support/fetchkit.h"
#include "tests/support/loopbackserver.h"

#include <QAbstractEventDispatcher>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;

class tst_FetchConnections : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneThatTheServerClosesBetweenRequestsIsNoTrouble();
    void theNumberOfAClosedOneServesTheNext();
    void manyRequestsShareFewConnections();
    void resultsWithoutHasteAreToldTogether();
    void aHastyResultTakesTheOthersAlong();
};

void tst_FetchConnections::oneThatTheServerClosesBetweenRequestsIsNoTrouble()
{
    LoopbackServer server;
    server.on("/", [](LoopbackServer::Exchange &x) {
        x.reply("200 OK", {}, "here");
        x.later(20ms, [](LoopbackServer::Exchange &later) { later.close(); });
    });
    FetchKit kit;
    for (int round = 1; round <= 3; ++round) {
        const FetchKit::JobRef job = kit.fetch(server.url("/"));
        QTRY_VERIFY(job->isOver());
        QCOMPARE(kit.read(job), QByteArray("here"));
        QTRY_COMPARE(server.open(), 0);
        QCOMPARE(server.connections(), round);
    }
    // An end of file that stays unread would wake the event loop for ever.
    int wakes = 0;
    QTimer end;
    connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::awake, &end,
            [&wakes] { ++wakes; });
    end.start(500ms);
    QVERIFY(QSignalSpy(&end, &QTimer::timeout).wait());
    QVERIFY2(wakes < 20, qPrintable(QString::number(wakes)));
}

void tst_FetchConnections::theNumberOfAClosedOneServesTheNext()
{
    LoopbackServer closing, keeping;
    closing.on("/", [](LoopbackServer::Exchange &x) {
        x.reply("200 OK", "Connection: close\r\n", "closed");
        x.close();
    });
    keeping.on("/", [](LoopbackServer::Exchange &x) { x.reply("200 OK", {}, "kept"); });
    FetchKit kit;
    for (int round = 0; round < 5; ++round) {
        const FetchKit::JobRef closed = kit.fetch(closing.url("/"));
        QTRY_VERIFY(closed->isOver());
        const FetchKit::JobRef kept = kit.fetch(keeping.url("/"));
        QTRY_VERIFY(kept->isOver());
        QCOMPARE(kit.read(closed), QByteArray("closed"));
        QCOMPARE(kit.read(kept), QByteArray("kept"));
    }
    QCOMPARE(keeping.connections(), 1);
}

void tst_FetchConnections::manyRequestsShareFewConnections()
{
    LoopbackServer server;
    server.onAny([](LoopbackServer::Exchange &x) { x.reply("200 OK", {}, x.path); });
    FetchKit kit;
    std::vector<FetchKit::JobRef> jobs;
    int next = 0;
    const auto launch = [&] { jobs.push_back(kit.fetch(server.url("/f" + QByteArray::number(next++)))); };
    kit.sink.released = [&](JobId) {
        if (next < 100)
            launch();
    };
    for (int width = 0; width < 4; ++width)
        launch();
    QTRY_COMPARE(jobs.size(), std::size_t{100});
    for (std::size_t n = 0; n < jobs.size(); ++n) {
        QTRY_VERIFY(jobs[n]->isOver());
        QCOMPARE(kit.read(jobs[n]), "/f" + QByteArray::number(n));
    }
    QVERIFY(server.connections() <= 5);
}

void tst_FetchConnections::resultsWithoutHasteAreToldTogether()
{
    FetchKit kit;
    const auto result = [&kit](std::uint64_t number) {
        const ResultsWriter::FileRef file = kit.writer.open(JobNumber{number}, 1, "body", "a.txt");
        kit.writer.append(file, "some");
        return file;
    };
    bool first = false, second = false, third = false, together = false;
    const auto thirdToo = [&] { together = third; };
    kit.writer.keep(result(1), [&](const WrittenResult &written) { first = written.error.isEmpty(); });
    QTRY_VERIFY(first);
    kit.writer.keep(
        result(2),
        [&](const WrittenResult &written) {
            second = written.error.isEmpty();
            QTimer::singleShot(0, qApp, thirdToo);
        },
        ResultsWriter::Haste::None);
    kit.writer.keep(
        result(3), [&](const WrittenResult &written) { third = written.error.isEmpty(); },
        ResultsWriter::Haste::None);
    QTRY_VERIFY(second && third);
    QTRY_VERIFY(together);
}

void tst_FetchConnections::aHastyResultTakesTheOthersAlong()
{
    FetchKit kit;
    int told = 0;
    for (std::uint64_t number = 1; number <= 50; ++number) {
        const ResultsWriter::FileRef file = kit.writer.open(JobNumber{number}, 1, "body", "a.txt");
        kit.writer.keep(
            file, [&told](const WrittenResult &written) { told += written.error.isEmpty(); },
            number % 5 == 0 ? ResultsWriter::Haste::AtOnce : ResultsWriter::Haste::None);
    }
    QTRY_COMPARE(told, 50);
    QCOMPARE(kit.files().size(), 50);
}

QTEST_GUILESS_MAIN(tst_FetchConnections)
#include "tst_fetchconnections.moc"
