#include "core/interop/qtclock.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>
#include <vector>

using namespace millrace;
using namespace std::chrono_literals;

class TestQtClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callsFromTheEventLoopOnly();
    void callsComeInTheOrderOfTheirTimes();
    void callsDueTogetherComeInTheOrderAskedFor();
    void anEarlierCallIsNotHeldBackByALaterOne();
    void neverCallsEarly();
    void aCancelledCallIsNotMade();
    void aCallMayAskForMoreWithoutStarvingTheLoop();
    void aCallMayDestroyTheClock();
};

void TestQtClock::callsFromTheEventLoopOnly()
{
    QtClock clock;
    bool called = false;
    clock.callLater(0s, [&called] { called = true; });
    QVERIFY(!called);
    QTRY_VERIFY(called);
}

void TestQtClock::callsComeInTheOrderOfTheirTimes()
{
    QtClock clock;
    std::vector<int> order;
    for (const int ms : {30, 10, 20})
        clock.callLater(std::chrono::milliseconds(ms), [&order, ms] { order.push_back(ms); });
    QTRY_COMPARE(order, (std::vector<int>{10, 20, 30}));
}

void TestQtClock::callsDueTogetherComeInTheOrderAskedFor()
{
    QtClock clock;
    std::vector<int> order;
    for (int i = 0; i < 100; ++i)
        clock.callLater(0s, [&order, i] { order.push_back(i); });
    QTRY_COMPARE(order.size(), 100u);
    QVERIFY(std::is_sorted(order.begin(), order.end()));
}

void TestQtClock::anEarlierCallIsNotHeldBackByALaterOne()
{
    QtClock clock;
    bool early = false;
    clock.callLater(1h, [] {});
    clock.callLater(5ms, [&early] { early = true; });
    QTRY_VERIFY(early);
}

void TestQtClock::neverCallsEarly()
{
    QtClock clock;
    const auto start = clock.now();
    Clock::Duration took{};
    clock.callLater(7500us, [&took, &clock, start] { took = clock.now() - start; });
    QTRY_VERIFY(took.count() > 0);
    QVERIFY(took >= 7500us);
}

void TestQtClock::aCancelledCallIsNotMade()
{
    QtClock clock;
    bool cancelled = false;
    bool other = false;
    DelayedCall call = clock.callLater(1ms, [&cancelled] { cancelled = true; });
    clock.callLater(10ms, [&other] { other = true; });
    call.cancel();
    QTRY_VERIFY(other);
    QVERIFY(!cancelled);
}

void TestQtClock::aCallMayAskForMoreWithoutStarvingTheLoop()
{
    QtClock clock;
    int calls = 0;
    std::function<void()> again = [&] {
        ++calls;
        clock.callLater(0s, again);
    };
    clock.callLater(0s, again);
    bool elsewhere = false;
    QMetaObject::invokeMethod(
        this, [&elsewhere] { elsewhere = true; }, Qt::QueuedConnection);
    QTRY_VERIFY(elsewhere && calls > 3);
}

void TestQtClock::aCallMayDestroyTheClock()
{
    auto clock = std::make_unique<QtClock>();
    bool called = false;
    clock->callLater(0s, [&] {
        clock.reset();
        called = true;
    });
    clock->callLater(0s, [] { QFAIL("the clock is gone"); });
    QTRY_VERIFY(called);
}

QTEST_GUILESS_MAIN(TestQtClock)
#include "tst_qtclock.moc"
