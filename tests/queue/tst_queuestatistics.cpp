#include "core/queue/queuestatistics.h"
#include "tests/support/queuefixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;

class tst_QueueStatistics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theRateIsOfTheLastTenSeconds()
    {
        QueueFixture f(10);
        QCOMPARE(f.queue->status().jobsPerSecond, 0.0);
        QByteArrayList whats;
        for (int i = 0; i < 1000; ++i)
            whats += QByteArray::number(i);
        f.put(whats); // Fifty a second, for twenty seconds.
        f.clock.advance(2s);
        QVERIFY2(qAbs(f.queue->status().jobsPerSecond - 50) < 5, "soon right");
        f.clock.advance(13s);
        QVERIFY(qAbs(f.queue->status().jobsPerSecond - 50) < 1);
        f.clock.advance(10s); // Five of these without work.
        QVERIFY(qAbs(f.queue->status().jobsPerSecond - 25) < 1);
        f.clock.advance(10s);
        QCOMPARE(f.queue->status().jobsPerSecond, 0.0);
    }

    void noEstimateUntilTenHaveEnded()
    {
        QueueFixture f(1);
        QByteArrayList whats;
        for (int i = 0; i < 30; ++i)
            whats += QByteArray::number(i);
        f.put(whats);
        f.clock.advance(9 * 200ms);
        QVERIFY(!f.queue->estimate(1));
        f.clock.advance(200ms);
        QVERIFY(f.queue->estimate(1));
        QVERIFY(!f.queue->estimate(0));
        f.clock.advance(1h);
        QVERIFY(!f.queue->estimate(1)); // Nothing is left.
    }

    void equalJobsGiveANarrowRange()
    {
        QueueFixture f(1);
        QByteArrayList whats;
        for (int i = 0; i < 110; ++i)
            whats += QByteArray::number(i);
        f.put(whats);
        f.clock.advance(10 * 200ms);
        QCOMPARE(f.queue->estimate(1)->least, 20s);
        QCOMPARE(f.queue->estimate(1)->most, 20s);
        QCOMPARE(f.queue->estimate(10)->least, 2s);
        QVERIFY(f.queue->estimate(10)->most <= 2200ms);
        const auto before = f.queue->estimate(1);
        f.queue->pause();
        f.clock.advance(1h);
        QVERIFY(f.queue->estimate(1)->most <= before->most); // A pause is no time that jobs take.
    }

    void unequalJobsGiveAWideRange()
    {
        QueueFixture f(1);
        QByteArrayList whats;
        for (int i = 0; i < 100; ++i) {
            whats += QByteArray::number(i);
            Script script;
            script.after = std::chrono::milliseconds(i % 5 == 0 ? 5000 : 100);
            f.runner.script(whats.last(), {script});
        }
        f.put(whats);
        f.clock.advance(4 * 5400ms);
        const auto estimate = f.queue->estimate(1);
        const auto truth = 16 * 5400ms;
        QVERIFY(estimate->least < truth && truth < estimate->most);
        QVERIFY(estimate->most - estimate->least > 10s);
    }

    void fullHostsCount()
    {
        QueueFixture f(100);
        f.queue->setHostCap(2);
        QByteArrayList whats;
        for (int i = 0; i < 110; ++i)
            whats += "http://a/" + QByteArray::number(i);
        f.put(whats);
        f.clock.advance(5 * 200ms);
        QVERIFY(f.queue->estimate(100)->least >= 9s); // 100 jobs of 200 ms, two at a time.
    }
};

QTEST_APPLESS_MAIN(tst_QueueStatistics)
#include "tst_queuestatistics.moc"
