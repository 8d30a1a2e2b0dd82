// An asynchronous dictionary between a producer and a consumer that come in unrelated orders.
#include "core/deferred/deferreddict.h"
#include "core/deferred/gatherresults.h"
#include "core/deferred/manualclock.h"

#include "tests/support/probe.h"

#include <QTest>

#include <string>
#include <vector>

using namespace millrace;
using namespace std::chrono_literals;
using test::Probe;

class TestProducerConsumer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theConsumerGetsItsOrderWhateverTheProducersIs()
    {
        ManualClock clock;
        DeferredDict<int, std::string> parts;

        // The producer: parts are done as they are done.
        const std::vector<std::pair<std::chrono::seconds, int>> done{{3s, 0}, {1s, 1}, {5s, 2}, {2s, 3}};
        for (const auto &[when, part] : done)
            clock.callLater(when, [&parts, part = part] { parts.set(part, "part " + std::to_string(part)); });

        // The consumer: it needs them one after the other, and starts in the middle of it all.
        std::string assembled;
        clock.advance(2s);
        Deferred<> reading = succeed();
        for (int part = 0; part < 4; ++part)
            reading = std::move(reading)
                          .addCallback([&parts, part] { return parts.get(part); })
                          .addCallback([&assembled](const std::string &text) { assembled += text + "; "; });

        QCOMPARE(assembled, std::string());
        clock.advance(1s);
        QCOMPARE(assembled, std::string("part 0; part 1; "));
        clock.advance(2s);
        QCOMPARE(assembled, std::string("part 0; part 1; part 2; part 3; "));
    }

    void severalConsumersShareWhatIsThereAndWhatIsNot()
    {
        DeferredDict<std::string, int> ages;
        ages.set("Ann", 44);
        const auto sum = [&ages](const std::string &a, const std::string &b) {
            std::vector<Deferred<int>> both;
            both.push_back(ages.get(a));
            both.push_back(ages.get(b));
            return gatherResults(std::move(both)).addCallback([](const std::vector<int> &n) {
                return n[0] + n[1];
            });
        };
        Probe one(sum("Ann", "Bob"));
        Probe two(sum("Bob", "Cleo"));
        ages.set("Bob", 50);
        QCOMPARE(one.value(), 94);
        QVERIFY(!two.hasFired());
        ages.set("Cleo", 6);
        QCOMPARE(two.value(), 56);
    }

    void aConsumerThatGivesUpDisturbsNobody()
    {
        ManualClock clock;
        DeferredDict<std::string, int> results;
        Probe impatient(results.get("answer").addTimeout(1s, clock));
        Probe patient(results.get("answer"));
        clock.advance(1s);
        QVERIFY(impatient.failedWith<TimeoutError>());
        results.set("answer", 42);
        QCOMPARE(patient.value(), 42);
    }
};

QTEST_APPLESS_MAIN(TestProducerConsumer)
#include "tst_producerconsumer.moc"
