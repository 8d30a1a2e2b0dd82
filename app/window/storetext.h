#pragma once

#include "core/store/storetypes.h"

#include <QString>

namespace millrace {

/// Why nothing can be saved; without a full stop, as it goes on with what comes of it.
[[nodiscard]] QString storeTroubleReason(const StoreTrouble &trouble);

/// Why nothing can be saved and what to do about it, one sentence.
[[nodiscard]] QString storeTroubleSentence(const StoreTrouble &trouble);

/// Why the queue that is in \a directory can't be opened and what to do about it.
[[nodiscard]] QString refusalSentence(StoreRefusal reason, const QString &directory);

/// What of the last time is missing; empty if nothing is.
[[nodiscard]] QString damageSentence(const LoadReport &report);

} // namespace millrace
