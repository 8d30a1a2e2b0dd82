#pragma once

#include <QString>

#include <cstddef>

namespace millrace {

/// True where other machines may write too, so that a log whose index is in our memory is no good.
[[nodiscard]] bool isOnNetworkFileSystem(const QString &directory);

/// Gives an open file \a size bytes with room on the disk for all of them, where the file system can only be asked by
/// writing zeros, too. False: there is no room.
[[nodiscard]] bool reserveBlocks(int file, std::size_t size);

/// Forces the entries of a folder (new, renamed, removed files) to the disk.
void syncDirectory(const QString &directory);

} // namespace millrace
