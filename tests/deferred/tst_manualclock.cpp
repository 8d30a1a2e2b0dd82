#include "core/deferred/manualclock.h"

#include <QTest>

#include <stdexcept>
#include <vector>

using namespace millrace;
using namespace std::chrono_literals;

class TestManualClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void standsStillUntilAdvanced();
    void callsComeAtTheirOwnTime();
    void callsDueTogetherComeInTheOrderAskedFor();
    void callsAskedForOnTheWayComeToo();
    void aCancelledCallIsNotMade();
    void aCallIsActiveUntilMadeOrCancelled();
    void aNegativeDelayIsAsZero();
    void neverGoesBack();
    void theWallClockGoesOnFromWhereItWasSet();
    void handlesOutliveTheClock();
};

void TestManualClock::standsStillUntilAdvanced()
{
    ManualClock clock;
    const auto start = clock.now();
    bool called = false;
    clock.callLater(0s, [&called] { called = true; });
    QVERIFY(!called);
    QVERIFY(clock.now() == start);
    clock.advance(0s);
    QVERIFY(called);
}

void TestManualClock::callsComeAtTheirOwnTime()
{
    ManualClock clock;
    const auto start = clock.now();
    std::vector<Clock::Duration> at;
    for (const auto delay : {3s, 1s, 2s})
        clock.callLater(delay, [&at, &clock, start] { at.push_back(clock.now() - start); });
    clock.advance(2s);
    QCOMPARE(at, (std::vector<Clock::Duration>{1s, 2s}));
    clock.advance(10s);
    QCOMPARE(at, (std::vector<Clock::Duration>{1s, 2s, 3s}));
    QVERIFY(clock.now() == start + 12s);
}

void TestManualClock::callsDueTogetherComeInTheOrderAskedFor()
{
    ManualClock clock;
    std::vector<int> order;
    clock.callLater(2s, [&order] { order.push_back(0); });
    clock.advance(1s);
    for (int i = 1; i < 20; ++i)
        clock.callLater(1s, [&order, i] { order.push_back(i); });
    clock.advance(1s);
    QCOMPARE(order.size(), 20u);
    QVERIFY(std::is_sorted(order.begin(), order.end()));
}

void TestManualClock::callsAskedForOnTheWayComeToo()
{
    ManualClock clock;
    int ticks = 0;
    std::function<void()> tick = [&] {
        ++ticks;
        clock.callLater(1s, tick);
    };
    clock.callLater(1s, tick);
    clock.advance(10s);
    QCOMPARE(ticks, 10);
    QCOMPARE(clock.pendingCalls(), 1u);
}

void TestManualClock::aCancelledCallIsNotMade()
{
    ManualClock clock;
    bool called = false;
    DelayedCall call = clock.callLater(1s, [&called] { called = true; });
    call.cancel();
    call.cancel();
    QCOMPARE(clock.pendingCalls(), 0u);
    clock.advance(2s);
    QVERIFY(!called);
}

void TestManualClock::aCallIsActiveUntilMadeOrCancelled()
{
    ManualClock clock;
    DelayedCall made = clock.callLater(1s, [] {});
    DelayedCall cancelled = clock.callLater(1s, [] {});
    QVERIFY(made.isActive() && cancelled.isActive());
    cancelled.cancel();
    QVERIFY(!cancelled.isActive());
    clock.advance(1s);
    QVERIFY(!made.isActive());
    QVERIFY(!DelayedCall().isActive());
}

void TestManualClock::aNegativeDelayIsAsZero()
{
    ManualClock clock;
    std::vector<int> order;
    clock.callLater(0s, [&order] { order.push_back(1); });
    clock.callLater(-1h, [&order] { order.push_back(2); });
    clock.advance(0s);
    QCOMPARE(order, (std::vector<int>{1, 2}));
}

void TestManualClock::neverGoesBack()
{
    ManualClock clock;
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, clock.advance(-1ns));
}

void TestManualClock::theWallClockGoesOnFromWhereItWasSet()
{
    ManualClock clock;
    const Clock::WallPoint noon{std::chrono::sys_days(std::chrono::year(2025) / 6 / 1) + 12h};
    clock.advance(5s);
    clock.setWall(noon);
    QVERIFY(clock.wallNow() == noon);
    clock.advance(1500ms);
    QVERIFY(clock.wallNow() == noon + 1500ms);
}

void TestManualClock::handlesOutliveTheClock()
{
    DelayedCall call;
    {
        ManualClock clock;
        call = clock.callLater(1s, [] {});
    }
    QVERIFY(!call.isActive());
    call.cancel();
}

QTEST_APPLESS_MAIN(TestManualClock)
#include "tst_manualclock.moc"
