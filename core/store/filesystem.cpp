#include "core/store/filesystem.h"

#include <QFile>

#include <algorithm>
#include <array>
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

void syncDirectory(const QString &directory)
{
    const int descriptor = open(QFile::encodeName(directory).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    fsync(descriptor);
    close(descriptor);
}

} // namespace millrace
