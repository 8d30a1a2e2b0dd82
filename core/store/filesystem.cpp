#include "core/store/filesystem.h"

#include <QFile>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace millrace {

bool isOnNetworkFileSystem(const QString &directory)
{
    // From statfs(2): NFS, SMB, CIFS, SMB2, 9P, AFS, Coda, Ceph, FUSE (sshfs and most of the rest).
    constexpr std::array<std::uint32_t, 9> network{0x6969,     0x517b,     0xff534d42, 0xfe534d42, 0x01021997,
                                                   0x5346414f, 0x73757245, 0x00c36400, 0x65735546};
    struct statfs facts
    {};
    return statfs(QFile::encodeName(directory).constData(), &facts) == 0 &&
           std::find(network.begin(), network.end(), static_cast<std::uint32_t>(facts.f_type)) !=
               network.end();
}

bool reserveBlocks(int file, std::size_t size)
{
    int code = 0;
    do {
        code = fallocate(file, 0, 0, static_cast<off_t>(size)) == 0 ? 0 : errno;
    } while (code == EINTR);
    if (code != EOPNOTSUPP && code != ENOSYS && code != EINVAL)
        return code == 0;
    const std::array<char, 65'536> zeros{};
    for (std::size_t at = 0; at < size;) {
        const ssize_t written =
            pwrite(file, zeros.data(), std::min(zeros.size(), size - at), static_cast<off_t>(at));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        at += static_cast<std::size_t>(written);
    }
    return true;
}

void syncDirectory(const QString &directory)
{
    const int descriptor = open(QFile::encodeName(directory).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    fsync(descriptor);
    close(descriptor);
}

} // namespace millrace
