#pragma once

#include "core/queue/jobid.h"

#include <QByteArray>
#include <QByteArrayView>

namespace millrace {

/// The name of job \a number's folder within the results folder: "4000-4999".
[[nodiscard]] QByteArray rangeFolderName(JobNumber number);

/// A file name that is safe to make, out of anything: the last component of a path, without control, bidirectional or
/// zero-width characters, leading dots or blanks, valid UTF-8, at most 120 bytes with the suffix kept; "result" if
/// nothing is left.
[[nodiscard]] QByteArray cleanFileName(QByteArrayView wanted);

/// "4212-a.jpg", "4212.3-a.jpg" for its third attempt; with a \a collision from 2 on "4212~2-a.jpg".
/// \param cleaned what cleanFileName() returned.
[[nodiscard]] QByteArray resultFileName(JobNumber number, int attempt, QByteArrayView cleaned,
                                        int collision = 1);

/// "4212.1.body.part", or with a \a collision from 2 on "4212.1~2.body.part".
[[nodiscard]] QByteArray partFileName(JobNumber number, int attempt, QByteArrayView stream,
                                      int collision = 1);

} // namespace millrace
