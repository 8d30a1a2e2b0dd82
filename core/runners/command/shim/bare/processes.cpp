// The C library's functions for processes and signals: see start.cpp.

#include "core/runners/command/shim/bare/call.h"

#include <csignal>
#include <cstdarg>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using millrace::shim::bare::call;
using millrace::shim::bare::kernelSetSize;

extern "C" {

void returnFromSignal();

void _exit(int code)
{
    for (;;)
        call(SYS_exit_group, code);
}

int execve(const char *path, char *const *arguments, char *const *environment) noexcept
{
    return call(SYS_execve, path, arguments, environment);
}

pid_t getpid() noexcept
{
    return call(SYS_getpid);
}

pid_t getppid() noexcept
{
    return call(SYS_getppid);
}

pid_t getpgid(pid_t process) noexcept
{
    return call(SYS_getpgid, process);
}

int setpgid(pid_t process, pid_t group) noexcept
{
    return call(SYS_setpgid, process, group);
}

pid_t setsid() noexcept
{
    return call(SYS_setsid);
}

int prctl(int option, ...) noexcept
{
    va_list rest;
    va_start(rest, option);
    const long value = va_arg(rest, int);
    va_end(rest);
    return call(SYS_prctl, option, value, 0, 0, 0);
}

int kill(pid_t process, int signal) noexcept
{
    return call(SYS_kill, process, signal);
}

int waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
    return call(SYS_waitid, type, id, info, options, 0);
}

pid_t wait4(pid_t process, int *status, int options, rusage *used) noexcept
{
    return call(SYS_wait4, process, status, options, used);
}

int getrusage(__rusage_who_t who, rusage *used) noexcept
{
    return call(SYS_getrusage, who, used);
}

int getrlimit(__rlimit_resource_t resource, rlimit *limit) noexcept
{
    return call(SYS_getrlimit, resource, limit);
}

int setrlimit(__rlimit_resource_t resource, const rlimit *limit) noexcept
{
    return call(SYS_setrlimit, resource, limit);
}

pid_t waitpid(pid_t process, int *status, int options)
{
    return wait4(process, status, options, nullptr);
}

int sigemptyset(sigset_t *set) noexcept
{
    set->__val[0] = 0;
    return 0;
}

int sigfillset(sigset_t *set) noexcept
{
    set->__val[0] = ~0UL;
    return 0;
}

int sigdelset(sigset_t *set, int signal) noexcept
{
    set->__val[0] &= ~(1UL << (signal - 1));
    return 0;
}

int sigaction(int signal, const struct sigaction *action, struct sigaction *) noexcept
{
    const unsigned long restorer = 0x04000000;
    const long wanted[4] = {reinterpret_cast<long>(action->sa_handler), static_cast<long>(restorer),
                            reinterpret_cast<long>(&returnFromSignal), 0};
    return call(SYS_rt_sigaction, signal, wanted, 0, kernelSetSize);
}

__sighandler_t signal(int signal, __sighandler_t handler) noexcept
{
    struct sigaction action = {};
    action.sa_handler = handler;
    sigaction(signal, &action, nullptr);
    return nullptr;
}

int sigprocmask(int how, const sigset_t *set, sigset_t *before) noexcept
{
    return call(SYS_rt_sigprocmask, how, set, before, kernelSetSize);
}

long syscall(long number, ...) noexcept
{
    va_list rest;
    va_start(rest, number);
    long words[4];
    for (long &each : words)
        each = va_arg(rest, long);
    va_end(rest);
    return call<long>(number, words[0], words[1], words[2], words[3]);
}

} // extern "C"
