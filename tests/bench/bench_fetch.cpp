// 20,000 small fetches from a local nginx beside curl and aria2c, and how much of a latency the width hides.
#include "core/interop/qtclock.h"
#include "core/queue/jobqueue.h"
#include "core/runners/fetch/fetchrunner.h"
#include "core/runners/resultsfolder.h"
#include "core/runners/resultswriter.h"
#include "tests/bench/childprocess.h"
#include "tests/bench/delayingserver.h"
#include "tests/bench/measurement.h"

#include <QCoreApplication>
#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <memory>
#include <utility>

namespace millrace::bench {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr int width = 32;
constexpr int requests = 20'000;
constexpr int requestsOnDisk = 4'000;
constexpr int rounds = 2;
constexpr auto latency = 50ms;
constexpr int delayedRequests = width * 150;

QByteArray configuration(const QByteArray &folder, quint16 port)
{
    return "daemon off; master_process off; pid " + folder + "/pid; error_log " + folder +
           "/errors;\n"
           "events { worker_connections 4096; }\n"
           "http { access_log off; keepalive_requests 1000000; client_body_temp_path " +
           folder + "/b; proxy_temp_path " + folder + "/p; fastcgi_temp_path " + folder +
           "/f; uwsgi_temp_path " + folder + "/u; scgi_temp_path " + folder +
           "/s;\n server { listen 127.0.0.1:" + QByteArray::number(port) + "; location / { return 200 \"" +
           QByteArray(1024, 'x') + "\"; } } }\n";
}

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("can't write %s", qPrintable(path));
}

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

/// True as soon as somebody listens there, false if nobody does within 5 s.
bool answers(quint16 port)
{
    for (int i = 0; i < 50; ++i) {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, port);
        if (socket.waitForConnected(100))
            return true;
        QEventLoop pause;
        QTimer::singleShot(50ms, &pause, &QEventLoop::quit);
        pause.exec();
    }
    return false;
}

/// What a run took, a request.
struct Cost
{
    double cpu = 0;  ///< Microseconds.
    double wall = 0; ///< Microseconds.
    int failed = 0;
};

QList<QByteArray> urls(const QByteArray &base, int count)
{
    QList<QByteArray> all;
    for (int i = 0; i < count; ++i)
        all.append(base + "/f" + QByteArray::number(i));
    return all;
}

/// The program's own way: the whole queue, every result durable before its job has ended.
Cost ours(const QList<QByteArray> &all, const QString &folderPath)
{
    QtClock clock;
    ResultsFolder folder(folderPath);
    ResultsWriter writer(folder);
    FetchRunner runner(writer);
    JobQueue queue(clock);
    queue.setRunner(JobKind::Fetch, &runner);
    std::vector<JobSpec> specs;
    for (const QByteArray &url : all) {
        JobSpec spec;
        spec.kind = JobKind::Fetch;
        spec.what = url;
        specs.push_back(std::move(spec));
    }
    const auto begun = std::chrono::steady_clock::now();
    const auto cpu = ownCpuTime();
    QEventLoop loop;
    QObject::connect(&queue, &JobQueue::drained, &loop, &QEventLoop::quit);
    queue.putAll(std::move(specs));
    queue.setWidth(width);
    loop.exec();
    const std::chrono::duration<double, std::micro> wall = std::chrono::steady_clock::now() - begun;
    const auto count = static_cast<double>(all.size());
    return {static_cast<double>((ownCpuTime() - cpu).count()) / count, wall.count() / count,
            static_cast<int>(queue.status().counts[JobState::Failed])};
}

std::optional<Cost> theirs(const QList<QByteArray> &arguments, qsizetype count)
{
    ChildProcess program(arguments);
    if (!program.started())
        return {};
    const ChildProcess::Used used = program.finish();
    const auto each = [count](std::chrono::microseconds time) {
        return static_cast<double>(time.count()) / static_cast<double>(count);
    };
    return Cost{each(used.cpu), each(used.wall), used.exitCode};
}

std::optional<Cost> curl(const QList<QByteArray> &all, const QString &folder)
{
    QByteArray list;
    for (qsizetype i = 0; i < all.size(); ++i)
        list += "url=\"" + all[i] + "\"\noutput=\"" + QFile::encodeName(folder) + "/f" +
                QByteArray::number(i) + "\"\n";
    write(folder + u".list"_s, list);
    return theirs({"curl", "-q", "--silent", "--parallel", "--parallel-max", QByteArray::number(width),
                   "--config", QFile::encodeName(folder + u".list"_s)},
                  all.size());
}

std::optional<Cost> aria(const QList<QByteArray> &all, const QString &folder)
{
    write(folder + u".list"_s, all.join('\n'));
    return theirs({"aria2c", "--no-conf", "--quiet", "-j", QByteArray::number(width), "-i",
                   QFile::encodeName(folder + u".list"_s), "-d", QFile::encodeName(folder)},
                  all.size());
}

/// The cheaper of two, if there are two.
std::optional<Cost> better(const std::optional<Cost> &a, const std::optional<Cost> &b)
{
    if (!a || !b)
        return a ? a : b;
    return a->cpu < b->cpu ? a : b;
}

/// Where results go in a case, and how many.
struct Case
{
    QString name, folder;
    int count = 0;
};

/// In turns, since what else runs on the machine disturbs them alike then.
void beside(const Case &here, const QByteArray &base)
{
    const QList<QByteArray> all = urls(base, here.count);
    std::optional<Cost> own, curls, arias;
    for (int round = 0; round < rounds; ++round) {
        const auto fresh = [&](const QString &who) {
            const QString folder = here.folder + u'/' + who + QString::number(round);
            QDir().mkpath(folder);
            return folder;
        };
        own = better(own, ours(all, fresh(u"own"_s)));
        curls = better(curls, curl(all, fresh(u"curl"_s)));
        arias = better(arias, aria(all, fresh(u"aria"_s)));
    }
    if (own->failed)
        std::fprintf(stderr, "%d of our fetches failed\n", own->failed);
    Measurement line{u"fetch"_s, here.name, u"CPU a request, µs"_s, own->cpu, {}, {}, {}, {}, {}};
    if (curls) {
        line.peer = u"curl --parallel"_s;
        line.peerValue = curls->cpu;
        line.budget = u"≤ 1.5"_s;
        line.atMost = 1.5;
        line.print();
    }
    if (arias) {
        line.peer = u"aria2c -j 32"_s;
        line.peerValue = arias->cpu;
        line.budget = u"≤ 0.5"_s;
        line.atMost = 0.5;
        line.print();
    }
}

/// How much of a latency the width hides: beside what it could at most, by the latency that the server really had.
void hideLatency(const Case &here)
{
    DelayingServer server(latency);
    const auto print = [&](const QString &who, const Cost &cost, bool isOurs) {
        const double ideal = width / server.takeLatency().count();
        Measurement line{u"fetch"_s,
                         here.name,
                         u"requests a second%1"_s.arg(who),
                         1e6 / cost.wall,
                         u"width ÷ latency"_s,
                         ideal,
                         {},
                         {},
                         {}};
        if (isOurs) {
            line.budget = u"≥ 0.95"_s;
            line.atLeast = 0.95;
        }
        line.print();
    };
    print({}, ours(urls(server.url(), here.count), here.folder + u"/delayed"_s), true);
    const QString beside = here.folder + u"/delayedcurl"_s;
    QDir().mkpath(beside);
    if (const auto peer = curl(urls(server.url(), here.count), beside))
        print(u", curl --parallel (nothing durable)"_s, *peer, false);
}

int run()
{
    // In memory the disk's mood doesn't count, nor what others write to it; on the disk, durability has its price.
    const QString memory = QFileInfo(u"/dev/shm"_s).isWritable() ? u"/dev/shm"_s : QDir::tempPath();
    const QTemporaryDir inMemory(memory + u"/bench-fetch-XXXXXX"_s);
    const QTemporaryDir onDisk(QDir::currentPath() + u"/bench-fetch-XXXXXX"_s);
    hideLatency({u"50 ms of latency, width 32, results in memory"_s, inMemory.path(), delayedRequests});
    hideLatency({u"50 ms of latency, width 32, results on this disk"_s, onDisk.path(), delayedRequests});
    const quint16 port = freePort();
    const QByteArray folder = QFile::encodeName(inMemory.path());
    write(inMemory.path() + u"/nginx.conf"_s, configuration(folder, port));
    const QByteArray program = QFile::exists(u"/usr/sbin/nginx"_s) ? "/usr/sbin/nginx" : "nginx";
    const ChildProcess nginx({program, "-p", folder, "-c", folder + "/nginx.conf"});
    if (!nginx.started() || !answers(port)) {
        std::fputs("nginx is not installed: nothing to fetch from\n", stderr);
        return 0;
    }
    const QByteArray base = "http://127.0.0.1:" + QByteArray::number(port);
    beside({u"20,000 of 1 KiB from nginx, width 32, in memory"_s, inMemory.path(), requests}, base);
    beside({u"4,000 of 1 KiB from nginx, width 32, on this disk"_s, onDisk.path(), requestsOnDisk}, base);
    return 0;
}

} // namespace
} // namespace millrace::bench

int main(int argc, char *argv[])
{
    const QCoreApplication app(argc, argv);
    return millrace::bench::run();
}
