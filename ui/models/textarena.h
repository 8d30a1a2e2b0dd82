#pragma once

#include <QByteArrayView>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <vector>

namespace millrace {

/// A text in a TextArena: its length stands in front of it.
class ArenaText
{
public:
    using Length = std::uint16_t; ///< What stands in front.

    ArenaText() = default;
    explicit ArenaText(const char *start) : m_start(start) {}

    [[nodiscard]] bool isNull() const { return m_start == nullptr; }
    [[nodiscard]] const char *start() const { return m_start; }
    [[nodiscard]] QByteArrayView view() const
    {
        if (!m_start)
            return {};
        Length length = 0;
        std::memcpy(&length, m_start, sizeof length);
        return {m_start + sizeof length, qsizetype(length)};
    }

private:
    const char *m_start = nullptr;
};

/// Keeps a million short texts close together, so that reading all of them is reading memory in order.
///
/// Append only; texts don't move. A thread may read texts it was given while others are appended.
class TextArena
{
public:
    static constexpr qsizetype longest = std::numeric_limits<ArenaText::Length>::max();

    /// Copies at most longest bytes of \a text.
    ArenaText append(QByteArrayView text);
    /// The same in lower case, UTF-8 in and out.
    ArenaText appendLowered(QByteArrayView text);

    [[nodiscard]] std::size_t bytes() const { return m_bytes; }

private:
    char *room(std::size_t bytes);

    std::vector<std::unique_ptr<char[]>> m_chunks;
    std::size_t m_used = 0;
    std::size_t m_size = 0; ///< Of the last chunk.
    std::size_t m_bytes = 0;
};

} // namespace millrace
