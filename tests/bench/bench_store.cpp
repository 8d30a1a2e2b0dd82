// What durability costs: jobs in, jobs back, changes a second; beside a bare loop over SQLite's C API on the same rows.

#include "core/interop/qtclock.h"
#include "core/queue/jobqueue.h"
#include "core/store/store.h"
#include "core/store/storeplace.h"
#include "tests/bench/barestore.h"
#include "tests/bench/measurement.h"

#include <QCoreApplication>
#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;
using namespace millrace;
using namespace millrace::bench;

namespace {

constexpr int million = 1'000'000;

std::vector<JobRecord> makeJobs(int count)
{
    auto options = std::make_shared<JobOptions>();
    options->tags = {u"nightly"_s};
    std::vector<JobRecord> jobs(static_cast<std::size_t>(count));
    for (int n = 0; n < count; ++n) {
        JobRecord &job = jobs[std::size_t(n)];
        job.number = JobNumber{quint64(n) + 1};
        job.position = std::uint64_t(n);
        job.spec.kind = JobKind::Fetch;
        job.spec.what = "https://host" + QByteArray::number(n % 100) + ".example.org/images/" +
                        QByteArray::number(n) + ".jpg";
        job.spec.options = options;
        job.queuedAt = WallTime(std::chrono::milliseconds(1'700'000'000'000 + n));
    }
    return jobs;
}

std::vector<const JobRecord *> pointersTo(const std::vector<JobRecord> &jobs)
{
    std::vector<const JobRecord *> pointers;
    pointers.reserve(jobs.size());
    for (const JobRecord &job : jobs)
        pointers.push_back(&job);
    return pointers;
}

template <class T>
void await(Deferred<T> deferred)
{
    QEventLoop loop;
    auto kept = std::move(deferred).addBoth([&loop](auto &&) { loop.quit(); });
    if (!kept.isSettled())
        loop.exec();
}

class OpenStore
{
public:
    explicit OpenStore(const QString &directory)
        : m_store(DataLock::take(directory).lock, directory, directory)
    {
        await(m_store.open([this](RestoredJobs piece) {
            std::move(piece.records.begin(), piece.records.end(), std::back_inserter(restored));
        }));
    }
    Store *operator->() { return &m_store; }
    std::vector<JobRecord> restored;

private:
    Store m_store;
};

void absolute(const QString &name, const QString &metric, double value, const QString &budget, bool ok)
{
    QJsonObject line{{u"bench"_s, u"store"_s}, {u"case"_s, name}, {u"metric"_s, metric}, {u"value"_s, value}};
    if (!budget.isEmpty()) {
        line.insert(u"budget"_s, budget);
        line.insert(u"ok"_s, ok);
    }
    std::puts(QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

/// Microseconds until one more job is on the disk.
double oneMore(OpenStore &store, int number)
{
    std::vector<JobRecord> job = makeJobs(1);
    job[0].number = JobNumber{quint64(number)};
    const auto start = Steady::now();
    store->note(pointersTo(job));
    await(store->flush());
    return seconds(start) * 1e6;
}

/// Medians for an empty store and one of a million, taken in turns: the disk is the same for both.
std::pair<double, double> oneMoreEach(OpenStore &empty, OpenStore &full)
{
    std::vector<double> first, millionth;
    for (int n = 0; n < 101; ++n) {
        first.push_back(oneMore(empty, n + 1));
        millionth.push_back(oneMore(full, million + n + 1));
    }
    std::nth_element(first.begin(), first.begin() + 50, first.end());
    std::nth_element(millionth.begin(), millionth.begin() + 50, millionth.end());
    return {first[50], millionth[50]};
}

/// A million jobs come back while the window is up: what the longest piece of them keeps its thread from.
void fillWindow(const QString &data)
{
    QtClock clock;
    JobQueue queue(clock);
    Store store(DataLock::take(data).lock, data, data);
    double longest = 0;
    await(store.open([&](RestoredJobs piece) {
        const double before = cpuSeconds(CLOCK_THREAD_CPUTIME_ID);
        queue.restore(std::move(piece));
        longest = std::max(longest, cpuSeconds(CLOCK_THREAD_CPUTIME_ID) - before);
    }));
    absolute(u"1,000,000 jobs back"_s, u"ms the window's thread is kept at most"_s, longest * 1000, u"≤ 50"_s,
             longest <= 0.05 && queue.size() >= std::size_t{million});
}

void importAndLoad(const QString &directory)
{
    const std::vector<JobRecord> jobs = makeJobs(million);
    const auto pointers = pointersTo(jobs);
    Cost in, bareIn, back, bareBack;
    double window = 1e9, first = 0, millionth = 0;
    QString data;
    for (int round = 0; round < 3; ++round) {
        data = directory + u"/import%1"_s.arg(round);
        {
            OpenStore store(data);
            const Stopwatch watch;
            store->note(pointers);
            window = std::min(window, watch.cost().wall);
            await(store->flush());
            in.takeBest(watch.cost());
            if (round == 0) {
                OpenStore empty(directory + u"/empty"_s);
                std::tie(first, millionth) = oneMoreEach(empty, store);
            }
        }
        bareIn.takeBest(bareImport(data, jobs));
        const Stopwatch watch;
        {
            OpenStore store(data);
            back.takeBest(watch.cost());
        }
        bareBack.takeBest(bareLoad(data));
    }
    const QString store = u"store"_s, put = u"1,000,000 jobs in"_s, load = u"1,000,000 jobs back"_s;
    const QString peer = u"bare C API loop"_s;
    Measurement{store, put, u"jobs/s"_s, million / in.wall, peer, million / bareIn.wall, u"≥ 0.8"_s, {}, 0.8}
        .print();
    Measurement{store, put, u"s of processor"_s, in.cpu, peer, bareIn.cpu, {}, {}, {}}.print();
    Measurement{store, load, u"s"_s, back.wall, peer, bareBack.wall, u"≤ 1.5"_s, 1.5, {}}.print();
    Measurement{store, load, u"s of processor"_s, back.cpu, peer, bareBack.cpu, {}, {}, {}}.print();
    Measurement{store,
                u"one more job, at a million"_s,
                u"µs until on the disk"_s,
                millionth,
                u"the first job"_s,
                first,
                u"≤ 1.5"_s,
                1.5,
                {}}
        .print();
    absolute(put, u"s of the window's thread"_s, window, {}, true);
    fillWindow(data);
    absolute(u"1,000,000 jobs"_s, u"bytes a job on disk"_s,
             double(QFileInfo(data + u"/millrace.db"_s).size()) / million, {}, true);
}

/// 10,000 changes a second for a while: launches and ends, each frame's together.
void changes(const QString &directory)
{
    constexpr int jobCount = 100'000;
    constexpr int aFrame = 160;
    OpenStore store(directory + u"/changes"_s);
    std::vector<JobRecord> jobs = makeJobs(jobCount);
    store->note(pointersTo(jobs));
    await(store->flush());
    auto outcome = std::make_shared<JobOutcome>();
    outcome->httpStatus = 200;
    outcome->headers = QByteArray(300, 'h');
    std::size_t next = 0;
    int frames = 0;
    QEventLoop loop;
    QTimer timer;
    const auto frame = [&] {
        std::vector<const JobRecord *> ended;
        for (int n = 0; n < aFrame / 2; ++n) {
            JobRecord &job = jobs[next++ % jobs.size()];
            job.state = JobState::Underway;
            ++job.attempt;
            job.startedAt = job.queuedAt;
            const JobRecord *launched = &job;
            store->note({&launched, 1});
        }
        for (int n = 0; n < aFrame / 2; ++n) {
            JobRecord &job = jobs[(next - 1 - std::size_t(n)) % jobs.size()];
            job.state = JobState::Finished;
            job.endedAt = job.queuedAt;
            job.outcome = outcome;
            ended.push_back(&job);
        }
        store->note(ended);
        if (++frames == 625)
            loop.quit();
    };
    QObject::connect(&timer, &QTimer::timeout, &loop, frame);
    timer.setTimerType(Qt::PreciseTimer);
    const double cpu = cpuSeconds(CLOCK_PROCESS_CPUTIME_ID);
    const double window = cpuSeconds(CLOCK_THREAD_CPUTIME_ID);
    timer.start(16);
    loop.exec();
    await(store->flush());
    const double changed = double(frames) * aFrame;
    const double all = (cpuSeconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) / changed * 10'000 * 100;
    const double ofWindow = (cpuSeconds(CLOCK_THREAD_CPUTIME_ID) - window) / changed * 10'000 * 100;
    absolute(u"10,000 state changes a second"_s, u"% of a core"_s, all, u"≤ 6"_s, all <= 6);
    absolute(u"10,000 state changes a second"_s, u"% of a core, the window's thread"_s, ofWindow, u"≤ 2"_s,
             ofWindow <= 2);
}

void restart(const QString &directory)
{
    const QString data = directory + u"/killed"_s;
    const QString copy = directory + u"/copy"_s;
    QDir().mkpath(copy);
    {
        OpenStore store(data);
        std::vector<JobRecord> jobs = makeJobs(100'000);
        for (std::size_t n = 0; n < jobs.size(); n += 2) {
            jobs[n].state = n % 1000 == 0 ? JobState::Underway : JobState::Finished;
            jobs[n].attempt = 1;
            jobs[n].outcome = std::make_shared<JobOutcome>();
        }
        store->note(pointersTo(jobs));
        await(store->flush());
        for (const QString &name : {u"/millrace.db"_s, u"/millrace.db-wal"_s}) // as a kill leaves them
            QFile::copy(data + name, copy + name);
    }
    const auto start = Steady::now();
    OpenStore store(copy);
    const double took = seconds(start);
    absolute(u"restart after a kill, 100,000 jobs"_s, u"s until all are back"_s, took, u"≤ 2"_s,
             took <= 2 && store.restored.size() == 100'000);
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const QTemporaryDir directory(QDir::currentPath() + u"/bench-store-XXXXXX"_s);
    changes(directory.path());
    restart(directory.path());
    importAndLoad(directory.path());
}
