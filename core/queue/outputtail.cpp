#include "core/queue/outputtail.h"

#include "core/queue/visibletext.h"

#include <algorithm>
#include <string>

namespace millrace {

void OutputTail::append(QByteArrayView bytes)
{
    m_printed += bytes.size();
    bytes = bytes.last(std::min(bytes.size(), capacity));
    const qsizetype growth = std::min(bytes.size(), capacity - m_ring.size());
    m_ring.append(bytes.first(growth));
    for (bytes = bytes.sliced(growth); !bytes.isEmpty();) {
        const qsizetype run = std::min(bytes.size(), capacity - m_next);
        std::copy_n(bytes.begin(), run, m_ring.begin() + m_next);
        m_next = (m_next + run) % capacity;
        bytes = bytes.sliced(run);
    }
}

QByteArray OutputTail::last(qsizetype count) const
{
    count = std::min(count, m_ring.size());
    if (m_next == 0)
        return m_ring.last(count);                       // Nothing wrapped.
    const qsizetype fromStart = std::min(count, m_next); // What wrapped round to the start is the newest.
    const qsizetype older = count - fromStart;
    return m_ring.sliced(m_ring.size() - older, older) + m_ring.sliced(m_next - fromStart, fromStart);
}

namespace {

/// One line of a terminal, by bytes: enough to show what overwriting leaves, also of UTF-8, since what is
/// overwritten by progress lines is replaced from their start.
class TerminalLine
{
public:
    void feed(QByteArrayView bytes)
    {
        for (qsizetype at = 0; at < bytes.size();)
            at += step(bytes.sliced(at));
    }
    [[nodiscard]] QByteArrayView text() const
    {
        return QByteArrayView(m_text.data(), qsizetype(m_text.size()));
    }

private:
    /// Returns how many bytes it took.
    qsizetype step(QByteArrayView bytes)
    {
        const char byte = bytes.front();
        if (byte == '\x1b')
            return escape(bytes);
        if (byte == '\r') {
            m_column = 0;
        } else if (byte == '\b') {
            back();
        } else if (byte != '\a') {
            put(byte);
        }
        return 1;
    }

    void put(char byte)
    {
        if (m_column < m_text.size())
            m_text[m_column] = byte;
        else
            m_text.push_back(byte);
        ++m_column;
    }

    void back()
    {
        while (m_column > 0 && (static_cast<unsigned char>(m_text[--m_column]) & 0xC0) == 0x80) {
        }
    }

    /// A control sequence (ESC [ parameters letter): erasing is done, moving and colours are left out.
    qsizetype escape(QByteArrayView bytes)
    {
        if (bytes.size() < 2 || bytes[1] != '[')
            return std::min<qsizetype>(bytes.size(), 2);
        const auto isFinal = [](char c) { return c >= 0x40 && c <= 0x7E; };
        const auto end = std::find_if(bytes.begin() + 2, bytes.end(), isFinal);
        if (end == bytes.end())
            return bytes.size();
        if (*end == 'K')
            erase(*(end - 1));
        return end - bytes.begin() + 1;
    }

    void erase(char which)
    {
        if (which == '2')
            std::fill(m_text.begin(), m_text.end(), ' ');
        else if (which != '1')
            m_text.resize(std::min(m_column, m_text.size()));
    }

    std::string m_text;
    std::size_t m_column = 0;
};

bool isBlank(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\t'; });
}

} // namespace

QString lastLineOf(QByteArrayView output, int characters)
{
    while (!output.isEmpty()) {
        const qsizetype newline = output.lastIndexOf('\n');
        TerminalLine line;
        line.feed(output.sliced(newline + 1));
        if (!isBlank(line.text()))
            return visibleText(line.text(), characters);
        output = output.first(std::max<qsizetype>(newline, 0));
    }
    return {};
}

} // namespace millrace
