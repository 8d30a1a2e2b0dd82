#pragma once

#include "core/store/storetypes.h"

#include <QString>

namespace millrace {

/// Why nothing can be saved and what to do about it, one sentence.
[[nodiscard]] QString storeTroubleSentence(const StoreTrouble &trouble);

/// What of the last time is missing; empty if nothing is.
[[nodiscard]] QString damageSentence(const LoadReport &report);

} // namespace millrace
