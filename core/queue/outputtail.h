#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace millrace {

/// The last 64 KiB that a job has printed, and how much it was in all.
/// \cost what it holds, in memory; append copies the bytes that stay.
class OutputTail
{
public:
    static constexpr qsizetype capacity = qsizetype{64} * 1024;

    void append(QByteArrayView bytes);
    /// So many bytes are missing here.
    void skip(qint64 bytes) { m_printed += bytes; }

    [[nodiscard]] QByteArray bytes() const { return last(capacity); }
    /// The last at most \a count bytes.
    [[nodiscard]] QByteArray last(qsizetype count) const;
    [[nodiscard]] qint64 printed() const { return m_printed; }

private:
    QByteArray m_ring; ///< Grows to its capacity, then is overwritten from m_next on.
    qsizetype m_next = 0;
    qint64 m_printed = 0;
};

/// The line that a terminal would show last after \a output: the one being printed, or else the last that
/// isn't blank. A carriage return goes on at the start of the line and a backspace one back, over what stands
/// there; escape sequences colour or erase. Made visible, at most \a characters long.
[[nodiscard]] QString lastLineOf(QByteArrayView output, int characters = 512);

} // namespace millrace
