#pragma once

#include <QByteArray>
#include <QLatin1StringView>

namespace millrace {

/// Remembers how the window looks: geometry, docks, columns, density. Opaque bytes by name; app implements
/// it.
class LayoutStore
{
public:
    virtual ~LayoutStore() = default;

    /// Empty if nothing was kept under \a name.
    [[nodiscard]] virtual QByteArray load(QLatin1StringView name) const = 0;
    virtual void save(QLatin1StringView name, const QByteArray &state) = 0;
};

} // namespace millrace
