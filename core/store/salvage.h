#pragma once

#include "core/store/journalfile.h"
#include "core/store/storetypes.h"

#include <optional>

namespace millrace {

/// Builds a database anew from the rows of a damaged one that are sound, wherever they stand, and sets the damaged one
/// aside with its log, under a name with the date. Of several copies of a row the newest counts; a job whose end is on
/// record in an attempt of it that is newer than its row has ended.
///
/// A kill at any moment loses nothing: the new file is complete before the old one is moved, and finishRebuild()
/// does the rest. Jobs that were removed and not yet forgotten are there again, as it isn't known whether they had been
/// put back; of them, commands that were pending wait for a decision. \a report gets what is missing and where the damaged file is.
/// \throws SqlError when the disk doesn't take it.
void rebuild(const StorePlace &place, LoadReport &report);

/// Ends a rebuild that was killed, or refused by the file system, between its last steps; none if there is none to end.
/// Returns where the damaged file was moved; empty if that had been done before.
/// \throws SqlError
[[nodiscard]] std::optional<QString> finishRebuild(const StorePlace &place);

} // namespace millrace
