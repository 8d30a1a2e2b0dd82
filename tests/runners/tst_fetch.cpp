#include "tests/support/fetchkit.h"
#include "tests/support/loopbackserver.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Exchange = LoopbackServer::Exchange;

/// What a fetch gives when all goes well, and when the server says no.
class tst_Fetch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void savesTheBodyUnderTheJobsNumber()
    {
        LoopbackServer server;
        server.on("/a/17.jpg",
                  [](Exchange &x) { x.reply("200 OK", "Content-Type: image/jpeg\r\n", "pixels"); });
        FetchKit kit;
        const auto job = kit.fetch(server.url("/a/17.jpg?size=2"), {}, 1, 4212);
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
        QCOMPARE(kit.sink.text, "200 OK · image/jpeg\n");
        QCOMPARE(kit.files(), QStringList{u"4000-4999/4212-17.jpg"_s});
    }
};

QTEST_GUILESS_MAIN(tst_Fetch)
#include "tst_fetch.moc"
