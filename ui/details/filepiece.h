#pragma once

#include <QByteArray>
#include <QString>

class QFile;

namespace millrace {

/// A stretch of a result file, or why there is none.
struct FilePiece
{
    QByteArray bytes;
    qint64 offset = 0; ///< Of bytes in the file.
    qint64 size = 0;   ///< Of the whole file.
    QString error;     ///< What the system said; empty if it could be read.

    [[nodiscard]] bool isLast() const { return !error.isEmpty() || offset + bytes.size() >= size; }
};

/// Where \a file of the results folder is; empty for a name that would lead out of it.
[[nodiscard]] QString resultPath(const QString &folder, const QString &file);

/// Opens a regular file that is not a link, for nothing else is sure not to hang; else says why not.
/// Blocks as a disk does: for pool threads.
[[nodiscard]] QString openRegular(QFile &file, const QString &path);

/// Reads at most \a most bytes from \a offset on; a negative offset counts from the end. For pool threads.
[[nodiscard]] FilePiece readPiece(const QString &path, qint64 offset, qint64 most);

} // namespace millrace
