#pragma once

#include "core/store/journalfile.h"
#include "core/store/storetypes.h"

namespace millrace {

/// Builds a database anew from the rows of a damaged one that are sound, wherever they stand, and sets the damaged one
/// aside with its log, under a name with the date. Of several copies of a row the newest counts; a job whose end is on
/// record in an attempt of it that is newer than its row has ended.
///
/// A kill at any moment loses nothing: the new file is complete before the old one is moved, and finishRebuild()
/// does the rest. \a report gets what is missing and where the damaged file is.
/// \throws SqlError when the disk doesn't take it.
void rebuild(const StorePlace &place, LoadReport &report);

/// Ends a rebuild that was killed between its last steps.
void finishRebuild(const StorePlace &place);

} // namespace millrace
