#include "core/runners/command/shim/supervisor.h"

#include "core/runners/command/shim/shell.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <initializer_list>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace millrace::shim {

namespace {

constexpr std::int64_t killAgainMs = 20;
constexpr std::int64_t giveUpMs = 2'000;

volatile sig_atomic_t toldToEnd = 0;

std::int64_t nowMs()
{
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

constexpr int endingSignals[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT};

/// Signals arrive inside ppoll() only, so nothing races with them: SIGCHLD wakes it up, the ending ones ask for the end.
/// All others stay blocked: SIGXFSZ, say, is an error of write() then.
void catchSignals()
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, nullptr);
    struct sigaction action = {};
    action.sa_handler = [](int) {};
    sigaction(SIGCHLD, &action, nullptr);
    action.sa_handler = [](int) { toldToEnd = 1; };
    for (const int signal : endingSignals)
        sigaction(signal, &action, nullptr);
}

sigset_t blockedWhileWaiting()
{
    sigset_t blocked;
    sigfillset(&blocked);
    sigdelset(&blocked, SIGCHLD);
    for (const int signal : endingSignals)
        sigdelset(&blocked, signal);
    return blocked;
}

void sooner(std::int64_t &least, std::int64_t moment)
{
    if (moment >= 0 && (least < 0 || moment < least))
        least = moment;
}

} // namespace

Supervisor::Supervisor(const JobArguments &arguments)
    : m_arguments(arguments),
      m_output(Stream::Output, arguments.numbers[HeadBytes], arguments.numbers[TailBytes]),
      m_error(Stream::Error, arguments.numbers[HeadBytes], arguments.numbers[TailBytes]),
      m_relay(controlDescriptor)
{}

int Supervisor::run()
{
    catchSignals();
    if (begin()) {
        while (!m_over)
            turn();
        drain();
        for (Outlet *outlet : {&m_output, &m_error}) {
            if (const int error = m_report.cause == Cause::Disk ? 0 : outlet->file().finish())
                noteDisk(error);
        }
    }
    return report();
}

void Supervisor::fail(Cause cause, int error)
{
    m_report.cause = cause;
    m_report.error = error;
}

bool Supervisor::begin()
{
    if (chdir(m_arguments.folder) != 0)
        return fail(Cause::NoDirectory, errno), false;
    ShellStart start{.line = m_arguments.line};
    start.input = m_arguments.numbers[HasInput] ? inputDescriptor : STDIN_FILENO;
    start.output = m_output.openPipe();
    start.error = m_error.openPipe();
    if (start.output < 0 || start.error < 0)
        return fail(Cause::NotStarted, start.output < 0 ? -start.output : -start.error), false;
    const pid_t shell = startShell(start);
    if (start.input == inputDescriptor)
        close(start.input);
    close(start.output);
    close(start.error);
    if (shell < 0)
        return fail(Cause::NotStarted, -shell), false;
    m_tree.adopt(shell);
    if (m_arguments.numbers[TimeoutMs])
        m_timeout = nowMs() + static_cast<std::int64_t>(m_arguments.numbers[TimeoutMs]);
    return true;
}

int Supervisor::waitMs(std::int64_t now) const
{
    std::int64_t least = -1;
    sooner(least, m_deadline);
    sooner(least, m_relay.due());
    if (m_phase == Phase::Running)
        sooner(least, m_timeout);
    if (m_phase == Phase::Killing)
        sooner(least, now + killAgainMs);
    if (least < 0)
        return -1;
    return static_cast<int>(least <= now ? 0 : least - now < 3'600'000 ? least - now : 3'600'000);
}

void Supervisor::turn()
{
    pollfd watched[] = {{m_programGone ? -1 : controlDescriptor, POLLIN, 0},
                        {m_output.watched(), POLLIN, 0},
                        {m_error.watched(), POLLIN, 0}};
    const int wait = waitMs(nowMs());
    const timespec time{wait / 1000, wait % 1000 * 1'000'000L};
    const sigset_t blocked = blockedWhileWaiting();
    const bool ready = ppoll(watched, 3, wait < 0 ? nullptr : &time, &blocked) > 0;
    const std::int64_t now = nowMs();
    if (toldToEnd) {
        toldToEnd = 0;
        endWithGrace(Cause::Itself, m_arguments.numbers[GraceMs], now);
    }
    if (ready && watched[0].revents)
        readOrder();
    if (ready && watched[1].revents)
        noteDisk(m_output.take(watched[1].revents & POLLIN, m_relay, m_words));
    if (ready && watched[2].revents)
        noteDisk(m_error.take(watched[2].revents & POLLIN, m_relay, m_words));
    if (m_phase == Phase::Running && m_timeout >= 0 && now >= m_timeout)
        endWithGrace(Cause::TimedOut, m_arguments.numbers[GraceMs], now);
    m_relay.flush(now);
    look(now);
}

void Supervisor::readOrder()
{
    Order order;
    iovec bytes{&order, sizeof order};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
    msghdr message = {};
    message.msg_iov = &bytes;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t size = recvmsg(controlDescriptor, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (size != sizeof order) { // End of file: the program is gone, and nothing may outlive it.
        m_programGone = true;
        return kill(nowMs());
    }
    if (order.kind == Order::Kind::End)
        return endWithGrace(Cause::Asked, order.value, nowMs());
    const cmsghdr *passed = CMSG_FIRSTHDR(&message);
    if (order.kind == Order::Kind::NoFile)
        return noteDisk(order.value ? static_cast<int>(order.value) : EIO);
    if (!passed)
        return noteDisk(EMFILE); // It was sent: there is no room for it here.
    int file = -1;
    memcpy(&file, CMSG_DATA(passed), sizeof file);
    (order.stream == Stream::Output ? m_output : m_error).file().open(file);
}

void Supervisor::endWithGrace(Cause cause, std::uint64_t graceMs, std::int64_t now)
{
    if (m_report.cause == Cause::Itself)
        m_report.cause = cause;
    if (m_phase != Phase::Running || graceMs == 0)
        return kill(now);
    m_phase = Phase::Asked;
    m_deadline = now + static_cast<std::int64_t>(graceMs);
    m_tree.ask();
}

void Supervisor::kill(std::int64_t now)
{
    if (m_phase != Phase::Killing) {
        m_phase = Phase::Killing;
        m_deadline = now + giveUpMs;
    }
    m_tree.kill();
}

/// Sees what has become of the tree, and moves on.
void Supervisor::look(std::int64_t now)
{
    m_tree.reap();
    if (m_tree.isAlone() && m_tree.settle()) {
        m_over = true;
    } else if (m_phase == Phase::Running && m_tree.shellEnded()) {
        m_phase = Phase::Lingering;
        m_deadline = now + static_cast<std::int64_t>(m_arguments.numbers[LingerMs]);
    } else if (m_phase == Phase::Killing) {
        kill(now);
        if (now < m_deadline)
            return;
        m_deadline = now + giveUpMs;
        m_over = m_tree.isBeyond();
    } else if (m_deadline >= 0 && now >= m_deadline) {
        kill(now);
    }
}

/// The result can't be written: going on would be work for nothing.
void Supervisor::noteDisk(int error)
{
    if (error == 0 || m_report.cause == Cause::Disk)
        return;
    fail(Cause::Disk, error);
    m_output.mute();
    m_error.mute();
    if (!m_over)
        kill(nowMs());
}

/// What is in the pipes when the tree is gone, its file awaited if it is the job's first words.
void Supervisor::drain()
{
    for (Outlet *outlet : {&m_output, &m_error}) {
        do {
            noteDisk(outlet->drain(m_relay, m_words));
            pollfd control{controlDescriptor, POLLIN, 0};
            if (outlet->isWaiting() && poll(&control, 1, -1) > 0)
                readOrder();
        } while (outlet->isWaiting() && !m_programGone && m_report.cause != Cause::Disk);
        if (!m_programGone && m_report.cause != Cause::Disk)
            noteDisk(outlet->drain(m_relay, m_words));
    }
}

int Supervisor::report()
{
    rusage used = {};
    getrusage(RUSAGE_CHILDREN, &used);
    const auto microseconds = [](const timeval &time) {
        return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000 + static_cast<std::uint64_t>(time.tv_usec);
    };
    m_report.exitCode = m_tree.exitCode();
    m_report.signal = m_tree.signal();
    m_report.left = m_report.cause == Cause::Itself ? m_tree.killed() : 0;
    m_report.beyond = m_tree.beyond();
    m_report.lastWords = m_words.size();
    m_report.userMicroseconds = microseconds(used.ru_utime);
    m_report.systemMicroseconds = microseconds(used.ru_stime);
    m_report.peakBytes = static_cast<std::uint64_t>(used.ru_maxrss) * 1024;
    m_report.outputBytes = m_output.file().bytes();
    m_report.errorBytes = m_error.file().bytes();
    if (!m_programGone && m_relay.finish(m_report, m_words.data()))
        return 0;
    m_output.file().remove(); // Nobody is left who would know what it is.
    m_error.file().remove();
    return 1;
}

} // namespace millrace::shim
