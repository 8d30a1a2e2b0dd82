// Reads a list that comes in pages to its end, following the cursor of each page, through a server that has bad days.
#include "core/deferred/manualclock.h"
#include "core/deferred/retryingcall.h"

#include "tests/examples/fakeweb.h"
#include "tests/support/probe.h"

#include <QTest>

#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace millrace;
using namespace std::chrono_literals;
using test::FakeWeb;
using test::HttpError;
using test::Probe;

using Items = std::vector<std::string>;

namespace {

/// Forgives 500, 502 and 503 up to ten times, and one 404: a page that was just written may not be there yet.
FailureTester forgiving()
{
    return [serverErrors = 0, notFound = 0](const Failure &failure) mutable {
        const auto *http = failure.as<HttpError>();
        if (!http)
            return Verdict::Permanent;
        switch (http->status()) {
        case 500:
        case 502:
        case 503:
            return ++serverErrors <= 10 ? Verdict::Transient : Verdict::Permanent;
        case 404:
            return ++notFound <= 1 ? Verdict::Transient : Verdict::Permanent;
        default:
            return Verdict::Permanent;
        }
    };
}

/// Gathers the items of all pages, in their order, each once.
class PagedFetcher : public std::enable_shared_from_this<PagedFetcher>
{
public:
    PagedFetcher(FakeWeb &web, Clock &clock) : m_web(web), m_clock(clock) {}

    /// \fires   with the items of the page at \a cursor and of all that follow.
    /// \errback the failure that wasn't forgiven.
    Deferred<Items> fetch(const std::string &cursor)
    {
        RetryingCall call(
            m_clock, [this, cursor] { return m_web.fetch(cursor); }, forgiving(),
            Backoff::growing({.count = 12}));
        return call.start().addCallback(
            [self = shared_from_this()](const std::string &page) -> Deferred<Items> {
                const std::string next = self->take(page);
                if (next.empty())
                    return succeed(std::move(self->m_items));
                return self->fetch(next);
            });
    }

private:
    /// A page is its items, and "next:" with a cursor if it isn't the last.
    std::string take(const std::string &page)
    {
        std::istringstream words(page);
        for (std::string word; words >> word;) {
            if (word.starts_with("next:"))
                return word.substr(5);
            if (m_seen.insert(word).second) // While pages are read, items move: some come twice.
                m_items.push_back(word);
        }
        return {};
    }

    FakeWeb &m_web;
    Clock &m_clock;
    Items m_items;
    std::set<std::string> m_seen;
};

struct Fixture
{
    Fixture()
    {
        web.add("p1", "a b next:p2");
        web.add("p2", "b c next:p3");
        web.add("p3", "a d");
    }
    [[nodiscard]] Probe<Items> read()
    {
        Probe probe(std::make_shared<PagedFetcher>(web, clock)->fetch("p1"));
        clock.advance(1h);
        return probe;
    }

    ManualClock clock;
    FakeWeb web{clock};
};

} // namespace

class TestPagedFetcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsTheCursorsToTheEndDropsDuplicatesAndKeepsTheOrder()
    {
        Fixture f;
        QCOMPARE(f.read().value(), (Items{"a", "b", "c", "d"}));
    }

    void forgivesServerErrorsUpToTenTimes()
    {
        Fixture f;
        f.web.answerFirst("p2", {500, 502, 503, 500, 502, 503, 500, 502, 503, 500});
        QCOMPARE(f.read().value().size(), 4u);
        QCOMPARE(f.web.fetches("p2"), 11);
    }

    void theEleventhIsTooMany()
    {
        Fixture f;
        f.web.answerFirst("p2", std::vector<int>(11, 503));
        const auto probe = f.read();
        QCOMPARE(probe.failure().as<HttpError>()->status(), 503);
        QCOMPARE(f.web.fetches("p3"), 0);
    }

    void forgivesOneNotFoundAndNoMore_data()
    {
        QTest::addColumn<int>("times");
        QTest::addColumn<bool>("forgiven");
        QTest::newRow("one") << 1 << true;
        QTest::newRow("two") << 2 << false;
    }
    void forgivesOneNotFoundAndNoMore()
    {
        QFETCH(int, times);
        QFETCH(bool, forgiven);
        Fixture f;
        f.web.answerFirst("p3", std::vector<int>(static_cast<std::size_t>(times), 404));
        QCOMPARE(f.read().hasValue(), forgiven);
    }

    void otherErrorsAreFinal()
    {
        Fixture f;
        f.web.answerFirst("p1", {403});
        QCOMPARE(f.read().failure().as<HttpError>()->status(), 403);
        QCOMPARE(f.web.fetches("p1"), 1);
    }

    void aListOfManyPagesNeedsNoStack()
    {
        Fixture f;
        constexpr int pages = 20'000;
        f.web.add("p3", "d next:m0");
        for (int i = 0; i < pages; ++i)
            f.web.add("m" + std::to_string(i), "i" + std::to_string(i) + " next:m" + std::to_string(i + 1),
                      1ms);
        f.web.add("m" + std::to_string(pages), "last");
        QCOMPARE(f.read().value().size(), pages + 5u);
    }
};

QTEST_APPLESS_MAIN(TestPagedFetcher)
#include "tst_pagedfetcher.moc"
