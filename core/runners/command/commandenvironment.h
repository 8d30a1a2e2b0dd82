#pragma once

#include <QByteArray>
#include <QList>

#include <memory>

namespace millrace {

/// The environment of commands: what they need of the user's, and nothing that is the program's own business.
///
/// Passed on: PATH, HOME, USER, LOGNAME, SHELL, LANG, LANGUAGE, LC_*, TZ, TMPDIR, and for programs that draw
/// or record DISPLAY, WAYLAND_DISPLAY, XAUTHORITY, XDG_RUNTIME_DIR. Set: TERM=dumb (nobody answers an escape
/// sequence), PATH and HOME where they are missing, and for each job MILLRACE_JOB (its number),
/// MILLRACE_ATTEMPT (from 1) and MILLRACE_RUN (which run of which program). Immutable and shared by all jobs
/// that ask for the same.
class CommandEnvironment
{
public:
    using Ptr = std::shared_ptr<const CommandEnvironment>;

    /// The allow-listed ones of this process, with \a added ("NAME=value") on top, later ones winning.
    [[nodiscard]] static Ptr make(const QList<QByteArray> &added = {});

    [[nodiscard]] const QList<QByteArray> &entries() const { return m_entries; }
    /// For people: "NAME=value" lines, without the three that are of the job.
    [[nodiscard]] const QByteArray &text() const { return m_text; }

private:
    QList<QByteArray> m_entries;
    QByteArray m_text;
};

/// True for "NAME=value" without NUL, where NAME is not empty and not one of ours.
[[nodiscard]] bool isEnvironmentEntry(const QByteArray &entry);

} // namespace millrace
