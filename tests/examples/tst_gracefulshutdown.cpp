// A service that stops with requests outstanding: it takes no new ones, lets the others end, and then is gone.
#include "core/deferred/deferredpool.h"
#include "core/deferred/manualclock.h"

#include "tests/examples/fakeweb.h"
#include "tests/support/probe.h"

#include <QTest>

#include <string>
#include <vector>

using namespace millrace;
using namespace std::chrono_literals;
using test::FakeWeb;
using test::Probe;

namespace {

class Service
{
public:
    explicit Service(FakeWeb &web) : m_web(web) {}

    /// \errback QueueStopped, once the service stops.
    Deferred<std::string> request(const std::string &url)
    {
        if (m_stopping)
            return fail<std::string>(QueueStopped("The service is stopping: it takes no new requests."));
        return m_underway.add(m_web.fetch(url));
    }

    /// \fires when the last request has ended; at once if there is none.
    Deferred<> stop()
    {
        m_stopping = true;
        return m_underway.whenEmpty();
    }

    [[nodiscard]] std::size_t outstanding() const { return m_underway.status().outstanding; }

private:
    FakeWeb &m_web;
    DeferredPool m_underway;
    bool m_stopping = false;
};

} // namespace

class TestGracefulShutdown : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestsUnderwayEndBeforeTheServiceDoes()
    {
        ManualClock clock;
        FakeWeb web(clock);
        web.add("host/quick", "quick", 1s);
        web.add("host/slow", "slow", 5s);
        Service service(web);
        Probe quick(service.request("host/quick"));
        Probe slow(service.request("host/slow"));
        Probe missing(service.request("host/missing"));
        clock.advance(500ms);
        Probe stopped(service.stop());
        QCOMPARE(service.outstanding(), 2u);
        clock.advance(1s);
        QVERIFY(quick.hasValue());
        QVERIFY(!stopped.hasFired());
        clock.advance(4s);
        QCOMPARE(slow.value(), std::string("slow"));
        QVERIFY(missing.failedWith<test::HttpError>());
        QVERIFY(stopped.hasValue());
    }

    void newRequestsAreRefused()
    {
        ManualClock clock;
        FakeWeb web(clock);
        web.add("host/slow", "slow", 5s);
        Service service(web);
        Probe slow(service.request("host/slow"));
        Probe stopped(service.stop());
        QVERIFY(Probe(service.request("host/late")).failedWith<QueueStopped>());
        QCOMPARE(web.fetches("host/late"), 0);
        clock.advance(5s);
        QVERIFY(stopped.hasValue());
    }

    void anIdleServiceStopsAtOnce()
    {
        ManualClock clock;
        FakeWeb web(clock);
        Service service(web);
        QVERIFY(Probe(service.stop()).hasValue());
    }

    void whoWaitsLongEnoughMayCancelTheRest()
    {
        ManualClock clock;
        FakeWeb web(clock);
        web.add("host/endless", "never", 1h);
        Service service(web);
        std::vector<Probe<std::string>> requests;
        requests.emplace_back(service.request("host/endless"));
        Probe stopped(
            service.stop().addTimeout(30s, clock).addErrback<TimeoutError>([&](const TimeoutError &) {
                for (auto &request : requests)
                    request.cancel();
                return service.stop();
            }));
        clock.advance(30s);
        QVERIFY(stopped.hasValue());
        QCOMPARE(web.cancelled(), 1);
    }
};

QTEST_APPLESS_MAIN(TestGracefulShutdown)
#include "tst_gracefulshutdown.moc"
