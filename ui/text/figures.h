#pragma once

#include "core/queue/jobqueue.h"

#include <QString>

#include <chrono>
#include <optional>

/// Numbers, sizes, times and rates as people read them, in the user's locale.
namespace millrace::text {

/// "1,204".
[[nodiscard]] QString count(qint64 n);

/// "5.6k", "1.2M" for where there is no room; the exact number below 1,000.
[[nodiscard]] QString shortCount(qint64 n);

/// "870 ms", "1.2 s", "41 s", "3:07", "2:03:07", "4 d 3 h": three figures at the most.
[[nodiscard]] QString duration(std::chrono::milliseconds length);

/// "about 4 min", for sentences; never more exact than it can be.
[[nodiscard]] QString roughDuration(std::chrono::milliseconds length);

/// "512 B", "1.2 KiB", "212 GB" style in binary units with three figures.
[[nodiscard]] QString bytes(qint64 n);

/// "31 jobs/s", "0.4 jobs/s", "12 jobs/min"; empty at zero.
[[nodiscard]] QString rate(double jobsPerSecond);

/// "71%".
[[nodiscard]] QString percent(double share);

/// "just now", "3 min ago", "14:20", "Tue 14:20", "3 Nov"; "in 4.2 s" for a moment to come. Empty for "not
/// yet".
[[nodiscard]] QString relativeTime(WallTime then, WallTime now);

/// Date and time to the millisecond in the local zone; empty for "not yet".
[[nodiscard]] QString exactTime(WallTime then);

/// "done 14:20–14:31", "done tomorrow 03:10–04:20", "done within a minute", "done: unknown".
[[nodiscard]] QString estimate(const std::optional<QueueEstimate> &estimate, WallTime now);

/// \a n of a thing: takes \a one for 1 and \a many for all else, both already translated, "%1" the number.
[[nodiscard]] QString counted(qint64 n, const QString &one, const QString &many);

} // namespace millrace::text
