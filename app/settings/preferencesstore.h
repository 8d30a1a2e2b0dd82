#pragma once

#include "ui/settings/preferences.h"

class QSettings;

namespace millrace {

/// What the user chose; the default for what is missing, and the nearest that is allowed for what is out of range.
[[nodiscard]] Preferences loadPreferences(const QSettings &settings);

/// Writes all of it; reaches the disk when \a settings sees fit, or with its sync().
void savePreferences(QSettings &settings, const Preferences &preferences);

} // namespace millrace
