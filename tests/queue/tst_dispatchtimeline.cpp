#include "tests/support/dispatchfixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// One event of a script: "10@100" sets the width, "pause@1", "resume@1", "put x@1", "stop@1", "cancel@1" (stop and
/// cancel what is underway), "2,6@20" expects so many underway and pending.
struct Event
{
    QByteArray what;
    std::chrono::milliseconds at{0};
};

std::vector<Event> eventsOf(const QByteArray &script)
{
    std::vector<Event> events;
    for (const QByteArray &event : script.split(';')) {
        const auto parts = event.trimmed().split('@');
        events.push_back({parts.at(0), std::chrono::milliseconds(parts.at(1).toInt())});
    }
    return events;
}

} // namespace

/// The timing table of the design and the other scenarios of txRDQ's tests: jobs of 200 ms, and what a stop finds not
/// done.
class tst_DispatchTimeline : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsLeftAfterAStop_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("jobs");
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QByteArray>("left");
        const auto row = [](int width, int jobs, const QByteArray &script, const QByteArray &left) {
            QTest::addRow("width %d, %d jobs, %s", width, jobs, script.constData())
                << width << jobs << script << left;
        };
        row(1, 3, "stop@1", "1,2");
        row(2, 3, "cancel@100", "0,1,2");
        row(2, 8, "10@100; stop@250", "");
        row(2, 8, "1@100; stop@300", "3,4,5,6,7");
        row(3, 8, "2@100; 1@300; stop@500", "6,7");
        row(3, 11, "2@100; 1@300; 3@700; stop@890", "10");
        row(3, 14, "2@100; 1@300; 3@700; 1@850; stop@1350", "12,13");
        row(1, 3, "pause@100; put a@120; put b@140; stop@180", "1,2,a,b");
        row(1, 3, "pause@100; 100@120; 0@160; 2@200; resume@500; stop@600", "");
        row(0, 3, "1@1; stop@2", "1,2");
        row(1, 3, "1,2@10; stop@20", "1,2");
        row(1, 3, "1,2@40; stop@500", "");
        row(3, 3, "stop@1", "");
        row(3, 5, "3,2@100; stop@110", "3,4");
        row(3, 0, "0@10; put a@20; put b@20; 0,2@50; stop@60", "a,b");
        row(1, 3, "pause@100; stop@150", "1,2");
        row(1, 3, "pause@100; 0,2@300; resume@500; stop@600", "2");
        row(1, 3, "pause@100; 2@200; resume@500; stop@600", "");
        row(2, 8, "2,6@20; 4@50; 4,4@70; 10@100; 8,0@150; 6,0@240; 4,0@280; 0,0@330; stop@400", "");
    }
    void whatIsLeftAfterAStop()
    {
        QFETCH(int, width);
        QFETCH(int, jobs);
        QFETCH(QByteArray, script);
        DispatchFixture fixture(width);
        for (int i = 0; i < jobs; ++i)
            fixture.queue.post(QByteArray::number(i));
        std::optional<std::vector<DispatchFixture::Job>> left;
        m_now = 0ms;
        for (const Event &event : eventsOf(script)) {
            fixture.clock.advance(event.at - m_now);
            m_now = event.at;
            happen(event.what, fixture, left);
        }
        fixture.clock.advance(10s);
        QVERIFY(left);
        QTEST(DispatchFixture::names(*left).join(','), "left");
        QCOMPARE(fixture.queue.size(), 0u);
        QCOMPARE(fixture.ended.size(), static_cast<std::size_t>(jobs + script.count("put")));
    }

private:
    static void happen(const QByteArray &what, DispatchFixture &fixture,
                       std::optional<std::vector<DispatchFixture::Job>> &left)
    {
        auto &queue = fixture.queue;
        if (what == "pause") {
            queue.pause();
        } else if (what == "resume") {
            queue.resume();
        } else if (what == "stop" || what == "cancel") {
            queue.stop(what == "stop" ? Underway::Finish : Underway::Cancel)
                .addCallback([&left](const std::vector<DispatchFixture::Job> &jobs) { left = jobs; });
        } else if (what.startsWith("put ")) {
            queue.post(what.sliced(4));
        } else if (what.contains(',')) {
            const auto counts = what.split(',');
            QCOMPARE(queue.underwayCount(), counts.at(0).toUInt());
            QCOMPARE(queue.pendingCount(), counts.at(1).toUInt());
        } else {
            queue.setWidth(what.toInt());
        }
    }

    std::chrono::milliseconds m_now{0};
};

QTEST_APPLESS_MAIN(tst_DispatchTimeline)
#include "tst_dispatchtimeline.moc"
