#pragma once

#include <QByteArray>
#include <QList>

#include <chrono>

#include <sys/types.h>

namespace millrace::bench {

/// User and system time of this process, all threads.
[[nodiscard]] std::chrono::microseconds ownCpuTime();

/// A program that runs beside a bench; it is ended with this. Its output goes nowhere.
class ChildProcess
{
public:
    /// What a program took.
    struct Used
    {
        int exitCode = -1;
        std::chrono::microseconds cpu{0}; ///< User and system, its children included.
        std::chrono::microseconds wall{0};
    };

    explicit ChildProcess(const QList<QByteArray> &arguments);
    ~ChildProcess();
    ChildProcess(const ChildProcess &) = delete;
    ChildProcess &operator=(const ChildProcess &) = delete;

    /// False if there is no such program.
    [[nodiscard]] bool started() const { return m_pid > 0; }

    /// Blocks until it has ended.
    Used finish();

private:
    pid_t m_pid = -1;
    std::chrono::steady_clock::time_point m_begun;
};

} // namespace millrace::bench
