#pragma once

#include <QString>

namespace millrace {

/// True where other machines may write too, so that a log whose index is in our memory is no good.
[[nodiscard]] bool isOnNetworkFileSystem(const QString &directory);

/// Forces the entries of a folder (new, renamed, removed files) to the disk.
void syncDirectory(const QString &directory);

} // namespace millrace
