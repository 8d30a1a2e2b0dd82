#pragma once

#include "core/runners/command/shim/keptfile.h"
#include "core/runners/command/shim/relay.h"
#include "core/runners/command/shimprotocol.h"

namespace millrace::shim {

/// The last bytes of a stream, for a failure's reason.
class LastWords
{
public:
    void add(const char *bytes, std::size_t size);
    [[nodiscard]] const char *data() const { return m_bytes; }
    [[nodiscard]] std::uint32_t size() const { return m_size; }

private:
    std::uint32_t m_size = 0;
    char m_bytes[lastWordsAtMost];
};

/// One of the job's output streams: from its pipe into its file, the relay and the last words.
///
/// Asks the program for the file when the first bytes are there, and reads none before it has come.
class Outlet
{
public:
    Outlet(Stream stream, std::uint64_t head, std::uint64_t tail) : m_stream(stream), m_file(head, tail) {}

    /// \returns the job's end of a new pipe, or the negative errno.
    int openPipe();
    /// What to poll for; -1 if there is nothing to wait for, because it is closed or its file hasn't come
    /// yet.
    [[nodiscard]] int watched() const { return isWaiting() ? -1 : m_pipe; }
    /// Bytes may be there that nothing has been done with.
    [[nodiscard]] bool isWaiting() const { return m_pipe >= 0 && m_wished && !m_muted && !m_file.isOpen(); }

    /// The pipe is readable: takes at most 64 KiB.
    /// \returns 0 or the errno that ends the job.
    int take(bool hasBytes, Relay &relay, LastWords &words);
    /// Takes what is in the pipe now, as far as that is possible without waiting.
    /// \returns 0 or errno.
    int drain(Relay &relay, LastWords &words);
    /// From now on what is printed is read and forgotten.
    void mute() { m_muted = true; }

    KeptFile &file() { return m_file; }

private:
    Stream m_stream;
    int m_pipe = -1;
    bool m_wished = false;
    bool m_muted = false;
    KeptFile m_file;
};

} // namespace millrace::shim
