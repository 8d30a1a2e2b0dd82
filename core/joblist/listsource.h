#pragma once

#include "core/joblist/joblistparser.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <stop_token>

namespace millrace {

/// Where a list comes from: a file by its name, bytes at hand, or a descriptor such as standard input.
struct ListSource
{
    enum class Kind : std::uint8_t { File, Text, Descriptor };
    Kind kind = Kind::Text;
    QString name;        ///< As people are told of it.
    QByteArray bytes;    ///< The path as the system knows it, or the text.
    int descriptor = -1; ///< Borrowed: not closed.
    QString folder = {}; ///< Absolute: where its commands run that don't say where; empty is the home.

    /// A file, "/dev/stdin" or "/dev/fd/N"; its last part is its name.
    [[nodiscard]] static ListSource file(const QString &path);
    [[nodiscard]] static ListSource text(const QString &name, const QByteArray &bytes);
    [[nodiscard]] static ListSource fromDescriptor(const QString &name, int descriptor);
    /// The same, its commands in \a place.
    [[nodiscard]] ListSource in(const QString &place) const;
};

/// What a reading that may take long tells and asks.
struct ListReadControl
{
    std::stop_token stop;
    int stopDescriptor = -1; ///< Becomes readable when asked to stop, to end a wait for a pipe.
    std::function<void(qint64 bytes)> progressed; ///< After each piece, with the size of it.
};

/// The bytes a source says it has; -1 if it can't say. Opens nothing.
[[nodiscard]] qint64 sizeOf(const ListSource &source);

/// Reads one source into \a parser, which reports what can't be read. Blocks: call it on a worker thread.
///
/// Only regular files are read, and pipes that are standard input or a shell's process substitution. Nothing
/// else is even opened, as opening a FIFO would hang and opening a device may do things.
/// \cancel returns after the piece at hand, 256 KiB, without ending the source.
void readSource(const ListSource &source, JobListParser &parser, const ListReadControl &control = {});

} // namespace millrace
