#pragma once

#include "tests/store/storekit.h"

#include <functional>

namespace millrace::test {

/// What the small run of the fault tests notes, batch by batch: a dozen jobs put, launched, ended, and one more.
[[nodiscard]] std::vector<std::vector<JobRecord>> script();

/// How long the small run goes on.
enum class Until {
    AllSaved, ///< Whatever trouble there is on the way.
    Trouble,  ///< The first, or to the end where there is none.
};

/// Runs it, each batch when the one before is on the disk; returns how many batches were acknowledged, and tells \a saved
/// of each.
std::size_t play(StoreFixture &f, Until until, const std::function<void(std::size_t)> &saved = {});

/// After a restart: all that was acknowledged is there, in the state that was noted last or one noted later; nothing
/// else is. Empty if so.
[[nodiscard]] QByteArray complaint(const StoreFixture &f, std::size_t acknowledged);

} // namespace millrace::test
