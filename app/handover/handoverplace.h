#pragma once

#include <QString>

namespace millrace {

/// Where the instance that owns a data directory listens: a socket in a private folder under $XDG_RUNTIME_DIR, or in
/// the data directory itself where there is none. Empty if neither will do.
///
/// \param dataDirectory absolute; two of them never share a socket.
[[nodiscard]] QString handoverPlace(const QString &dataDirectory);

/// Makes the folder of \a place, mode 0700. False if it is not ours alone.
[[nodiscard]] bool makePrivateFolder(const QString &place);

/// True if whoever is at the other end of the socket runs as the same user.
[[nodiscard]] bool isOurs(qintptr socket);

} // namespace millrace
