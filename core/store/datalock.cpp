#include "core/store/datalock.h"

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace millrace {

namespace {

/// Somebody may have removed the file between our open and our lock: then the lock is on nothing.
bool isStillThere(int descriptor, const QByteArray &path)
{
    struct stat ours
    {
    }, there{};
    return fstat(descriptor, &ours) == 0 && stat(path.constData(), &there) == 0 &&
           ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

pid_t readPid(int descriptor)
{
    char text[32] = {};
    const ssize_t size = pread(descriptor, text, sizeof text - 1, 0);
    return size > 0 ? static_cast<pid_t>(QByteArray(text, size).trimmed().toLong()) : 0;
}

void writePid(int descriptor)
{
    const QByteArray text = QByteArray::number(qlonglong{getpid()}) + '\n';
    // Only a courtesy to people and to the message "is already open (process 1234)".
    if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, text.constData(), size_t(text.size()), 0) < 0)
        return;
}

DataLock::Attempt refused()
{
    return {DataLock::Holder::Nobody, {}, 0, QString::fromLocal8Bit(strerror(errno))};
}

} // namespace

DataLock::Attempt DataLock::take(const QString &directory)
{
    if (!QDir().mkpath(QFileInfo(directory).absolutePath()))
        return refused();
    if (mkdir(QFile::encodeName(directory).constData(), 0700) != 0 && errno != EEXIST)
        return refused();
    const QByteArray path = QFile::encodeName(directory + u"/lock"_s);
    for (;;) {
        const int descriptor = open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (descriptor < 0)
            return refused();
        DataLock lock(descriptor);
        if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
            if (errno != EWOULDBLOCK)
                return refused();
            return {Holder::Somebody, {}, readPid(descriptor), {}};
        }
        if (!isStillThere(descriptor, path))
            continue;
        writePid(descriptor);
        return {Holder::Us, std::move(lock), 0, {}};
    }
}

DataLock::~DataLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

} // namespace millrace
