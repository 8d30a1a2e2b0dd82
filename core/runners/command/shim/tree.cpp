#include "core/runners/command/shim/tree.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace millrace::shim {

/// Calls \a visit with each child's id, the ended ones included. The kernel's list may miss some while it
/// changes, so callers come back until wait4() says that none is left.
/// \returns false if there is no list.
template <class Visit>
bool Tree::eachChild(Visit visit)
{
    const int list = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    if (list < 0)
        return false;
    char buffer[4096];
    pid_t child = 0;
    for (ssize_t size; (size = read(list, buffer, sizeof buffer)) > 0;) {
        for (const char *at = buffer; at < buffer + size; ++at) {
            if (*at >= '0' && *at <= '9') {
                child = child * 10 + (*at - '0');
            } else if (child > 0) {
                visit(child);
                child = 0;
            }
        }
    }
    if (child > 0)
        visit(child);
    close(list);
    return true;
}

void Tree::noteShell()
{
    siginfo_t info = {};
    if (waitid(P_PID, static_cast<id_t>(m_shell), &info, WEXITED | WNOWAIT | WNOHANG) != 0 ||
        info.si_pid == 0)
        return;
    m_ended = true;
    if (info.si_code == CLD_EXITED)
        m_exitCode = info.si_status;
    else
        m_signal = info.si_status;
}

/// True: no child is left but such as have ended. The kernel says so when it is asked for stopped children: it counts
/// the living ones only. One call, where the list of children takes four and the kernel a folder of /proc.
bool Tree::noneLives()
{
    siginfo_t info = {};
    return waitid(P_ALL, 0, &info, WSTOPPED | WNOHANG | WNOWAIT | __WALL) != 0 && errno == ECHILD;
}

bool Tree::noneEnded()
{
    siginfo_t info = {};
    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0 && info.si_pid == 0;
}

void Tree::reap()
{
    if (!m_ended)
        noteShell();
    m_others = 0;
    if (m_ended ? !m_killing && noneLives() : noneEnded())
        return; // Nothing to reap but by settle(), and nothing to count.
    const bool listed = eachChild([this](pid_t child) {
        int status = 0;
        if (child == m_shell && !m_reaped)
            return;
        if (wait4(child, &status, WNOHANG, nullptr) != child)
            ++m_others;
        else if (m_killing && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
            ++m_killed;
    });
    if (!listed && m_ended) // Without /proc only the shell's group can be reached, and nothing counted.
        m_others = ::kill(-m_shell, 0) == 0 && !m_killing ? 1 : 0;
}

void Tree::ask()
{
    if (!m_reaped) {
        ::kill(-m_shell, SIGTERM);
        ::kill(-m_shell, SIGCONT);
    }
    eachChild([this](pid_t child) {
        if (child == m_shell || getpgid(child) == m_shell)
            return;
        ::kill(child, SIGTERM);
        ::kill(child, SIGCONT);
    });
}

void Tree::kill()
{
    m_killing = true;
    m_beyond = 0;
    if (!m_reaped) {
        ::kill(-m_shell, SIGKILL); // The whole group in one step: a fork bomb can't outrun it.
        ::kill(m_shell, SIGKILL);
    }
    eachChild([this](pid_t child) {
        if (child == m_shell)
            return;
        if (getpgid(child) == child)
            ::kill(-child, SIGKILL);
        if (::kill(child, SIGKILL) != 0 && errno == EPERM)
            ++m_beyond;
    });
}

bool Tree::settle()
{
    if (!m_reaped)
        m_reaped = wait4(m_shell, nullptr, 0, nullptr) == m_shell || errno == ECHILD;
    pid_t other;
    while ((other = wait4(-1, nullptr, WNOHANG, nullptr)) > 0)
        continue;
    return other < 0 && errno == ECHILD;
}

} // namespace millrace::shim
