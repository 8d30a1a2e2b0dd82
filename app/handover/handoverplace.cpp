#include "app/handover/handoverplace.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

// With room for the name that the listening socket has before it gets its own.
constexpr qsizetype longestPlace = sizeof(sockaddr_un::sun_path) - 24;

} // namespace

QString handoverPlace(const QString &dataDirectory)
{
    const QString resolved = QFileInfo(dataDirectory).canonicalFilePath();
    const QByteArray path = QFile::encodeName(resolved.isEmpty() ? dataDirectory : resolved);
    const QByteArray digest = QCryptographicHash::hash(path, QCryptographicHash::Sha256).toHex().left(16);
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    const QString place = QDir::isAbsolutePath(runtime)
                              ? runtime + u"/millrace/"_s + QString::fromLatin1(digest)
                              : dataDirectory + u"/handover/socket"_s;
    return QFile::encodeName(place).size() < longestPlace ? place : QString();
}

bool makePrivateFolder(const QString &place)
{
    const QByteArray folder = QFile::encodeName(QFileInfo(place).path());
    struct stat status = {};
    ::mkdir(folder.constData(), 0700); // What is there already must pass as well.
    return ::lstat(folder.constData(), &status) == 0 && S_ISDIR(status.st_mode) &&
           status.st_uid == ::geteuid() && (status.st_mode & 0077) == 0;
}

bool isOurs(qintptr socket)
{
    ucred peer = {};
    socklen_t size = sizeof peer;
    return ::getsockopt(static_cast<int>(socket), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           peer.uid == ::geteuid();
}

} // namespace millrace
