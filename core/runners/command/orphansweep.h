#pragma once

#include <QByteArray>

#include <sys/types.h>

namespace millrace {

/// Ends what is left of a job whose shim was killed from outside (kill -9, out of memory), before the shim is
/// reaped.
///
/// The kernel has ended the shell with it. The rest is found by the shim's session, and what left that by its
/// environment (\a marks, "NAME=value", all of them). Not found: a process that has done both, set up a
/// session of its own and cleared its environment. Signals go through pidfds, checked again after opening.
/// \returns how many processes were ended.
/// \cost a walk through /proc, some milliseconds.
int endOrphansOf(pid_t shim, const QList<QByteArray> &marks);

} // namespace millrace
