#pragma once

#include <cstddef>
#include <cstdint>

namespace millrace::shim {

/// A file that keeps the start and the end of a stream, however long that is.
///
/// The start is written once; what comes after goes round in a ring that finish() puts in order. The disk
/// holds no more than head and tail, and memory holds nothing of it.
class KeptFile
{
public:
    KeptFile(std::uint64_t head, std::uint64_t tail) : m_head(head), m_tail(tail) {}

    /// Takes over the descriptor of an empty file.
    void open(int file) { m_file = file; }
    [[nodiscard]] bool isOpen() const { return m_file >= 0; }

    /// \returns 0, or the errno that makes the result impossible.
    int write(const char *bytes, std::size_t size);
    /// Puts the end in order, behind a line that says how much is left out.
    /// \returns 0 or errno.
    int finish();
    /// Removes the file, by whatever name it has now.
    void remove();

    /// All that was written, kept or not.
    [[nodiscard]] std::uint64_t bytes() const { return m_bytes; }

private:
    int put(const char *bytes, std::size_t size, std::uint64_t offset);
    int unroll(char *ring);

    int m_file = -1;
    std::uint64_t m_head;
    std::uint64_t m_tail;
    std::uint64_t m_bytes = 0;
};

} // namespace millrace::shim
