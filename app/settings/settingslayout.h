#pragma once

#include "ui/settings/layoutstore.h"

class QSettings;

namespace millrace {

/// Keeps the window's layout beside the preferences.
class SettingsLayout final : public LayoutStore
{
public:
    explicit SettingsLayout(QSettings &settings) : m_settings(settings) {}

    [[nodiscard]] QByteArray load(QLatin1StringView name) const override;
    void save(QLatin1StringView name, const QByteArray &state) override;

private:
    QSettings &m_settings;
};

} // namespace millrace
