#include "core/deferred/asyncinit.h"

#include "tests/support/probe.h"

#include <QTest>

#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace millrace;
using test::Probe;

namespace {

struct Service
{
    std::string name;
    std::string greet(const std::string &whom) const { return name + " greets " + whom; }
};

using Setup = DeferredEnds<std::unique_ptr<Service>>;

/// An object that isn't finished when it is constructed.
class Slow
{
public:
    Slow(Deferred<> ready, int &alive) : m_ready(std::move(ready)), m_alive(alive) { ++m_alive; }
    ~Slow() { --m_alive; }
    Deferred<> init()
    {
        return std::move(m_ready).addCallback([this] { m_finished = true; });
    }
    [[nodiscard]] bool isFinished() const { return m_finished; }

private:
    Deferred<> m_ready;
    int &m_alive;
    bool m_finished = false;
};

struct Quick
{
    explicit Quick(int n) : number(n)
    {
        if (n < 0)
            throw Error("negative");
    }
    void init() { ++number; }
    int number;
};

} // namespace

class TestAsyncInit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callsMadeBeforeItIsReadyWaitAndRunInOrder()
    {
        Setup setup = makeDeferred<std::unique_ptr<Service>>();
        AsyncInit<Service> service(std::move(setup.deferred));
        std::vector<int> order;
        for (int i = 0; i < 3; ++i)
            service.call([&order, i](Service &) { order.push_back(i); });
        QVERIFY(order.empty());
        QVERIFY(!service.isReady());
        setup.resolver.callback(std::make_unique<Service>());
        QCOMPARE(order, (std::vector<int>{0, 1, 2}));
    }

    void callsMadeAfterwardsRunAtOnce()
    {
        AsyncInit<Service> service(succeed(std::make_unique<Service>(Service{"Ann"})));
        QVERIFY(service.isReady());
        QCOMPARE(Probe(service.call([](Service &s) { return s.greet("Bob"); })).value(),
                 std::string("Ann greets Bob"));
    }

    void onceReadyTheObjectIsUsedDirectly()
    {
        AsyncInit<Service> service(succeed(std::make_unique<Service>(Service{"Ann"})));
        Service *direct = nullptr;
        service.whenReady().addCallback([&](Service *ready) { direct = ready; });
        QCOMPARE(direct, &*service);
        QCOMPARE(service->name, std::string("Ann"));
    }

    void aCallMadeByACallThatWaitedRunsBehindTheOthers()
    {
        Setup setup = makeDeferred<std::unique_ptr<Service>>();
        AsyncInit<Service> service(std::move(setup.deferred));
        std::vector<std::string> order;
        service.call([&](Service &) {
            order.emplace_back("first");
            service.call([&](Service &) { order.emplace_back("third"); });
        });
        service.call([&](Service &) { order.emplace_back("second"); });
        setup.resolver.callback(std::make_unique<Service>());
        QCOMPARE(order, (std::vector<std::string>{"first", "second", "third"}));
    }

    void aFailedSetUpErrbacksEachCallWithItsReason()
    {
        Setup setup = makeDeferred<std::unique_ptr<Service>>();
        AsyncInit<Service> service(std::move(setup.deferred));
        const auto count = [](Service &s) { return s.name.size(); };
        Probe first(service.call(count));
        Probe second(service.call(count));
        setup.resolver.errback(Error("no database"));
        QCOMPARE(first.message(), std::string("no database"));
        QCOMPARE(second.message(), std::string("no database"));
        QCOMPARE(Probe(service.call(count)).message(), std::string("no database"));
    }

    void cancellingACallLeavesTheOthers()
    {
        Setup setup = makeDeferred<std::unique_ptr<Service>>();
        AsyncInit<Service> service(std::move(setup.deferred));
        bool called = false;
        Probe cancelled(service.call([&](Service &) { called = true; }));
        Probe other(service.call([](Service &) {}));
        cancelled.cancel();
        setup.resolver.callback(std::make_unique<Service>());
        QVERIFY(cancelled.failedWith<CancelledError>());
        QVERIFY(!called);
        QVERIFY(other.hasValue());
    }

    void destroyedItCancelsTheSetUpAndErrbacksTheCalls()
    {
        int cancelled = 0;
        Setup setup = makeDeferred<std::unique_ptr<Service>>([&] { ++cancelled; });
        std::optional<AsyncInit<Service>> service(std::in_place, std::move(setup.deferred));
        Probe probe(service->call([](Service &) {}));
        service.reset();
        QCOMPARE(cancelled, 1);
        QVERIFY(probe.failedWith<AbandonedError>());
    }

    void aFactoryGivesTheObjectWhenItIsFinished()
    {
        int alive = 0;
        auto [ready, resolver] = makeDeferred();
        Probe probe(make<Slow>(std::move(ready), alive));
        QVERIFY(!probe.hasFired());
        QCOMPARE(alive, 1);
        resolver.callback();
        QVERIFY(probe.value()->isFinished());
    }

    void aFactoryWhoseSetUpFailsDestroysTheObjectAndErrbacks()
    {
        int alive = 0;
        auto [ready, resolver] = makeDeferred();
        Probe probe(make<Slow>(std::move(ready), alive));
        resolver.errback(Error("no connection"));
        QCOMPARE(probe.message(), std::string("no connection"));
        QCOMPARE(alive, 0);
    }

    void aFactoryCanBeCancelled()
    {
        int alive = 0;
        int cancelled = 0;
        auto [ready, resolver] = makeDeferred([&] { ++cancelled; });
        Probe probe(make<Slow>(std::move(ready), alive));
        probe.cancel();
        QCOMPARE(cancelled, 1);
        QCOMPARE(alive, 0);
        QVERIFY(probe.failedWith<CancelledError>());
    }

    void aFactoryOfWhatIsReadyAtOnceFiresAtOnce()
    {
        QCOMPARE(Probe(make<Quick>(1)).value()->number, 2);
        QCOMPARE(Probe(make<Quick>(-1)).message(), std::string("negative"));
    }

    void bothFormsGoTogether()
    {
        AsyncInit<Quick> quick(make<Quick>(4));
        QCOMPARE(Probe(quick.call([](Quick &q) { return q.number; })).value(), 5);
    }
};

QTEST_APPLESS_MAIN(TestAsyncInit)
#include "tst_asyncinit.moc"
