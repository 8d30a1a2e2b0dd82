// Everything belongs to the thread that it was made on: elsewhere it throws, or stops where nothing can be thrown. In debug
// builds only.
#include "core/deferred/asyncinit.h"
#include "core/deferred/cooperator.h"
#include "core/deferred/deferreddict.h"
#include "core/deferred/deferredlock.h"
#include "core/deferred/deferredpool.h"
#include "core/deferred/deferredpriorityqueue.h"
#include "core/deferred/deferredqueue.h"
#include "core/deferred/manualclock.h"
#include "core/deferred/retryingcall.h"
#include "core/deferred/sharedinflight.h"
#include "tests/support/probe.h"

#include <QTest>

#include <functional>
#include <optional>
#include <string>
#include <thread>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace millrace;
using namespace std::chrono_literals;
using test::Probe;

namespace {

bool throwsElsewhere(const std::function<void()> &use)
{
    bool thrown = false;
    std::thread([&] {
        try {
            use();
        } catch (const WrongThreadError &) {
            thrown = true;
        }
    }).join();
    return thrown;
}

/// What a process prints that does \a what on another thread; empty if that doesn't abort it.
std::string lastWords(const std::function<void()> &what)
{
    int ends[2];
    if (pipe(ends) != 0)
        return "no pipe";
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        std::signal(SIGABRT, SIG_DFL);
        std::thread(what).join();
        _exit(0);
    }
    close(ends[1]);
    std::string text;
    char buffer[512];
    for (ssize_t got = 0; (got = read(ends[0], buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<std::size_t>(got));
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT ? text : std::string();
}

} // namespace

class TestThreads : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
#ifdef NDEBUG
        QSKIP("Noticed in debug builds only.");
#endif
    }

    void bothEndsOfADeferredThrow()
    {
        auto ends = makeDeferred<int>();
        QVERIFY(throwsElsewhere([&] { ends.resolver.callback(1); }));
        QVERIFY(throwsElsewhere([&] { ends.resolver.errback(Error("x")); }));
        QVERIFY(throwsElsewhere([&] { ends.deferred.cancel(); }));
        QVERIFY(
            throwsElsewhere([&] { static_cast<void>(std::move(ends.deferred).addCallback([](int) {})); }));
        ends.resolver.callback(2);
        QCOMPARE(Probe(std::move(ends.deferred)).value(), 2);
    }

    void aDownstreamOfAnotherThreadStopsWithASentenceWhenItIsChained()
    {
        auto ends = makeDeferred<int>();
        const std::string said =
            lastWords([&] { static_cast<void>(succeed(1).chain(std::move(ends.resolver))); });
        QVERIFY2(said.find("it was made on") != std::string::npos, said.c_str());
    }

    void whatIsBuiltFromItThrows()
    {
        DeferredLock lock;
        DeferredQueue<int> queue;
        DeferredPriorityQueue<int> priorityQueue;
        DeferredDict<int, int> dict;
        DeferredPool pool;
        SharedInFlight<int, int> calls;
        AsyncInit<int> object(succeed(std::make_unique<int>(1)));
        ManualClock clock;
        Cooperator cooperator(clock);
        CooperativeTask task = cooperator.cooperate([] { return Step::more(); });
        RetryingCall call(clock, [] { return 1; });
        const auto item = priorityQueue.put(1);

        QVERIFY(throwsElsewhere([&] { static_cast<void>(lock.acquire()); }));
        QVERIFY(throwsElsewhere([&] { queue.put(1); }));
        QVERIFY(throwsElsewhere([&] { static_cast<void>(queue.get()); }));
        QVERIFY(throwsElsewhere([&] { priorityQueue.put(1); }));
        QVERIFY(throwsElsewhere([&] { static_cast<void>(priorityQueue.get()); }));
        QVERIFY(throwsElsewhere([&] { priorityQueue.reprioritize(item, 2); }));
        QVERIFY(throwsElsewhere([&] { static_cast<void>(dict.get(1)); }));
        QVERIFY(throwsElsewhere([&] { dict.set(1, 1); }));
        QVERIFY(throwsElsewhere([&] { static_cast<void>(pool.whenEmpty()); }));
        QVERIFY(throwsElsewhere([&] { static_cast<void>(pool.add(succeed(1))); }));
        QVERIFY(throwsElsewhere([&] { static_cast<void>(calls.ask(1, [] { return 1; })); }));
        QVERIFY(throwsElsewhere([&] { static_cast<void>(object.whenReady()); }));
        QVERIFY(throwsElsewhere([&] { cooperator.start(); }));
        QVERIFY(throwsElsewhere([&] { cooperator.cooperate([] { return Step::done(); }); }));
        QVERIFY(throwsElsewhere([&] { task.pause(); }));
        QVERIFY(throwsElsewhere([&] { clock.callLater(1s, [] {}); }));
        QVERIFY(throwsElsewhere([&] { static_cast<void>(call.start()); }));
    }

    void destroyingAResolverStopsWithASentence()
    {
        const std::string said = lastWords(
            [ends = std::make_shared<DeferredEnds<int>>(makeDeferred<int>())] { ends->resolver = {}; });
        QVERIFY2(said.find("A Resolver is destroyed on the thread that it was made on") != std::string::npos,
                 said.c_str());
    }

    void givingAPermitBackStopsWithASentence()
    {
        DeferredLock lock;
        Permit permit;
        lock.acquire().addCallback([&](Permit got) { permit = std::move(got); });
        const std::string said = lastWords([&permit] { permit.release(); });
        QVERIFY2(said.find("A Permit is given back on the thread") != std::string::npos, said.c_str());
    }

    void destroyingWhatOthersWaitForStopsWithASentence()
    {
        auto queue = std::make_unique<DeferredQueue<int>>();
        const std::string said = lastWords([&queue] { queue.reset(); });
        QVERIFY2(said.find("destroyed on the thread that it was made on") != std::string::npos, said.c_str());
    }
};

QTEST_APPLESS_MAIN(TestThreads)
#include "tst_threads.moc"
