#include "app/settings/settingslayout.h"

#include <QSettings>

namespace millrace {

using namespace Qt::StringLiterals;

QByteArray SettingsLayout::load(QLatin1StringView name) const
{
    return m_settings.value("layout/"_L1 + name).toByteArray();
}

void SettingsLayout::save(QLatin1StringView name, const QByteArray &state)
{
    m_settings.setValue("layout/"_L1 + name, state);
}

} // namespace millrace
