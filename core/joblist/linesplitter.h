#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QStringDecoder>

#include <cstdint>
#include <functional>

namespace millrace {

/// One line of a list as UTF-8, without its LF or CRLF.
struct ListLine
{
    enum class Fault : std::uint8_t { None, TooLong, Nul, Encoding };
    QByteArrayView text; ///< Of a line that is too long, its start. Valid during the call only.
    qint64 number = 0;   ///< From 1.
    Fault fault = Fault::None;
};

/// Cuts bytes that come in pieces of any size into lines.
///
/// Takes UTF-8 with or without a byte order mark and UTF-16 of both orders with one. Memory is bounded by the
/// longest allowed line and the piece, whatever comes.
class LineSplitter
{
public:
    using Sink = std::function<void(const ListLine &)>;

    LineSplitter(std::size_t maxLine, Sink sink);

    void feed(QByteArrayView bytes);
    /// Hands out what stands after the last line's end.
    void finish();

private:
    void decode(QByteArrayView bytes);
    void split(QByteArrayView utf8);
    void append(QByteArrayView piece);
    void endLine(QByteArrayView line);

    std::size_t m_maxLine;
    Sink m_sink;
    QByteArray m_start; // The first bytes, until the encoding is known.
    bool m_encodingKnown = false;
    QStringDecoder m_utf16; // Invalid for UTF-8.
    QString m_highHalf;     // UTF-16: the half of a pair whose other half has not come.
    bool m_oddByte = false; // UTF-16: an odd number of bytes so far.
    QByteArray m_partial;   // The beginning of a line whose end has not come.
    bool m_tooLong = false;
    qint64 m_number = 0;
};

} // namespace millrace
