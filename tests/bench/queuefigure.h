#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <optional>

namespace millrace::bench {

/// Measures the time that something takes: on the wall, or of the processors if that is less, since a busy machine
/// shows in the one and a second thread in the other.
class Stopwatch
{
public:
    [[nodiscard]] double seconds() const
    {
        const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - m_start;
        return std::min(wall.count(), double(std::clock() - m_startOfCpu) / CLOCKS_PER_SEC);
    }
    /// Nanoseconds for each of \a count.
    [[nodiscard]] double nanosecondsEach(double count) const { return seconds() * 1e9 / count; }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    std::clock_t m_startOfCpu = std::clock();
};

/// One line of bench_queue: its budgets are absolute as well as beside a peer.
struct QueueFigure
{
    const char *bench = "";
    const char *what = ""; ///< The case.
    const char *metric = "";
    double value = 0;
    const char *peer = nullptr;
    double peerValue = 0;
    const char *budget = nullptr;
    std::optional<bool> ok = std::nullopt;

    void print() const
    {
        QJsonObject line{{QStringLiteral("bench"), QString::fromUtf8(bench)},
                         {QStringLiteral("case"), QString::fromUtf8(what)},
                         {QStringLiteral("metric"), QString::fromUtf8(metric)},
                         {QStringLiteral("value"), value}};
        if (peer) {
            line.insert(QStringLiteral("peer"), QString::fromUtf8(peer));
            line.insert(QStringLiteral("peer_value"), peerValue);
            line.insert(QStringLiteral("ratio"), peerValue / value);
        }
        if (budget)
            line.insert(QStringLiteral("budget"), QString::fromUtf8(budget));
        if (ok)
            line.insert(QStringLiteral("ok"), *ok);
        std::printf("%s\n", QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
        std::fflush(stdout);
    }
};

/// The least of what \a measure() gives in \a times goes: noise only adds.
template <class Measure>
double bestOf(int times, Measure measure)
{
    double best = measure();
    while (--times > 0)
        best = std::min(best, measure());
    return best;
}

} // namespace millrace::bench
