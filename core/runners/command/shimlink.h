#pragma once

#include "core/runners/command/shimprotocol.h"
#include "core/runners/command/shimstart.h"

#include <QString>

#include <optional>

namespace millrace {

/// How an attempt ended, as the spawner's thread knows it. The files are complete, and not results yet.
struct CommandEnd
{
    std::uint64_t ticket = 0;
    shim::Report report;
    QByteArray lastWords; ///< The end of its stderr.
    QString trouble;      ///< What the program itself could not do; the report's cause says which kind it is.
    bool shimLost = false;  ///< The shim was killed from outside: the report holds nothing but the signal.
    PartFile output, error; ///< Not open where nothing was printed.
};

/// What came out of a command since it was last looked at.
struct CommandPrint
{
    QByteArray bytes;   ///< The newest.
    qint64 skipped = 0; ///< Bytes before them that came too fast.
};

/// The program's end of one running shim: gives it files, hears what it says, reaps it. Spawner's thread
/// only.
class ShimLink
{
public:
    ShimLink(StartedShim shim, CommandStart start, ResultsFolder &folder);
    ~ShimLink();
    ShimLink(const ShimLink &) = delete;
    ShimLink &operator=(const ShimLink &) = delete;

    [[nodiscard]] int socket() const { return m_socket.get(); }
    [[nodiscard]] std::uint64_t ticket() const { return m_start.ticket; }

    /// Asks the shim to end the job.
    void end(std::chrono::milliseconds grace);

    enum class Heard {
        Silence, ///< There was no message.
        Word,    ///< One that is between the shim and this.
        Print,   ///< The job printed: \a print is filled.
        End,     ///< The shim is gone and reaped: takeEnd() is due.
    };
    /// Takes one message.
    Heard hear(CommandPrint &print, const QByteArray &run);
    [[nodiscard]] CommandEnd takeEnd() { return std::move(m_end); }

    /// Lets go: the shim ends the job at once and tells nobody.
    void hangUp();
    /// Reaps the shim if it has ended.
    bool reapNow();

private:
    void giveFile(shim::Stream stream);
    void send(const shim::Order &order, int descriptor = -1);
    void close(const QByteArray &run);

    CommandStart m_start;
    ResultsFolder &m_folder;
    Descriptor m_socket;
    pid_t m_pid;
    bool m_reported = false;
    CommandEnd m_end;
};

} // namespace millrace
