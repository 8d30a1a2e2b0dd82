// The dictionary of jobs in flight: a page asks for the average of a set of images. It may be ready, or being
// computed, or have failed; who asks needn't know.
#include "core/deferred/deferred.h"
#include "core/deferred/sharedinflight.h"

#include "core/deferred/manualclock.h"
#include "tests/support/probe.h"

#include <QTest>

#include <map>
#include <memory>
#include <string>

using namespace millrace;
using namespace std::chrono_literals;
using test::Probe;

namespace {

/// Computes averages, slowly, and remembers them.
class Averages
{
public:
    explicit Averages(Clock &clock) : m_clock(clock) {}

    /// \fires   with the average of \a set: at once if it is known.
    /// \cancel  stops the computation if nobody else waits for it.
    Deferred<std::string> get(const std::string &set)
    {
        if (const auto found = m_ready.find(set); found != m_ready.end())
            return succeed(found->second);
        return m_inFlight.ask(set, [this, set] {
            return compute(set).addCallback([this, set](const std::string &average) {
                m_ready[set] = average;
                return average;
            });
        });
    }

    int computations = 0;
    int stopped = 0;
    bool broken = false;

private:
    Deferred<std::string> compute(const std::string &set)
    {
        ++computations;
        auto call = std::make_shared<DelayedCall>();
        auto [deferred, resolver] = makeDeferred<std::string>([this, call] {
            call->cancel();
            ++stopped;
        });
        auto shared = std::make_shared<Resolver<std::string>>(std::move(resolver));
        *call = m_clock.callLater(3s, [this, set, shared] {
            if (broken)
                shared->errback(Error("no images"));
            else
                shared->callback("average of " + set);
        });
        return std::move(deferred);
    }

    Clock &m_clock;
    std::map<std::string, std::string> m_ready;
    SharedInFlight<std::string, std::string> m_inFlight;
};

} // namespace

class TestInFlightJobs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoAsksWhenItIsReadyGetsItAtOnce()
    {
        ManualClock clock;
        Averages averages(clock);
        static_cast<void>(averages.get("faces"));
        clock.advance(3s);
        QCOMPARE(Probe(averages.get("faces")).value(), std::string("average of faces"));
        QCOMPARE(averages.computations, 1);
    }

    void whoAsksTooEarlyWaits()
    {
        ManualClock clock;
        Averages averages(clock);
        Probe probe(averages.get("faces"));
        clock.advance(2s);
        QVERIFY(!probe.hasFired());
        clock.advance(1s);
        QCOMPARE(probe.value(), std::string("average of faces"));
    }

    void whoAsksAgainMeanwhileSharesTheComputation()
    {
        ManualClock clock;
        Averages averages(clock);
        Probe first(averages.get("faces"));
        clock.advance(2s);
        Probe second(averages.get("faces"));
        Probe other(averages.get("trees"));
        clock.advance(1s);
        QCOMPARE(second.value(), first.value());
        QVERIFY(!other.hasFired());
        QCOMPARE(averages.computations, 2);
    }

    void whoAsksAgainAfterAFailureHasItTriedAgain()
    {
        ManualClock clock;
        Averages averages(clock);
        averages.broken = true;
        Probe first(averages.get("faces"));
        Probe second(averages.get("faces"));
        clock.advance(3s);
        QCOMPARE(first.message(), std::string("no images"));
        QCOMPARE(second.message(), std::string("no images"));
        averages.broken = false;
        Probe again(averages.get("faces"));
        clock.advance(3s);
        QVERIFY(again.hasValue());
        QCOMPARE(averages.computations, 2);
    }

    void theComputationStopsOnceNobodyWaits()
    {
        ManualClock clock;
        Averages averages(clock);
        Probe first(averages.get("faces"));
        Probe second(averages.get("faces"));
        first.cancel();
        QCOMPARE(averages.stopped, 0);
        second.cancel();
        QCOMPARE(averages.stopped, 1);
    }
};

QTEST_APPLESS_MAIN(TestInFlightJobs)
#include "tst_inflightjobs.moc"
