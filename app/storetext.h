#pragma once

#include "core/store/datalock.h"
#include "core/store/storetypes.h"

#include <QString>

namespace millrace {

/// Why nothing can be saved; without a full stop, as it goes on with what comes of it.
[[nodiscard]] QString storeTroubleReason(const StoreTrouble &trouble);

/// Why nothing can be saved, what comes of it and what to do about it.
[[nodiscard]] QString storeTroubleSentence(const StoreTrouble &trouble);

/// Why a data directory's lock could not be taken, what comes of it and what to do about it.
[[nodiscard]] QString lockSentence(const DataLock::Attempt &attempt, const QString &directory);

/// Why no job is launched while results can't be written and what to do about it. \a why has its full stop.
[[nodiscard]] QString resultsTroubleSentence(const QString &why, qint64 bytesNeeded);

/// Why the queue that is in \a directory can't be opened and what to do about it.
[[nodiscard]] QString refusalSentence(StoreRefusal reason, const QString &directory);

/// What of the last time is missing; empty if nothing is.
[[nodiscard]] QString damageSentence(const LoadReport &report);

} // namespace millrace
