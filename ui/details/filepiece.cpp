#include "ui/details/filepiece.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace millrace {

using namespace Qt::StringLiterals;

QString resultPath(const QString &folder, const QString &file)
{
    if (folder.isEmpty() || file.isEmpty() || QDir::isAbsolutePath(file))
        return {};
    const QString clean = QDir::cleanPath(file);
    if (clean == u".."_s || clean.startsWith(u"../"_s))
        return {};
    return folder + u'/' + clean;
}

QString openRegular(QFile &file, const QString &path)
{
    // O_NONBLOCK: a FIFO that someone put there must not hang the thread that opens it.
    const int descriptor =
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0)
        return qt_error_string(errno);
    struct stat facts = {};
    if (::fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        ::close(descriptor);
        return QCoreApplication::translate("FilePiece", "It is not a file.");
    }
    if (!file.open(descriptor, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle)) {
        ::close(descriptor);
        return file.errorString();
    }
    return {};
}

FilePiece readPiece(const QString &path, qint64 offset, qint64 most)
{
    FilePiece piece;
    QFile file;
    piece.error = openRegular(file, path);
    if (!piece.error.isEmpty())
        return piece;
    piece.size = file.size();
    piece.offset = offset < 0 ? std::max<qint64>(0, piece.size + offset) : std::min(offset, piece.size);
    if (file.seek(piece.offset))
        piece.bytes = file.read(std::min(most, piece.size - piece.offset));
    if (file.error() != QFileDevice::NoError)
        piece.error = file.errorString();
    return piece;
}

} // namespace millrace
