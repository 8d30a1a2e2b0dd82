#pragma once

#include "ui/actions/actioncontext.h"

#include <QString>

namespace millrace {

/// What the bulk actions say of themselves for a selection or a queue: how many jobs of which state they
/// touch.
[[nodiscard]] QString cancelPhrase(const ActionContext &context);
[[nodiscard]] QString retryPhrase(const ActionContext &context);
[[nodiscard]] QString retryFailedPhrase(const ActionContext &context);
[[nodiscard]] QString markFailedPhrase(const ActionContext &context);
[[nodiscard]] QString removePhrase(const ActionContext &context);
[[nodiscard]] QString cancelPendingPhrase(const ActionContext &context);
[[nodiscard]] QString cancelAllPhrase(const ActionContext &context);
[[nodiscard]] QString removeFinishedPhrase(const ActionContext &context);
[[nodiscard]] QString removeEndedPhrase(const ActionContext &context);

} // namespace millrace
