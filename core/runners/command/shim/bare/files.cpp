// The C library's functions for files, sockets and time: see start.cpp.

#include "core/runners/command/shim/bare/call.h"

#include <cstdarg>
#include <ctime>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using millrace::shim::bare::call;
using millrace::shim::bare::kernelSetSize;

extern "C" {

int open(const char *path, int flags, ...)
{
    return call(SYS_open, path, flags, 0); // Nothing is created here.
}

int close(int descriptor)
{
    return call(SYS_close, descriptor);
}

ssize_t read(int descriptor, void *bytes, std::size_t size)
{
    return call<ssize_t>(SYS_read, descriptor, bytes, size);
}

ssize_t pread(int descriptor, void *bytes, std::size_t size, off_t offset)
{
    return call<ssize_t>(SYS_pread64, descriptor, bytes, size, offset);
}

ssize_t pwrite(int descriptor, const void *bytes, std::size_t size, off_t offset)
{
    return call<ssize_t>(SYS_pwrite64, descriptor, bytes, size, offset);
}

int fcntl(int descriptor, int command, ...)
{
    va_list rest;
    va_start(rest, command);
    const int value = va_arg(rest, int);
    va_end(rest);
    return call(SYS_fcntl, descriptor, command, value);
}

int dup2(int from, int to) noexcept
{
    return call(SYS_dup2, from, to);
}

int pipe2(int *ends, int flags) noexcept
{
    return call(SYS_pipe2, ends, flags);
}

ssize_t readlink(const char *path, char *target, std::size_t size) noexcept
{
    return call<ssize_t>(SYS_readlink, path, target, size);
}

int lstat(const char *path, struct stat *status) noexcept
{
    return call(SYS_lstat, path, status);
}

int fstat(int descriptor, struct stat *status) noexcept
{
    return call(SYS_fstat, descriptor, status);
}

int unlink(const char *path) noexcept
{
    return call(SYS_unlink, path);
}

int chdir(const char *path) noexcept
{
    return call(SYS_chdir, path);
}

void *mmap(void *where, std::size_t size, int protection, int flags, int descriptor, off_t offset) noexcept
{
    return reinterpret_cast<void *>(call<long>(SYS_mmap, where, size, protection, flags, descriptor, offset));
}

int munmap(void *where, std::size_t size) noexcept
{
    return call(SYS_munmap, where, size);
}

ssize_t send(int socket, const void *bytes, std::size_t size, int flags)
{
    return call<ssize_t>(SYS_sendto, socket, bytes, size, flags, 0, 0);
}

ssize_t sendmsg(int socket, const msghdr *message, int flags)
{
    return call<ssize_t>(SYS_sendmsg, socket, message, flags);
}

ssize_t recvmsg(int socket, msghdr *message, int flags)
{
    return call<ssize_t>(SYS_recvmsg, socket, message, flags);
}

int poll(pollfd *watched, nfds_t count, int milliseconds)
{
    return call(SYS_poll, watched, count, milliseconds);
}

int ppoll(pollfd *watched, nfds_t count, const timespec *time, const sigset_t *blocked)
{
    timespec left = time ? *time : timespec{}; // The kernel writes into it.
    return call(SYS_ppoll, watched, count, time ? &left : nullptr, blocked, kernelSetSize);
}

int clock_gettime(clockid_t clock, timespec *time) noexcept
{
    return call(SYS_clock_gettime, clock, time);
}

} // extern "C"
