#include "core/deferred/backoff.h"

#include <QTest>

#include <array>
#include <ranges>
#include <vector>

using namespace millrace;
using namespace std::chrono_literals;

using Delays = std::vector<Backoff::Duration>;

namespace {

Delays all(Backoff backoff)
{
    Delays delays;
    while (const auto delay = backoff.next())
        delays.push_back(*delay);
    return delays;
}

} // namespace

class TestBackoff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theDefaultIsTenDelaysFromNothingToTwoAndAHalfSeconds()
    {
        QCOMPARE(all({}), (Delays{0ms, 10ms, 20ms, 40ms, 80ms, 160ms, 320ms, 640ms, 1280ms, 2560ms}));
    }

    void theFirstMayBeLater()
    {
        QCOMPARE(all(Backoff::growing({.first = Backoff::First::Later, .count = 3})),
                 (Delays{10ms, 20ms, 40ms}));
    }

    void noDelayIsLongerThanTheCap()
    {
        QCOMPARE(all(Backoff::growing({.initial = 50s, .count = 5})), (Delays{0s, 50s, 100s, 120s, 120s}));
        QCOMPARE(all(Backoff::growing({.initial = 1h, .cap = 1s, .count = 2})), (Delays{0s, 1s}));
    }

    void aHugeCountStaysAtTheCap()
    {
        const Delays delays = all(Backoff::growing({.factor = 1e9, .count = 1000}));
        QCOMPARE(delays.size(), 1000u);
        QVERIFY(delays.back() == 120s);
    }

    void factorOneKeepsTheDelay()
    {
        QCOMPARE(all(Backoff::growing({.initial = 2s, .factor = 1, .count = 3})), (Delays{0s, 2s, 2s}));
    }

    void fullJitterDrawsFromZeroToTheDelay()
    {
        double drawn = 0.0;
        Backoff::Options options{.initial = 8s, .count = 4, .jitter = Backoff::Jitter::Full};
        options.random = [&drawn] { return drawn += 0.25; };
        QCOMPARE(all(Backoff::growing(options)), (Delays{0s, 2s, 8s, 24s}));
        options.random = {};
        for (const auto delay : all(Backoff::growing(options)))
            QVERIFY(delay >= 0s && delay <= 32s);
    }

    void anyRangeOfDurationsWillDo()
    {
        QCOMPARE(all({1s, 5ms}), (Delays{1s, 5ms}));
        QCOMPARE(all(Backoff(Delays{})), Delays{});
        QCOMPARE(all(Backoff(std::array{1s, 2s})), (Delays{1s, 2s}));
        const auto squares = std::views::iota(1, 4) | std::views::transform([](int n) { return n * n * 1s; });
        QCOMPARE(all(Backoff(std::vector<std::chrono::seconds>(squares.begin(), squares.end()))),
                 (Delays{1s, 4s, 9s}));
        QCOMPARE(all(Backoff(squares)), (Delays{1s, 4s, 9s}));
    }

    void aFunctionGivesDelaysWithoutEnd()
    {
        Backoff backoff([n = 0]() mutable -> std::optional<Backoff::Duration> { return ++n * 1s; });
        for (int n = 1; n < 100; ++n)
            QVERIFY(*backoff.next() == n * 1s);
    }

    void aCopyGoesOnFromWhereTheOriginalIs()
    {
        Backoff original{1s, 2s, 3s};
        static_cast<void>(original.next());
        Backoff copy = original;
        QVERIFY(*copy.next() == 2s);
        QVERIFY(*original.next() == 2s);
    }
};

QTEST_APPLESS_MAIN(TestBackoff)
#include "tst_backoff.moc"
