#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace millrace {

/// Tells damage of a row or a file, not malice: 64 bits, at memory speed.
///
/// Every step is a bijection both of the state and of the word, so damage that is confined to one 8-byte word
/// (each single flipped bit, for instance) is always noticed; anything else goes unnoticed once in 2^64. The
/// values are kept on disk: what is computed here never changes.
/// \code
/// const qint64 sum = Checksum(tableTag).add(number).add(text).value();
/// \endcode
class Checksum
{
public:
    explicit constexpr Checksum(std::uint64_t seed = 0) noexcept : m_state(seed ^ 0x9e3779b97f4a7c15U) {}

    template <std::integral T>
    constexpr Checksum &add(T word) noexcept
    {
        m_state = std::rotl(m_state ^ (static_cast<std::uint64_t>(word) * 0xbf58476d1ce4e5b9U), 27) *
                      0x94d049bb133111ebU +
                  0x2545f4914f6cdd1dU;
        return *this;
    }

    /// The length and then the bytes, so that neighbouring texts can't trade places.
    Checksum &add(std::string_view bytes) noexcept { return add(bytes.size()).addBlock(bytes); }

    /// Bytes of a longer stream: all blocks but the last have a multiple of 8 bytes; add the whole length at
    /// the end.
    Checksum &addBlock(std::string_view bytes) noexcept
    {
        const char *at = bytes.data();
        std::size_t left = bytes.size();
        for (; left >= 8; at += 8, left -= 8) {
            std::uint64_t word;
            std::memcpy(&word, at, 8);
            add(word);
        }
        if (left > 0) {
            std::uint64_t word = 0;
            std::memcpy(&word, at, left);
            add(word);
        }
        return *this;
    }

    /// As the database keeps it.
    [[nodiscard]] constexpr std::int64_t value() const noexcept
    {
        std::uint64_t sum = m_state ^ (m_state >> 31);
        sum *= 0x9fb21c651e98df25U;
        return static_cast<std::int64_t>(sum ^ (sum >> 28));
    }

private:
    std::uint64_t m_state;
};

} // namespace millrace
