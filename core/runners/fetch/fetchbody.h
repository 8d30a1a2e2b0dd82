#pragma once

#include "core/runners/resultswriter.h"

#include <QByteArray>

#include <functional>

namespace millrace {

/// The body of one answer on its way to its file.
///
/// Small bodies stay in memory until they are complete, and reach the writer as one piece; larger ones go
/// there in pieces, and the sender has to wait while the disk is behind.
class FetchBody
{
public:
    explicit FetchBody(ResultsWriter &writer) : m_writer(writer) {}

    [[nodiscard]] qint64 size() const { return m_size; }
    /// The first bytes, at most 4 KiB.
    [[nodiscard]] QByteArrayView start() const
    {
        return m_start.isEmpty() ? QByteArrayView(m_buffer) : m_start;
    }

    /// Where it shall go.
    /// \throws nothing; the disk is not touched.
    void open(JobNumber number, int attempt, const QByteArray &wanted);
    [[nodiscard]] bool isOpen() const { return m_file != nullptr; }

    void append(QByteArrayView bytes);
    /// True while the disk is so far behind that no more should come for now.
    [[nodiscard]] bool isFull() const;
    /// Tells when there is room again.
    void whenRoom(std::function<void()> tell);
    /// True if the disk refuses it: no need to go on, keep() tells why.
    [[nodiscard]] bool hasFailed() const;

    void keep(ResultsWriter::Told told, ResultsWriter::Haste haste);
    /// \a told is called from the event loop, also if nothing was open.
    void discard(std::function<void()> told);

private:
    void flush();

    ResultsWriter &m_writer;
    ResultsWriter::FileRef m_file;
    QByteArray m_buffer;
    QByteArray m_start; ///< Empty while m_buffer still has it.
    qint64 m_size = 0;
};

} // namespace millrace
