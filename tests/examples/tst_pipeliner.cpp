// Worker tasks that pull work from a queue; whoever schedules some awaits its result. On it: a page with everything
// it refers to, fetched in parallel, each URL once.
#include "core/interop/coroutines.h"

#include "core/deferred/deferredqueue.h"
#include "core/deferred/gatherresults.h"
#include "core/deferred/manualclock.h"
#include "tests/examples/fakeweb.h"
#include "tests/support/probe.h"

#include <QTest>

#include <functional>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace millrace;
using namespace std::chrono_literals;
using test::FakeWeb;
using test::HttpError;
using test::Probe;

namespace {

/// Does work on so many workers at once, in the order it is scheduled.
template <class T>
class Pipeliner
{
public:
    using Work = std::function<Deferred<T>()>;

    explicit Pipeliner(int workers)
    {
        for (int i = 0; i < workers; ++i)
            m_workers.push_back(startTask([this] { return pull(&m_queue); }));
    }

    /// \fires as \a work does, when a worker has come to it.
    Deferred<T> schedule(Work work)
    {
        auto [deferred, resolver] = makeDeferred<T>();
        Scheduled scheduled{std::move(work), std::move(resolver)};
        m_queue.put(std::move(scheduled));
        return std::move(deferred);
    }

    /// Takes the workers away, cancelling what they are at. What nobody came to errbacks with AbandonedError when this is
    /// destroyed.
    void stop()
    {
        for (Deferred<> &worker : std::exchange(m_workers, {})) {
            worker.cancel();
            std::move(worker).template addErrback<CancelledError>([](const CancelledError &) {});
        }
    }

private:
    struct Scheduled
    {
        Work work;
        Resolver<T> waiter;
    };

    static QCoro::Task<> pull(DeferredQueue<Scheduled> *queue)
    {
        while (true) {
            Deferred<Scheduled> next = queue->get();
            Scheduled scheduled = co_await std::move(next);
            // Errors go to who waits for the result, and leave the worker at work.
            Deferred<Outcome<T>> ended = maybeDeferred(scheduled.work).addBoth([](Outcome<T> outcome) {
                return succeed(std::move(outcome));
            });
            Outcome<T> outcome = co_await std::move(ended);
            scheduled.waiter.resolve(std::move(outcome));
        }
    }

    DeferredQueue<Scheduled> m_queue;
    std::vector<Deferred<>> m_workers;
};

/// Fetches pages and all that they refer to.
class AssetFetcher
{
public:
    AssetFetcher(FakeWeb &web, int width) : m_web(web), m_pipeliner(width) {}
    ~AssetFetcher() { m_pipeliner.stop(); }

    /// \fires when \a url and everything it leads to has been fetched, or has failed.
    Deferred<> fetchAll(const std::string &url)
    {
        if (!m_seen.insert(url).second)
            return succeed();
        return m_pipeliner.schedule([this, url] { return m_web.fetch(url); })
            .addCallback([this](const std::string &page) {
                std::vector<Deferred<>> assets;
                std::istringstream words(page);
                for (std::string word; words >> word;)
                    if (word.starts_with("host/"))
                        assets.push_back(fetchAll(word));
                return gatherResults(std::move(assets));
            })
            .addErrback<HttpError>([this, url](const HttpError &) { failed.insert(url); });
    }

    std::set<std::string> failed;

private:
    FakeWeb &m_web;
    std::set<std::string> m_seen;
    Pipeliner<std::string> m_pipeliner;
};

} // namespace

class TestPipeliner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void worksOnSoManyAtOnceInOrder()
    {
        ManualClock clock;
        FakeWeb web(clock);
        Pipeliner<std::string> pipeliner(2);
        std::vector<std::string> results;
        for (const std::string url : {"host/a", "host/b", "host/c"}) {
            web.add(url, url);
            pipeliner.schedule([&web, url] { return web.fetch(url); })
                .addCallback([&](const std::string &page) { results.push_back(page); });
        }
        QCOMPARE(web.underway(), 2);
        clock.advance(100ms);
        QCOMPARE(results, (std::vector<std::string>{"host/a", "host/b"}));
        clock.advance(100ms);
        QCOMPARE(results.size(), 3u);
        QCOMPARE(web.mostUnderway(), 2);
        pipeliner.stop();
    }

    void errorsAreCarriedToTheWaiterAndTheWorkerGoesOn()
    {
        ManualClock clock;
        FakeWeb web(clock);
        web.add("host/good", "good");
        Pipeliner<std::string> pipeliner(1);
        Probe missing(pipeliner.schedule([&] { return web.fetch("host/missing"); }));
        Probe thrown(pipeliner.schedule([]() -> Deferred<std::string> { throw Error("thrown"); }));
        Probe good(pipeliner.schedule([&] { return web.fetch("host/good"); }));
        clock.advance(1s);
        QVERIFY(missing.failedWith<HttpError>());
        QCOMPARE(thrown.message(), std::string("thrown"));
        QCOMPARE(good.value(), std::string("good"));
        pipeliner.stop();
    }

    void workThatNobodyCameToIsAbandoned()
    {
        Probe<std::string> probe = [] {
            Pipeliner<std::string> pipeliner(0);
            return Probe(pipeliner.schedule([] { return succeed(std::string()); }));
        }();
        QVERIFY(probe.failedWith<AbandonedError>());
    }

    void aPageIsFetchedWithAllItsAssetsInParallelEachOnce()
    {
        ManualClock clock;
        FakeWeb web(clock);
        web.add("host/index", "host/style host/script host/logo host/missing");
        web.add("host/style", "host/logo host/font");
        web.add("host/script", "host/index host/style");
        web.add("host/logo", "pixels");
        web.add("host/font", "glyphs");
        AssetFetcher fetcher(web, 4);
        Probe all(fetcher.fetchAll("host/index"));
        clock.advance(300ms);
        QVERIFY(all.hasValue());
        for (const char *url : {"index", "style", "script", "logo", "font", "missing"})
            QCOMPARE(web.fetches(std::string("host/") + url), 1);
        QCOMPARE(web.mostUnderway(), 4);
        QCOMPARE(fetcher.failed, (std::set<std::string>{"host/missing"}));
    }
};

QTEST_APPLESS_MAIN(TestPipeliner)
#include "tst_pipeliner.moc"
