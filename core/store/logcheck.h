#pragma once

#include <QString>

namespace millrace {

/// True if a write-ahead log holds committed transactions that SQLite would silently pass over, because something
/// before them is not what was written. A kill leaves no such log: its last frames are cut off, not followed by others.
/// \cost one pass over the log.
[[nodiscard]] bool isLogDamaged(const QString &log);

} // namespace millrace
