#pragma once

#include <QByteArray>
#include <QString>

namespace millrace {

/// A stretch of a result file, or why there is none.
struct FilePiece
{
    QByteArray bytes;
    qint64 offset = 0; ///< Of bytes in the file.
    qint64 size = 0;   ///< Of the whole file.
    QString error;     ///< What the system said; empty if it could be read.
};

/// Where \a file of the results folder is; empty for a name that would lead out of it.
[[nodiscard]] QString resultPath(const QString &folder, const QString &file);

/// Reads at most \a most bytes from \a offset on; a negative offset counts from the end. Only from regular
/// files that are not links: nothing else can hang. Blocks: for pool threads.
[[nodiscard]] FilePiece readPiece(const QString &path, qint64 offset, qint64 most);

} // namespace millrace
