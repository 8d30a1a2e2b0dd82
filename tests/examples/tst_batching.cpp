// Many fetches at once, in five steps: a list of them, what to do with each, errors kept apart, at most so many at a
// time, and thousands that come into being only as they are needed.
#include "core/deferred/cooperator.h"
#include "core/deferred/deferredlist.h"
#include "core/deferred/deferredsemaphore.h"
#include "core/deferred/gatherresults.h"
#include "core/deferred/manualclock.h"

#include "tests/examples/fakeweb.h"
#include "tests/support/probe.h"

#include <QTest>

#include <map>
#include <ranges>
#include <string>
#include <vector>

using namespace millrace;
using namespace std::chrono_literals;
using test::FakeWeb;
using test::HostNotFound;
using test::HttpError;
using test::Probe;

using Urls = std::vector<std::string>;

namespace {

Urls numbered(int n)
{
    Urls urls;
    for (int i = 0; i < n; ++i)
        urls.push_back("host/" + std::to_string(i));
    return urls;
}

void fill(FakeWeb &web, const Urls &urls)
{
    for (const std::string &url : urls)
        web.add(url, "page " + url);
}

} // namespace

class TestBatching : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aListOfFetchesGivesAListOfPages()
    {
        ManualClock clock;
        FakeWeb web(clock);
        const Urls urls = numbered(3);
        fill(web, urls);

        std::vector<Deferred<std::string>> fetches;
        for (const std::string &url : urls)
            fetches.push_back(web.fetch(url));
        Probe pages(gatherResults(std::move(fetches)));

        clock.advance(1s);
        QCOMPARE(pages.value(), (Urls{"page host/0", "page host/1", "page host/2"}));
    }

    void eachMayHaveACallbackWithArgumentsOfItsOwn()
    {
        ManualClock clock;
        FakeWeb web(clock);
        const Urls urls = numbered(3);
        fill(web, urls);

        std::map<std::string, std::size_t> sizes;
        std::vector<Deferred<>> fetches;
        for (const std::string &url : urls)
            fetches.push_back(web.fetch(url).addCallback(
                [&sizes, url](const std::string &page) { sizes[url] = page.size(); }));
        Probe all(gatherResults(std::move(fetches)));

        clock.advance(1s);
        QVERIFY(all.hasValue());
        QCOMPARE(sizes.size(), 3u);
        QCOMPARE(sizes["host/1"], std::string("page host/1").size());
    }

    void errorsAreKeptApartFromSuccesses()
    {
        ManualClock clock;
        FakeWeb web(clock);
        web.add("host/good", "good");
        web.add("host/slow", "slow", 1min);
        const Urls urls{"host/good", "host/missing", "nowhere/at/all", "host/slow"};

        std::vector<Deferred<std::string>> fetches;
        for (const std::string &url : urls)
            fetches.push_back(web.fetch(url).addTimeout(10s, clock));
        std::map<std::string, std::string> good;
        std::map<std::string, Failure> bad;
        DeferredList<std::string>::all(std::move(fetches))
            .addCallback([&](std::vector<Outcome<std::string>> outcomes) {
                for (std::size_t i = 0; i < outcomes.size(); ++i) {
                    if (outcomes[i].hasValue())
                        good.emplace(urls[i], std::move(outcomes[i]).value());
                    else
                        bad.emplace(urls[i], outcomes[i].failure());
                }
            });

        clock.advance(10s);
        QCOMPARE(good, (std::map<std::string, std::string>{{"host/good", "good"}}));
        QCOMPARE(bad.size(), 3u);
        QCOMPARE(bad.at("host/missing").as<HttpError>()->status(), 404);
        QVERIFY(bad.at("nowhere/at/all").is<HostNotFound>());
        QVERIFY(bad.at("host/slow").is<TimeoutError>());
        QCOMPARE(web.cancelled(), 1);
    }

    void atMostSoManyRunAtATime()
    {
        ManualClock clock;
        FakeWeb web(clock);
        const Urls urls = numbered(20);
        fill(web, urls);

        DeferredSemaphore five(5);
        std::vector<Deferred<std::string>> fetches;
        for (const std::string &url : urls)
            fetches.push_back(five.run([&web, url] { return web.fetch(url); }));
        Probe pages(gatherResults(std::move(fetches)));

        clock.advance(400ms);
        QCOMPARE(pages.value().size(), 20u);
        QCOMPARE(web.mostUnderway(), 5);
    }

    void thousandsAreMadeOnlyAsTheyAreNeeded()
    {
        ManualClock clock;
        FakeWeb web(clock);
        constexpr int many = 5000;
        int made = 0;
        int fetched = 0;

        // One line of work, which several tasks take from: no fetch exists before there is a place for it.
        auto next = [&, i = 0]() mutable -> Step {
            if (i == many)
                return Step::done();
            const std::string url = "host/" + std::to_string(i++);
            web.add(url, "page", 1ms);
            ++made;
            return web.fetch(url).addCallback([&fetched](const std::string &) { ++fetched; });
        };
        const auto shared = std::make_shared<decltype(next)>(next);
        Cooperator cooperator(clock);
        std::vector<Deferred<>> workers;
        for (int worker = 0; worker < 50; ++worker)
            workers.push_back(cooperator.coiterate([shared] { return (*shared)(); }));
        Probe done(gatherResults(std::move(workers)));

        clock.advance(1ms);
        QVERIFY(made <= 150);
        clock.advance(1s);
        QVERIFY(done.hasValue());
        QCOMPARE(fetched, many);
        QCOMPARE(web.mostUnderway(), 50);
    }
};

QTEST_APPLESS_MAIN(TestBatching)
#include "tst_batching.moc"
