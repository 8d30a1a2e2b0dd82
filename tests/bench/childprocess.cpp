#include "tests/bench/childprocess.h"

#include <csignal>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

extern char **environ;

namespace millrace::bench {

namespace {

std::chrono::microseconds cpuOf(const rusage &usage)
{
    const auto time = [](const timeval &t) {
        return std::chrono::seconds(t.tv_sec) + std::chrono::microseconds(t.tv_usec);
    };
    return time(usage.ru_utime) + time(usage.ru_stime);
}

} // namespace

std::chrono::microseconds ownCpuTime()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return cpuOf(usage);
}

ChildProcess::ChildProcess(const QList<QByteArray> &arguments) : m_begun(std::chrono::steady_clock::now())
{
    QList<QByteArray> copy = arguments;
    std::vector<char *> argv;
    for (QByteArray &argument : copy)
        argv.push_back(argument.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    if (::posix_spawnp(&m_pid, argv.front(), &actions, nullptr, argv.data(), environ) != 0)
        m_pid = -1;
    posix_spawn_file_actions_destroy(&actions);
}

ChildProcess::~ChildProcess()
{
    if (!started())
        return;
    ::kill(m_pid, SIGTERM);
    finish();
}

ChildProcess::Used ChildProcess::finish()
{
    int status = 0;
    rusage usage{};
    ::wait4(m_pid, &status, 0, &usage);
    m_pid = -1;
    const auto wall = std::chrono::steady_clock::now() - m_begun;
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, cpuOf(usage),
            std::chrono::duration_cast<std::chrono::microseconds>(wall)};
}

} // namespace millrace::bench
