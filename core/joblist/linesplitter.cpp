#include "core/joblist/linesplitter.h"

#include <QUtf8StringView>

#include <algorithm>
#include <cstring>
#include <utility>

namespace millrace {

namespace {

constexpr QByteArrayView utf8Mark("\xEF\xBB\xBF");
constexpr QByteArrayView replacement("\xEF\xBF\xBD");

QByteArrayView withoutMark(QByteArrayView bytes)
{
    return bytes.startsWith(utf8Mark) ? bytes.sliced(utf8Mark.size()) : bytes;
}

} // namespace

LineSplitter::LineSplitter(std::size_t maxLine, Sink sink) : m_maxLine(maxLine), m_sink(std::move(sink)) {}

void LineSplitter::feed(QByteArrayView bytes)
{
    if (m_encodingKnown)
        return decode(bytes);
    m_start.append(bytes);
    if (m_start.size() < 2)
        return;
    m_encodingKnown = true;
    // The decoder drops the mark itself; that of UTF-8 is dropped at the line, where joined files have more
    // of them.
    if (m_start.startsWith("\xFF\xFE"))
        m_utf16 = QStringDecoder(QStringDecoder::Utf16LE);
    else if (m_start.startsWith("\xFE\xFF"))
        m_utf16 = QStringDecoder(QStringDecoder::Utf16BE);
    decode(std::exchange(m_start, {}));
}

void LineSplitter::decode(QByteArrayView bytes)
{
    if (!m_utf16.isValid())
        return split(bytes);
    m_oddByte ^= (bytes.size() & 1) != 0;
    QString text = std::exchange(m_highHalf, {});
    text += m_utf16.decode(bytes);
    if (!text.isEmpty() && text.back().isHighSurrogate()) {
        m_highHalf = text.back();
        text.chop(1);
    }
    split(text.toUtf8());
}

void LineSplitter::split(QByteArrayView utf8)
{
    while (!utf8.isEmpty()) {
        const void *end = std::memchr(utf8.data(), '\n', static_cast<std::size_t>(utf8.size()));
        if (!end)
            return append(utf8);
        const qsizetype length = static_cast<const char *>(end) - utf8.data();
        if (m_partial.isEmpty() && !m_tooLong) {
            endLine(utf8.first(length));
        } else {
            append(utf8.first(length));
            endLine(m_partial);
        }
        utf8 = utf8.sliced(length + 1);
    }
}

void LineSplitter::append(QByteArrayView piece)
{
    // One byte more than allowed is kept: it may be the CR that does not count.
    const qsizetype room = static_cast<qsizetype>(m_maxLine) + 1 - m_partial.size();
    m_tooLong |= piece.size() > room;
    m_partial.append(piece.first(std::min(piece.size(), room)));
}

void LineSplitter::endLine(QByteArrayView line)
{
    ++m_number;
    if (!m_tooLong && line.endsWith('\r'))
        line.chop(1);
    const bool tooLong = m_tooLong || line.size() > static_cast<qsizetype>(m_maxLine);
    line = withoutMark(tooLong ? line.first(std::min(line.size(), static_cast<qsizetype>(m_maxLine))) : line);
    auto fault = ListLine::Fault::None;
    if (tooLong)
        fault = ListLine::Fault::TooLong;
    else if (!line.isEmpty() && std::memchr(line.data(), '\0', static_cast<std::size_t>(line.size())))
        fault = ListLine::Fault::Nul;
    else if (!QUtf8StringView(line).isValidUtf8() || (m_utf16.isValid() && line.contains(replacement)))
        fault = ListLine::Fault::Encoding;
    m_sink({line, m_number, fault});
    m_tooLong = false;
    m_partial.resize(0); // Keeps its memory for the next line that is cut.
}

void LineSplitter::finish()
{
    if (!m_encodingKnown) {
        m_encodingKnown = true;
        split(std::exchange(m_start, {}));
    }
    if (m_oddByte || !m_highHalf.isEmpty())
        append(replacement); // Half a character is left.
    if (!m_partial.isEmpty() || m_tooLong)
        endLine(m_partial);
}

} // namespace millrace
