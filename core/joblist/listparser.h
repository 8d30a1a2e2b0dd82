#pragma once

#include "core/joblist/joblist.h"
#include "core/joblist/linesplitter.h"
#include "core/joblist/listlimits.h"

#include <QByteArrayView>

#include <memory>
#include <span>

namespace millrace {

/// Where a parser puts what it understood and what it did not.
class ListSink
{
public:
    virtual ~ListSink() = default;
    virtual void job(JobSpec spec, qint64 line) = 0;
    virtual void problem(ListProblem::Reason reason, const ListLine &line) = 0;
};

/// Understands one format, line by line; made anew for each source.
class ListParser
{
public:
    virtual ~ListParser() = default;

    /// Gets every line that is whole, free of NULs and valid UTF-8, in order; the others are reported without
    /// it.
    virtual void line(const ListLine &line, ListSink &sink) = 0;
    /// Nothing more comes: a format whose jobs span lines hands out its last one.
    virtual void end(ListSink &sink) { Q_UNUSED(sink); }
};

/// One row of the recogniser: a format, how it is told by the first 8 KiB, and what reads it.
struct ListFormatEntry
{
    ListFormat format;
    bool (*sniff)(QByteArrayView head);
    std::unique_ptr<ListParser> (*make)();
};

/// The formats in the order they are tried. The last one takes any text. A new format is one row here.
[[nodiscard]] std::span<const ListFormatEntry> listFormats();

/// True for bytes that no text begins with: a picture, an archive, a program.
[[nodiscard]] bool looksBinary(QByteArrayView head);

} // namespace millrace
