#pragma once

#include "ui/actions/actioncontext.h"

#include <QString>

namespace millrace {

/// What the bulk actions say of themselves for a selection or a queue: how many jobs of which state they touch.
[[nodiscard]] QString cancelPhrase(const ActionContext &context);
[[nodiscard]] QString retryPhrase(const ActionContext &context);
[[nodiscard]] QString retryFailedPhrase(const ActionContext &context);
[[nodiscard]] QString markFailedPhrase(const ActionContext &context);
[[nodiscard]] QString removePhrase(const ActionContext &context);
[[nodiscard]] QString cancelPendingPhrase(const ActionContext &context);
[[nodiscard]] QString cancelAllPhrase(const ActionContext &context);
[[nodiscard]] QString removeFinishedPhrase(const ActionContext &context);
[[nodiscard]] QString removeEndedPhrase(const ActionContext &context);

/// "1 job", "1,204 jobs"; with \a word "1,204 pending jobs".
[[nodiscard]] QString countedJobs(std::uint64_t count, const QString &word = {});

} // namespace millrace
