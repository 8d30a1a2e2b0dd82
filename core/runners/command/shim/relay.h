#pragma once

#include "core/runners/command/shimprotocol.h"

#include <cstddef>
#include <cstdint>

namespace millrace::shim {

/// The live tail on its way to the program: at most ten messages a second, the newest bytes of each stretch.
///
/// Never waits for the program while the job runs: what doesn't fit is counted as skipped, not kept.
class Relay
{
public:
    explicit Relay(int socket) : m_socket(socket) {}

    void add(const char *bytes, std::size_t size);
    /// Sends what there is, if it is time for it.
    void flush(std::int64_t now);
    /// When flush() wants to be called; -1 if there is nothing to send.
    [[nodiscard]] std::int64_t due() const { return m_size > 0 ? m_next : -1; }
    /// Sends what there is and then \a report with \a words, waiting for the program if need be.
    /// \returns false if the program is gone.
    bool finish(const Report &report, const char *words);

private:
    bool send(int flags);

    int m_socket;
    std::int64_t m_next = 0;
    std::uint64_t m_skipped = 0;
    std::size_t m_start = 0; ///< Of the oldest byte in the ring.
    std::size_t m_size = 0;
    char m_ring[outputBytesAtMost];
};

} // namespace millrace::shim
