// What a command costs: its CPU beside GNU parallel's, the GUI thread's share of a start, and 1,000 at once.

#include "tests/support/commandkit.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>
#include <QTimer>

#include <algorithm>
#include <functional>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace millrace;
using namespace Qt::StringLiterals;

namespace {

constexpr int jobCount = 2'000;
constexpr int jobWidth = 8;
constexpr int manyJobs = 1'000;
constexpr int rounds = 2;

/// One figure, printed as tests/bench/run reads it.
struct Figure
{
    QString what; ///< The case.
    QString metric;
    double value = 0;
    QString budget = {};
    std::optional<bool> ok = {};
    std::optional<double> parallel = {}; ///< What GNU parallel takes, where it is installed.

    void print() const
    {
        QJsonObject line{
            {u"bench"_s, u"command"_s}, {u"case"_s, what}, {u"metric"_s, metric}, {u"value"_s, value}};
        if (!budget.isEmpty())
            line.insert(u"budget"_s, budget);
        if (ok)
            line.insert(u"ok"_s, *ok);
        if (parallel) {
            line.insert(u"peer"_s, u"GNU parallel"_s);
            line.insert(u"peer_value"_s, *parallel);
            line.insert(u"ratio"_s, value / *parallel);
        }
        std::puts(QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
        std::fflush(stdout);
    }
};

double microseconds(const timeval &time)
{
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
}

double microseconds(const rusage &used)
{
    return microseconds(used.ru_utime) + microseconds(used.ru_stime);
}

/// CPU of this process and of all it has reaped, with what those reaped.
double cpuOfAll()
{
    rusage own{}, children{};
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &children);
    return microseconds(own) + microseconds(children);
}

double cpuOfThread()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

std::optional<double> cpuOfParallel()
{
    if (QStandardPaths::findExecutable(u"parallel"_s).isEmpty())
        return {};
    const QByteArray line = "seq " + QByteArray::number(jobCount) + " | parallel -n0 -j" +
                            QByteArray::number(jobWidth) + " true 2>/dev/null";
    const char *const arguments[] = {"sh", "-c", line.constData(), nullptr};
    pid_t pid = 0;
    if (posix_spawn(&pid, "/bin/sh", nullptr, nullptr, const_cast<char *const *>(arguments), environ) != 0)
        return {};
    rusage used{};
    int status = 0;
    wait4(pid, &status, 0, &used);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return {};
    return microseconds(used) / jobCount;
}

/// Keeps some commands underway until enough have ended.
class Pump
{
public:
    Pump(CommandRunner &runner, JobSink &sink) : m_runner(runner), m_sink(sink) {}

    void run(int count, int width)
    {
        m_left = count;
        m_toEnd = count;
        for (int i = 0; i < width; ++i)
            launch();
        QCoreApplication::exec();
    }

    /// The costliest but one in a hundred.
    [[nodiscard]] double startAt99() const
    {
        std::vector<double> sorted = m_starts;
        const auto at = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() * 99 / 100);
        std::nth_element(sorted.begin(), at, sorted.end());
        return *at;
    }

private:
    void launch()
    {
        if (m_left == 0)
            return;
        --m_left;
        const auto number = static_cast<std::uint32_t>(m_left + 1);
        const double before = cpuOfThread();
        auto end = m_runner.launch({.id = {number, 1}, .number = JobNumber{number}, .spec = m_spec}, m_sink);
        m_starts.push_back(cpuOfThread() - before);
        std::move(end).addBoth([this](const Outcome<JobOutcomePtr> &) {
            if (--m_toEnd == 0)
                QCoreApplication::quit();
            launch();
        });
    }

    CommandRunner &m_runner;
    JobSink &m_sink;
    const JobSpec m_spec{.what = "true", .key = {}, .options = {}};
    int m_left = 0, m_toEnd = 0;
    std::vector<double> m_starts;
};

/// What a run of ours took, a job.
struct Own
{
    double cpu = 0, ofGui = 0, startAt99 = 0;
};

Own runOwn(CommandKit &kit)
{
    Pump pump(*kit.runner, kit.sink);
    const double all = cpuOfAll(), thread = cpuOfThread();
    pump.run(jobCount, jobWidth);
    return {(cpuOfAll() - all) / jobCount, (cpuOfThread() - thread) / jobCount, pump.startAt99()};
}

/// In turns, and the better of each: what else runs on the machine disturbs them alike then.
void benchTrue()
{
    CommandKit kit;
    Pump warmUp(*kit.runner, kit.sink);
    warmUp.run(50, jobWidth);
    Own own;
    std::optional<double> peer;
    for (int round = 0; round < rounds; ++round) {
        const Own now = runOwn(kit);
        if (round == 0 || now.cpu < own.cpu)
            own = now;
        const std::optional<double> theirs = cpuOfParallel();
        peer = peer && theirs ? std::min(*peer, *theirs) : theirs;
    }
    const QString what = u"%L1 × true at width %2"_s.arg(jobCount).arg(jobWidth);
    Figure{.what = what,
           .metric = u"CPU a job, µs"_s,
           .value = own.cpu,
           .budget = u"≤ ¼ of the peer"_s,
           .ok = peer ? std::optional(own.cpu <= *peer / 4) : std::nullopt,
           .parallel = peer}
        .print();
    Figure{.what = what,
           .metric = u"GUI thread's cost of a start at p99, µs"_s,
           .value = own.startAt99,
           .budget = u"≤ 50"_s,
           .ok = own.startAt99 <= 50}
        .print();
    Figure{.what = what, .metric = u"GUI thread's CPU a job in all, µs"_s, .value = own.ofGui}.print();
}

/// Runs the event loop until \a condition or a minute has passed.
bool runUntil(const std::function<bool()> &condition)
{
    QElapsedTimer time;
    time.start();
    QTimer looks;
    QObject::connect(&looks, &QTimer::timeout, qApp, [&time, &condition] {
        if (condition() || time.elapsed() > 60'000)
            QCoreApplication::quit();
    });
    looks.start(5);
    QCoreApplication::exec();
    return condition();
}

void benchMany()
{
    CommandKit kit;
    QElapsedTimer time;
    time.start();
    const double thread = cpuOfThread();
    std::vector<CommandKit::JobRef> jobs;
    for (int i = 0; i < manyJobs; ++i)
        jobs.push_back(kit.run("echo up; exec sleep 1000"));
    const bool up = runUntil([&kit] { return kit.sink.texts.size() == manyJobs; });
    const double gui = cpuOfThread() - thread;
    const auto elapsed = static_cast<double>(time.elapsed());
    for (const auto &job : jobs)
        kit.runner->cancel(job->id);
    runUntil([&jobs] {
        return std::all_of(jobs.begin(), jobs.end(), [](const auto &job) { return job->isOver(); });
    });
    const QString what = u"%L1 underway at once"_s.arg(manyJobs);
    Figure{.what = what,
           .metric = u"commands running"_s,
           .value = static_cast<double>(kit.sink.texts.size()),
           .budget = u"all"_s,
           .ok = up}
        .print();
    Figure{.what = what, .metric = u"until all run, ms"_s, .value = elapsed}.print();
    Figure{.what = what, .metric = u"GUI thread's CPU a start, µs"_s, .value = gui / manyJobs}.print();
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    benchTrue();
    benchMany();
    return 0;
}
