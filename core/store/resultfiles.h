#pragma once

#include "core/queue/jobid.h"

#include <QString>

#include <atomic>
#include <cstdint>
#include <optional>

namespace millrace {

/// Where one result lies, and as the one text that the database keeps: its file, behind its folder and "//" unless
/// that is the store's own, so that a data directory that was moved as a whole finds its results.
struct ResultPlace
{
    QString folder; ///< Absolute.
    QString file;   ///< Relative to it.

    [[nodiscard]] static ResultPlace of(const QString &text, const QString &home);
    [[nodiscard]] QString text(const QString &home) const;
};

/// True for a file as runners name them, "4000-4999/4212-a.jpg" for job 4212: no other job has it, as no number is ever
/// used again. Where \a place says that it lies doesn't matter.
[[nodiscard]] bool isNamedAfter(JobNumber number, const QString &place);

/// The files that results lie in, for reading them again and for removing them; runners make them, and have
/// them on the disk before an outcome names them. A file's name never leads out of its folder: not by
/// "..", not by a symbolic link, not by another file system's mount. Any thread; every call blocks on the
/// disk.
class ResultFiles
{
public:
    /// \a home is the folder of results that name no other, written in any way.
    explicit ResultFiles(const QString &home);

    struct File
    {
        std::int64_t size = 0;
        std::int64_t checksum = 0;
        bool read = false; ///< The checksum is there.
    };
    /// Size and, up to \a most bytes, the checksum of a regular file; none if there is no such file inside.
    /// Reading ends early, without a checksum, when \a ending becomes true.
    [[nodiscard]] std::optional<File> look(const QString &place, std::int64_t most,
                                           const std::atomic<bool> *ending = nullptr) const;

    enum class Removal { Removed, NotThere, Refused };
    /// Removes a regular file inside its folder; refuses anything else. Folders stay.
    [[nodiscard]] Removal remove(const QString &place) const;

    /// Absolute and clean.
    [[nodiscard]] const QString &home() const { return m_home; }

private:
    QString m_home;
};

} // namespace millrace
