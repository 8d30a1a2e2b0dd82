#include "core/runners/command/shim/shell.h"

#include <cerrno>
#include <csignal>
#include <initializer_list>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace millrace::shim {

namespace {

/// glibc's posix_spawn leaves its two internal signals ignored, and its sigaction() won't touch them.
void restoreInternalSignals()
{
    const unsigned long defaults[4] = {}; // The kernel's struct sigaction: handler, flags, restorer, mask.
    for (const int internal : {32, 33})
        syscall(SYS_rt_sigaction, internal, defaults, nullptr, sizeof(unsigned long));
}

/// Runs in the shim's memory until it execs (vfork): nothing but system calls.
[[noreturn]] void becomeShell(const ShellStart &start, pid_t shim, volatile int &error)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != shim)
        _exit(127);
    for (const int handled : {SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGQUIT})
        signal(handled, SIG_DFL);
    restoreInternalSignals();
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    dup2(start.input, STDIN_FILENO);
    dup2(start.output, STDOUT_FILENO);
    dup2(start.error, STDERR_FILENO);
    const char *const arguments[] = {"sh", "-c", "--", start.line, nullptr};
    execve("/bin/sh", const_cast<char *const *>(arguments), environ);
    error = errno;
    _exit(127);
}

} // namespace

pid_t startShell(const ShellStart &start)
{
    volatile int error = 0;
    const pid_t shim = getpid();
    const pid_t shell = vfork();
    if (shell == 0)
        becomeShell(start, shim, error);
    if (shell < 0)
        return -errno;
    if (error)
        waitpid(shell, nullptr, 0);
    return error ? -error : shell;
}

} // namespace millrace::shim
