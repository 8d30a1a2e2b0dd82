#include "core/runners/fetch/fetchbody.h"

#include <utility>

namespace millrace {

namespace {

constexpr qsizetype pieceSize = qsizetype{64} * 1024;
constexpr qsizetype startSize = qsizetype{4} * 1024;

} // namespace

void FetchBody::open(JobNumber number, int attempt, const QByteArray &wanted)
{
    m_file = m_writer.open(number, attempt, "body", wanted);
}

void FetchBody::append(QByteArrayView bytes)
{
    m_size += bytes.size();
    m_buffer.append(bytes);
    if (m_buffer.size() >= pieceSize)
        flush();
}

void FetchBody::flush()
{
    if (m_start.isEmpty())
        m_start = m_buffer.first(std::min(m_buffer.size(), startSize));
    m_writer.append(m_file, std::exchange(m_buffer, {}));
}

bool FetchBody::isFull() const
{
    return m_file && m_writer.isBehind(m_file);
}

void FetchBody::whenRoom(std::function<void()> tell)
{
    m_writer.whenWritten(m_file, std::move(tell));
}

bool FetchBody::hasFailed() const
{
    return m_file && ResultsWriter::hasFailed(m_file);
}

void FetchBody::keep(ResultsWriter::Told told, ResultsWriter::Haste haste)
{
    if (!m_buffer.isEmpty())
        flush();
    m_writer.keep(m_file, std::move(told), haste);
}

void FetchBody::discard(std::function<void()> told)
{
    m_buffer.clear();
    m_writer.discard(m_file, std::move(told));
}

} // namespace millrace
