#pragma once

#include <QByteArray>
#include <QString>
#include <QtEndian>

#include <concepts>
#include <cstring>

namespace millrace {

/// Writes what a QDataStream reads (of version Qt_6_4, big-endian), straight into memory: the stream's way through a
/// device and its buffer costs ten times as much for each small field.
class DataWriter
{
public:
    /// Writes over what is in \a bytes, and keeps its room.
    explicit DataWriter(QByteArray &bytes) : m_bytes(bytes) { m_bytes.resize(0); }

    template <std::integral T>
    DataWriter &operator<<(T number)
    {
        qToBigEndian(number, room(sizeof number));
        return *this;
    }
    DataWriter &operator<<(const QByteArray &bytes)
    {
        *this << lengthOf(bytes, bytes.size());
        std::memcpy(room(bytes.size()), bytes.constData(), std::size_t(bytes.size()));
        return *this;
    }
    DataWriter &operator<<(const QString &text)
    {
        const qsizetype size = text.size() * qsizetype(sizeof(QChar));
        *this << lengthOf(text, size);
        qToBigEndian<char16_t>(text.utf16(), text.size(), room(size));
        return *this;
    }

private:
    static quint32 lengthOf(const auto &text, qsizetype bytes)
    {
        return text.isNull() ? 0xffffffffU : quint32(bytes);
    }
    char *room(qsizetype size)
    {
        const qsizetype at = m_bytes.size();
        m_bytes.resize(at + size);
        return m_bytes.data() + at;
    }

    QByteArray &m_bytes;
};

} // namespace millrace
