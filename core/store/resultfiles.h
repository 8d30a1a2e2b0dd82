#pragma once

#include <QString>

#include <atomic>
#include <cstdint>
#include <optional>
#include <utility>

namespace millrace {

/// The files that results lie in, for reading them again and for removing them; runners make them, and have
/// them on the disk before an outcome names them. A name is relative to it and never leads out of it: not by
/// "..", not by a symbolic link, not by another file system's mount. Any thread; every call blocks on the
/// disk.
class ResultFiles
{
public:
    explicit ResultFiles(QString path) : m_path(std::move(path)) {}

    struct File
    {
        std::int64_t size = 0;
        std::int64_t checksum = 0;
        bool read = false; ///< The checksum is there.
    };
    /// Size and, up to \a most bytes, the checksum of a regular file; none if there is no such file inside.
    /// Reading ends early, without a checksum, when \a ending becomes true.
    [[nodiscard]] std::optional<File> look(const QString &name, std::int64_t most,
                                           const std::atomic<bool> *ending = nullptr) const;

    enum class Removal { Removed, NotThere, Refused };
    /// Removes a regular file inside the folder; refuses anything else. Folders stay.
    [[nodiscard]] Removal remove(const QString &name) const;

    [[nodiscard]] const QString &path() const { return m_path; }

private:
    QString m_path;
};

} // namespace millrace
