#pragma once

#include <QString>

namespace millrace {

/// Where one instance keeps what: everything in one folder that was named, or in the places of the XDG standard.
struct DataDirectory
{
    QString path; ///< Of the database and the lock.
    QString settingsFile;
    QString resultsFolder; ///< Where no other was chosen.

    /// \a path is absolute, or empty for the user's own.
    [[nodiscard]] static DataDirectory at(const QString &path);
};

/// A folder as a person names it, absolute and without a slash at its end: "~/" is the home, else it is relative to
/// \a base. Empty stays empty.
[[nodiscard]] QString wholeFolder(const QString &path, const QString &base);

} // namespace millrace
