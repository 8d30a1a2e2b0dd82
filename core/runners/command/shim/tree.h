#pragma once

#include <cstdint>
#include <sys/types.h>

namespace millrace::shim {

/// All processes of one job: the shell and whatever it started, wherever that went.
///
/// The shim is a child subreaper, so what loses its parent becomes the shim's child, daemons included.
/// Signals go to the shell's group while the shell is unreaped and to unreaped children otherwise: no process
/// id can be used again for somebody else's process between looking and signalling.
class Tree
{
public:
    /// Takes over the shell, the leader of its own group.
    void adopt(pid_t shell) { m_shell = shell; }

    /// Reaps what ended; tells the shell's end without reaping it, which would give its group's number away.
    void reap();
    /// SIGTERM, and SIGCONT for what is stopped, to the shell's group and to what was orphaned.
    void ask();
    /// SIGKILL to the same; the rest follows as it is orphaned. To be repeated after each reap().
    void kill();
    /// Reaps the shell. True if nothing of the tree is left.
    bool settle();

    [[nodiscard]] bool shellEnded() const { return m_ended; }
    /// The shell has ended and nothing else is left.
    [[nodiscard]] bool isAlone() const { return m_ended && m_others == 0; }
    /// All that is left belongs to somebody else.
    [[nodiscard]] bool isBeyond() const { return m_ended && m_others > 0 && m_beyond == m_others; }

    [[nodiscard]] int exitCode() const { return m_exitCode; }
    [[nodiscard]] int signal() const { return m_signal; }
    /// How many but the shell died of SIGKILL since the first kill().
    [[nodiscard]] std::uint32_t killed() const { return m_killed; }
    [[nodiscard]] std::uint32_t beyond() const { return m_beyond; }

private:
    void noteShell();
    [[nodiscard]] static bool noneLives();
    [[nodiscard]] static bool noneEnded();
    template <class Visit>
    bool eachChild(Visit visit);

    pid_t m_shell = 0;
    bool m_ended = false;
    bool m_reaped = false;
    bool m_killing = false;
    int m_exitCode = -1;
    int m_signal = 0;
    std::uint32_t m_others = 0; ///< Living children but the shell, as of the last look.
    std::uint32_t m_beyond = 0;
    std::uint32_t m_killed = 0;
};

} // namespace millrace::shim
