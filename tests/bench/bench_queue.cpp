// What a job costs in the dispatch queue, beside QtConcurrent::run().then() and a queue of one QObject a job, all in
// one run and through the same event loop; and what it costs when a million are pending.

#include "core/interop/qtclock.h"
#include "core/queue/jobqueue.h"
#include "core/queue/resizabledispatchqueue.h"
#include "tests/bench/queuefigure.h"

#include <QCoreApplication>
#include <QtConcurrentRun>

#include <malloc.h>

#include <random>
#include <set>

using namespace millrace;
using namespace millrace::bench;

namespace {

constexpr int jobs = 200'000;
constexpr int million = 1'000'000;
constexpr int width = 64;

/// Work that ends in the next turn of the event loop.
class LoopWork : public QObject
{
public:
    Deferred<int> start(int n)
    {
        auto [deferred, resolver] = makeDeferred<int>();
        m_ending.emplace_back(std::move(resolver), n);
        if (m_ending.size() == 1)
            QMetaObject::invokeMethod(
                this, [this] { turn(); }, Qt::QueuedConnection);
        return std::move(deferred);
    }

private:
    void turn()
    {
        std::swap(m_ending, m_now);
        for (auto &[resolver, n] : m_now)
            resolver.callback(n);
        m_now.clear();
    }

    std::vector<std::pair<Resolver<int>, int>> m_ending, m_now;
};

double oursPerJob()
{
    QtClock clock;
    LoopWork work;
    ResizableDispatchQueue<int, int> queue([&work](Launching<int> &job) { return work.start(job.arg()); },
                                           clock, width);
    int ended = 0;
    queue.setObserver([&ended](const auto &) {
        if (++ended == jobs)
            QCoreApplication::quit();
    });
    const Stopwatch stopwatch;
    for (int i = 0; i < jobs; ++i)
        queue.post(i, i % 7);
    QCoreApplication::exec();
    return stopwatch.nanosecondsEach(jobs);
}

double oursPerJobWithDeferred()
{
    QtClock clock;
    LoopWork work;
    using Queue = ResizableDispatchQueue<int, int>;
    Queue queue([&work](Launching<int> &job) { return work.start(job.arg()); }, clock, width);
    int ended = 0;
    const Stopwatch stopwatch;
    for (int i = 0; i < jobs; ++i) {
        queue.put(i, i % 7).addCallback([&ended](const Queue::Job &) {
            if (++ended == jobs)
                QCoreApplication::quit();
        });
    }
    QCoreApplication::exec();
    return stopwatch.nanosecondsEach(jobs);
}

double concurrentPerJob()
{
    QObject context;
    int ended = 0;
    const Stopwatch stopwatch;
    for (int i = 0; i < jobs; ++i) {
        QtConcurrent::run([i] { return i; }).then(&context, [&ended](int) {
            if (++ended == jobs)
                QCoreApplication::quit();
        });
    }
    QCoreApplication::exec();
    return stopwatch.nanosecondsEach(jobs);
}

/// What such a queue usually is: a QObject a job, with its state, times and signals.
class ObjectJob : public QObject
{
    Q_OBJECT

public:
    ObjectJob(int n, int priority) : m_n(n), m_priority(priority) {}

    void start()
    {
        m_state = JobState::Underway;
        m_started = std::chrono::steady_clock::now();
        QMetaObject::invokeMethod(this, &ObjectJob::end, Qt::QueuedConnection);
    }
    [[nodiscard]] std::pair<int, int> key() const { return {m_priority, m_n}; }

Q_SIGNALS:
    void finished(ObjectJob *job);

private:
    void end()
    {
        m_state = JobState::Finished;
        m_ended = std::chrono::steady_clock::now();
        Q_EMIT finished(this);
    }

    int m_n, m_priority;
    JobState m_state = JobState::Pending;
    std::chrono::steady_clock::time_point m_put = std::chrono::steady_clock::now(), m_started, m_ended;
};

class ObjectQueue : public QObject
{
    Q_OBJECT

public:
    void put(int n, int priority)
    {
        auto *job = new ObjectJob(n, priority);
        connect(job, &ObjectJob::finished, this, &ObjectQueue::jobFinished);
        m_pending.emplace(job->key(), job);
        launch();
    }

private:
    void launch()
    {
        for (; m_underway < width && !m_pending.empty(); ++m_underway)
            m_pending.extract(m_pending.begin()).value().second->start();
    }
    void jobFinished(ObjectJob *job)
    {
        --m_underway;
        job->deleteLater(); // It has no parent: taking it from one with many children would take longest of all.
        launch();
        if (++m_ended == jobs)
            QCoreApplication::quit();
    }

    std::set<std::pair<std::pair<int, int>, ObjectJob *>> m_pending;
    int m_underway = 0;
    int m_ended = 0;
};

double objectsPerJob()
{
    ObjectQueue queue;
    const Stopwatch stopwatch;
    for (int i = 0; i < jobs; ++i)
        queue.put(i, i % 7);
    QCoreApplication::exec();
    return stopwatch.nanosecondsEach(jobs);
}

void measureRoundTrip()
{
    const double concurrent = bestOf(3, concurrentPerJob);
    const double objects = bestOf(3, objectsPerJob);
    const double ours = bestOf(5, oursPerJob);
    const double withDeferred = bestOf(5, oursPerJobWithDeferred);
    QueueFigure{"queue",
                "put, launch, end with a handle, 200,000 jobs",
                "ns/job",
                ours,
                "QtConcurrent::run().then()",
                concurrent,
                "<= 450 ns, >= 4x",
                ours <= 450 && concurrent >= 4 * ours}
        .print();
    QueueFigure{"queue",
                "put, launch, end with a handle, 200,000 jobs",
                "ns/job",
                ours,
                "a QObject a job",
                objects,
                "<= 450 ns, >= 4x",
                ours <= 450 && objects >= 4 * ours}
        .print();
    QueueFigure{"queue",
                "put, launch, end with a Deferred, 200,000 jobs",
                "ns/job",
                withDeferred,
                "QtConcurrent::run().then()",
                concurrent}
        .print();
}

/// A queue with a million pending jobs, and what it took to get there.
struct Million
{
    QtClock clock;
    std::vector<Resolver<int>> underway;
    ResizableDispatchQueue<int, int> queue{[this](Launching<int> &) {
                                               auto [deferred, resolver] = makeDeferred<int>();
                                               underway.push_back(std::move(resolver));
                                               return std::move(deferred);
                                           },
                                           clock};
    std::vector<JobId> ids;
    std::mt19937 random{1};
    double nanosecondsPut = 0;
    double bytes = 0;

    Million()
    {
        ids.reserve(million);
        const std::size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
        const Stopwatch stopwatch;
        for (int i = 0; i < million; ++i)
            ids.push_back(queue.post(i, static_cast<int>(random() % 1000)));
        nanosecondsPut = stopwatch.nanosecondsEach(million);
        bytes = double(mallinfo2().uordblks + mallinfo2().hblkhd - before) / million - sizeof(int);
        std::shuffle(ids.begin(), ids.end(), random);
    }
};

void measureMillion()
{
    Million m;
    constexpr int count = 100'000;
    const auto print = [](const char *what, double value, double budget, const char *budgetText) {
        QueueFigure{"queue", what, "ns/job", value, nullptr, 0, budgetText, value <= budget}.print();
    };
    QueueFigure{"queue",  "a pending job without its argument, at a million",
                "bytes",  m.bytes,
                nullptr,  0,
                "<= 160", m.bytes <= 160}
        .print();
    print("put into a million pending, any priority", m.nanosecondsPut, 1000, "<= 1 µs");
    const Stopwatch reprioritising;
    for (int i = 0; i < count; ++i)
        m.queue.reprioritize(m.ids[std::size_t(i)], int(m.random() % 1000));
    print("reprioritise one of a million pending", reprioritising.nanosecondsEach(count), 2000, "<= 2 µs");
    const Stopwatch cancelling;
    for (int i = 0; i < count; ++i)
        m.queue.cancel(m.ids[std::size_t(i)]);
    print("cancel one of a million pending", cancelling.nanosecondsEach(count), 2000, "<= 2 µs");
    const Stopwatch launching;
    m.queue.setWidth(count);
    print("launch the best of a million pending", launching.nanosecondsEach(count), 2000, "<= 2 µs");
    const Stopwatch moving;
    m.queue.move(std::span(m.ids).subspan(500'000, 10'000), Place::Top);
    QueueFigure{"queue",     "move 10,000 of a million pending to the top",
                "ms",        moving.seconds() * 1e3,
                nullptr,     0,
                "<= 100 ms", moving.seconds() <= 0.1}
        .print();
    const Stopwatch clearing;
    m.queue.clear();
    QueueFigure{"queue",  "cancel all of 800,000 pending", "ms", clearing.seconds() * 1e3, nullptr, 0,
                "<= 2 s", clearing.seconds() <= 2}
        .print();
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    measureRoundTrip();
    measureMillion();
    return 0;
}

#include "bench_queue.moc"
