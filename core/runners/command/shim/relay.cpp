#include "core/runners/command/shim/relay.h"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/uio.h>

namespace millrace::shim {

namespace {
constexpr std::int64_t pauseMs = 100;
}

void Relay::add(const char *bytes, std::size_t size)
{
    if (size > sizeof m_ring) {
        m_skipped += m_size + size - sizeof m_ring;
        bytes += size - sizeof m_ring;
        size = sizeof m_ring;
        m_start = m_size = 0;
    }
    if (m_size + size > sizeof m_ring) {
        const std::size_t oldest = m_size + size - sizeof m_ring;
        m_start = (m_start + oldest) % sizeof m_ring;
        m_size -= oldest;
        m_skipped += oldest;
    }
    const std::size_t end = (m_start + m_size) % sizeof m_ring;
    const std::size_t first = size < sizeof m_ring - end ? size : sizeof m_ring - end;
    memcpy(m_ring + end, bytes, first);
    memcpy(m_ring, bytes + first, size - first);
    m_size += size;
}

bool Relay::send(int flags)
{
    Output header;
    header.skipped = m_skipped;
    const std::size_t first = m_size < sizeof m_ring - m_start ? m_size : sizeof m_ring - m_start;
    iovec parts[] = {{&header, sizeof header}, {m_ring + m_start, first}, {m_ring, m_size - first}};
    msghdr message = {};
    message.msg_iov = parts;
    message.msg_iovlen = 3;
    if (sendmsg(m_socket, &message, MSG_NOSIGNAL | flags) < 0)
        return false;
    m_skipped = 0;
    m_start = m_size = 0;
    return true;
}

void Relay::flush(std::int64_t now)
{
    if (m_size == 0 || now < m_next)
        return;
    m_next = now + pauseMs;
    send(MSG_DONTWAIT);
}

bool Relay::finish(const Report &report, const char *words)
{
    if (m_size > 0 && !send(0))
        return false;
    iovec parts[] = {{const_cast<Report *>(&report), sizeof report},
                     {const_cast<char *>(words), report.lastWords}};
    msghdr message = {};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    return sendmsg(m_socket, &message, MSG_NOSIGNAL) >= 0;
}

} // namespace millrace::shim
