// Objects whose constructor would have to wait: a client that can't do anything before it has logged in.
#include "core/deferred/asyncinit.h"
#include "core/deferred/manualclock.h"

#include "tests/examples/fakeweb.h"
#include "tests/support/probe.h"

#include <QTest>

#include <memory>
#include <string>
#include <vector>

using namespace millrace;
using namespace std::chrono_literals;
using test::FakeWeb;
using test::Probe;

namespace {

class Client
{
public:
    explicit Client(FakeWeb &web) : m_web(web) {}

    /// The step that takes its time; make() calls it.
    Deferred<> init()
    {
        return m_web.fetch("host/login").addCallback([this](const std::string &token) { m_token = token; });
    }

    Deferred<std::string> read(const std::string &page)
    {
        return m_web.fetch("host/" + page).addCallback([this](const std::string &text) {
            return m_token + ":" + text;
        });
    }

private:
    FakeWeb &m_web;
    std::string m_token;
};

struct Fixture
{
    explicit Fixture(const std::string &token)
    {
        web.add("host/login", token, 1s);
        web.add("host/a", "A");
        web.add("host/b", "B");
    }
    ManualClock clock;
    FakeWeb web{clock};
};

} // namespace

class TestAsyncConstruction : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFactoryThatGivesTheFinishedObject()
    {
        Fixture f("token");
        std::unique_ptr<Client> client;
        make<Client>(f.web).addCallback([&](std::unique_ptr<Client> made) { client = std::move(made); });
        QVERIFY(!client);
        f.clock.advance(1s);
        QVERIFY(client);
        Probe page(client->read("a"));
        f.clock.advance(1s);
        QCOMPARE(page.value(), std::string("token:A"));
    }

    void anObjectThatTakesCallsBeforeItIsReady()
    {
        Fixture f("token");
        AsyncInit<Client> client(make<Client>(f.web));
        std::vector<std::string> pages;
        for (const std::string page : {"a", "b"})
            client.call([page](Client &c) { return c.read(page); }).addCallback([&](const std::string &text) {
                pages.push_back(text);
            });
        QCOMPARE(f.web.fetches("host/a"), 0); // Not before it has logged in.
        f.clock.advance(2s);
        QCOMPARE(pages, (std::vector<std::string>{"token:A", "token:B"}));
    }

    void aLoginThatFailsFailsEveryCallWithItsReason()
    {
        Fixture f("");
        AsyncInit<Client> client(make<Client>(f.web));
        Probe first(client.call([](Client &c) { return c.read("a"); }));
        f.clock.advance(1s);
        QVERIFY(first.failedWith<test::HttpError>());
        QVERIFY(Probe(client.call([](Client &c) { return c.read("b"); })).failedWith<test::HttpError>());
    }
};

QTEST_APPLESS_MAIN(TestAsyncConstruction)
#include "tst_asyncconstruction.moc"
