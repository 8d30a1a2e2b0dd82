#include "ui/details/filepiece.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("FilePiece", text);
}

QString systemReason()
{
    return qt_error_string(errno);
}

} // namespace

QString resultPath(const QString &folder, const QString &file)
{
    if (folder.isEmpty() || file.isEmpty() || QDir::isAbsolutePath(file))
        return {};
    const QString clean = QDir::cleanPath(file);
    if (clean == u".."_s || clean.startsWith(u"../"_s))
        return {};
    return folder + u'/' + clean;
}

FilePiece readPiece(const QString &path, qint64 offset, qint64 most)
{
    FilePiece piece;
    // O_NONBLOCK: a FIFO that someone put there must not hang the thread that opens it.
    const int descriptor =
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0) {
        piece.error = systemReason();
        return piece;
    }
    struct stat facts = {};
    QFile file;
    if (::fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        piece.error = translated("It is not a file.");
        ::close(descriptor);
        return piece;
    }
    piece.size = facts.st_size;
    piece.offset = offset < 0 ? std::max<qint64>(0, piece.size + offset) : std::min(offset, piece.size);
    if (!file.open(descriptor, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle) ||
        !file.seek(piece.offset)) {
        piece.error = file.errorString();
        return piece;
    }
    piece.bytes = file.read(std::min(most, piece.size - piece.offset));
    if (file.error() != QFileDevice::NoError)
        piece.error = file.errorString();
    return piece;
}

} // namespace millrace
