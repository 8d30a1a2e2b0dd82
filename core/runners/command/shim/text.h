#pragma once

#include <cstddef>
#include <cstdint>

namespace millrace::shim {

/// Builds a short text in a buffer of the caller's, cut where it is full; always ends with NUL.
class Text
{
public:
    Text(char *buffer, std::size_t capacity) : m_buffer(buffer), m_capacity(capacity) { m_buffer[0] = '\0'; }

    Text &add(const char *text)
    {
        while (*text && m_size + 1 < m_capacity)
            m_buffer[m_size++] = *text++;
        m_buffer[m_size] = '\0';
        return *this;
    }

    Text &add(std::uint64_t number)
    {
        char digits[21];
        char *at = digits + sizeof digits;
        *--at = '\0';
        do
            *--at = static_cast<char>('0' + number % 10);
        while (number /= 10);
        return add(at);
    }

    [[nodiscard]] std::size_t size() const { return m_size; }

private:
    char *m_buffer;
    std::size_t m_capacity;
    std::size_t m_size = 0;
};

} // namespace millrace::shim
