#include "core/runners/command/shim/keptfile.h"

#include "core/runners/command/shim/text.h"

#include <cerrno>
#include <climits>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace millrace::shim {

int KeptFile::put(const char *bytes, std::size_t size, std::uint64_t offset)
{
    while (size > 0) {
        const ssize_t written = pwrite(m_file, bytes, size, static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return written < 0 ? errno : ENOSPC;
        bytes += written;
        size -= static_cast<std::size_t>(written);
        offset += static_cast<std::uint64_t>(written);
    }
    return 0;
}

int KeptFile::write(const char *bytes, std::size_t size)
{
    while (size > 0) {
        std::uint64_t offset = m_bytes;
        std::uint64_t room = m_head - offset;
        if (m_bytes >= m_head) {
            const std::uint64_t inRing = (m_bytes - m_head) % m_tail;
            offset = m_head + inRing;
            room = m_tail - inRing;
        }
        const std::size_t piece = size < room ? size : static_cast<std::size_t>(room);
        if (const int error = put(bytes, piece, offset))
            return error;
        bytes += piece;
        size -= piece;
        m_bytes += piece;
    }
    return 0;
}

int KeptFile::finish()
{
    if (m_tail == 0 || m_bytes <= m_head + m_tail)
        return 0;
    void *memory = mmap(nullptr, m_tail, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return errno;
    const int error = unroll(static_cast<char *>(memory));
    munmap(memory, m_tail);
    return error;
}

int KeptFile::unroll(char *ring)
{
    for (std::size_t done = 0; done < m_tail;) {
        const ssize_t got = pread(m_file, ring + done, m_tail - done, static_cast<off_t>(m_head + done));
        if (got <= 0)
            return got < 0 ? errno : EIO; // Somebody cut the file: what it held is gone.
        done += static_cast<std::size_t>(got);
    }
    char line[96];
    Text marker(line, sizeof line);
    marker.add("\n[millrace: ").add(m_bytes - m_head - m_tail).add(" bytes left out here]\n");
    const std::size_t oldest = (m_bytes - m_head) % m_tail;
    const std::uint64_t at = m_head + marker.size();
    int error = put(line, marker.size(), m_head);
    if (!error)
        error = put(ring + oldest, m_tail - oldest, at);
    if (!error)
        error = put(ring, oldest, at + m_tail - oldest);
    return error;
}

void KeptFile::remove()
{
    char link[40];
    Text(link, sizeof link).add("/proc/self/fd/").add(static_cast<std::uint64_t>(m_file));
    char path[PATH_MAX];
    const ssize_t size = readlink(link, path, sizeof path - 1);
    struct stat named, ours;
    if (size <= 0)
        return;
    path[size] = '\0';
    if (lstat(path, &named) == 0 && fstat(m_file, &ours) == 0 && named.st_ino == ours.st_ino &&
        named.st_dev == ours.st_dev)
        unlink(path);
}

} // namespace millrace::shim
