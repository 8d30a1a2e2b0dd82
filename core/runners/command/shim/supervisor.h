#pragma once

#include "core/runners/command/shim/jobarguments.h"
#include "core/runners/command/shim/outlet.h"
#include "core/runners/command/shim/relay.h"
#include "core/runners/command/shim/tree.h"

namespace millrace::shim {

/// Sees one job through: starts it, carries its output, ends its tree when asked or when the program is gone,
/// and reports.
class Supervisor
{
public:
    explicit Supervisor(const JobArguments &arguments);

    /// \returns the shim's exit code: 0 if the program was there to hear the report.
    int run();

private:
    enum class Phase {
        Running,   ///< The shell runs.
        Lingering, ///< The shell has ended, something it started has not.
        Asked,     ///< SIGTERM is out, the grace runs.
        Killing,   ///< SIGKILL is out, and again until nothing is left.
    };

    bool begin();
    void fail(Cause cause, int error);
    void turn();
    [[nodiscard]] int waitMs(std::int64_t now) const;
    void readOrder();
    void endWithGrace(Cause cause, std::uint64_t graceMs, std::int64_t now);
    void kill(std::int64_t now);
    void look(std::int64_t now);
    void noteDisk(int error);
    void drain();
    int report();

    const JobArguments &m_arguments;
    Tree m_tree;
    Outlet m_output, m_error;
    Relay m_relay;
    LastWords m_words;
    Report m_report;
    Phase m_phase = Phase::Running;
    std::int64_t m_deadline = -1; ///< Of the phase.
    std::int64_t m_timeout = -1;
    bool m_programGone = false;
    bool m_over = false;
};

} // namespace millrace::shim
