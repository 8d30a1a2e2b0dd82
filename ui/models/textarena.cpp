#include "ui/models/textarena.h"

#include <QString>

#include <algorithm>
#include <cstring>

namespace millrace {

namespace {

constexpr std::size_t prefix = sizeof(ArenaText::Length);
constexpr std::size_t chunkSize = std::size_t{1} << 20;

bool isAscii(QByteArrayView text)
{
    return std::ranges::all_of(text, [](char c) { return static_cast<signed char>(c) >= 0; });
}

} // namespace

char *TextArena::room(std::size_t bytes)
{
    if (m_used + bytes > m_size) {
        // The first chunk is small: most windows hold ten jobs, not a million.
        m_size = std::max(m_chunks.empty() ? std::size_t{4096} : chunkSize, bytes);
        m_chunks.push_back(std::make_unique_for_overwrite<char[]>(m_size));
        m_used = 0;
    }
    char *start = m_chunks.back().get() + m_used;
    m_used += bytes;
    m_bytes += bytes;
    return start;
}

ArenaText TextArena::append(QByteArrayView text)
{
    const auto length = static_cast<ArenaText::Length>(std::min(text.size(), longest));
    char *start = room(prefix + length);
    std::memcpy(start, &length, prefix);
    std::copy_n(text.data(), length, start + prefix);
    return ArenaText(start);
}

ArenaText TextArena::appendLowered(QByteArrayView text)
{
    const QByteArrayView head = text.first(std::min(text.size(), longest));
    if (!isAscii(head))
        return append(QString::fromUtf8(head).toLower().toUtf8());
    const ArenaText copy = append(head);
    // Ours to write: it was made a line above.
    char *start = const_cast<char *>(copy.start()) + prefix;
    std::transform(start, start + head.size(), start,
                   [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return copy;
}

} // namespace millrace
