#include "core/store/datalock.h"

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QList>

#include <algorithm>
#include <array>
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

// By DataLock::Use; a window says nothing behind its number.
constexpr std::array uses{QByteArrayView(""), QByteArrayView("run"), QByteArrayView("export")};

DataLock::Attempt readOwner(int descriptor)
{
    DataLock::Attempt somebody;
    somebody.holder = DataLock::Holder::Somebody;
    char text[64] = {};
    const ssize_t size = pread(descriptor, text, sizeof text - 1, 0);
    const QList<QByteArray> words = QByteArray(text, std::max<ssize_t>(size, 0)).simplified().split(' ');
    somebody.pid = static_cast<pid_t>(words.front().toLong());
    const auto use = std::find(uses.begin() + 1, uses.end(), words.value(1));
    if (use != uses.end())
        somebody.use = static_cast<DataLock::Use>(use - uses.begin());
    return somebody;
}

void writeOwner(int descriptor, DataLock::Use use)
{
    const QByteArrayView word = uses[static_cast<std::size_t>(use)];
    QByteArray text = QByteArray::number(qlonglong{getpid()});
    if (!word.isEmpty())
        text.append(' ').append(word);
    text += '\n';
    // Only a courtesy to people and to the message "is in use by process 1234".
    if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, text.constData(), size_t(text.size()), 0) < 0)
        return;
}

DataLock::Attempt refused()
{
    return {DataLock::Holder::Nobody, {}, 0, DataLock::Use::Window, QString::fromLocal8Bit(strerror(errno))};
}

} // namespace

DataLock::Attempt DataLock::take(const QString &directory, Use use)
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
            return readOwner(descriptor);
        }
        if (!isStillThere(descriptor, path))
            continue;
        writeOwner(descriptor, use);
        return {Holder::Us, std::move(lock), 0, use, {}};
    }
}

DataLock::~DataLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

} // namespace millrace
