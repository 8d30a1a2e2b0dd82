#include "core/runners/command/shim/outlet.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace millrace::shim {

void LastWords::add(const char *bytes, std::size_t size)
{
    if (size > sizeof m_bytes) {
        bytes += size - sizeof m_bytes;
        size = sizeof m_bytes;
    }
    const std::size_t kept = m_size + size <= sizeof m_bytes ? m_size : sizeof m_bytes - size;
    memmove(m_bytes, m_bytes + m_size - kept, kept);
    memcpy(m_bytes + kept, bytes, size);
    m_size = static_cast<std::uint32_t>(kept + size);
}

int Outlet::openPipe()
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -errno;
    m_pipe = ends[0];
    fcntl(ends[0], F_SETFL, O_NONBLOCK); // Ours only: the job finds its end as a shell would make it.
    return ends[1];
}

int Outlet::take(bool hasBytes, Relay &relay, LastWords &words)
{
    if (hasBytes && !m_file.isOpen() && !m_muted) {
        const Wish wish{.stream = m_stream};
        m_wished = true;
        return send(controlDescriptor, &wish, sizeof wish, MSG_NOSIGNAL) < 0 ? errno : 0;
    }
    static char buffer[64 * 1024]; // Not on the stack: that would be touched down there for nothing.
    const ssize_t size = read(m_pipe, buffer, sizeof buffer);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (size <= 0) {
        close(m_pipe);
        m_pipe = -1;
        return 0;
    }
    const std::size_t got = static_cast<std::size_t>(size);
    if (m_muted)
        return 0;
    if (const int error = m_file.write(buffer, got))
        return error;
    relay.add(buffer, got);
    if (m_stream == Stream::Error)
        words.add(buffer, got);
    return 0;
}

int Outlet::drain(Relay &relay, LastWords &words)
{
    // A process that isn't of the job may hold the pipe open and go on printing: that is not waited for.
    constexpr std::uint64_t atMost = 1'048'576;
    const std::uint64_t before = m_file.bytes();
    while (watched() >= 0 && m_file.bytes() - before < atMost) {
        pollfd pipe{m_pipe, POLLIN, 0};
        if (poll(&pipe, 1, 0) <= 0)
            return 0;
        if (const int error = take(pipe.revents & POLLIN, relay, words))
            return error;
    }
    return 0;
}

} // namespace millrace::shim
