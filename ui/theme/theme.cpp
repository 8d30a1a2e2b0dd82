#include "ui/theme/theme.h"

#include "ui/theme/icons.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFileInfo>
#include <QIcon>
#include <QProxyStyle>
#include <QStyleFactory>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

constexpr auto portalService = "org.freedesktop.portal.Desktop"_L1;
constexpr auto portalPath = "/org/freedesktop/portal/desktop"_L1;
constexpr auto portalSettings = "org.freedesktop.portal.Settings"_L1;
constexpr auto appearanceSpace = "org.freedesktop.appearance"_L1;
constexpr auto schemeKey = "color-scheme"_L1;

/// Without this, QtDBus would try to start a bus of its own, and wait for it.
bool hasSessionBus()
{
    return !qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") ||
           QFileInfo::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + u"/bus"_s);
}

/// What the portal answered, through the one or two variants it comes wrapped in; -1 if it isn't a number.
int schemeIn(QVariant value)
{
    while (value.metaType() == QMetaType::fromType<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    bool ok = false;
    const int scheme = value.toInt(&ok);
    return ok ? scheme : -1;
}

/// Fusion, without the desktop's icons on the buttons of dialogs: they are of another set than ours. And with our icon
/// where every tool bar would have Qt's read: for that one, all image plugins are loaded.
class PlainFusion : public QProxyStyle
{
public:
    PlainFusion() : QProxyStyle(QStyleFactory::create(u"Fusion"_s)) {}

    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *answer) const override
    {
        return hint == SH_DialogButtonBox_ButtonsHaveIcons
                   ? 0
                   : QProxyStyle::styleHint(hint, option, widget, answer);
    }

    QIcon standardIcon(StandardPixmap which, const QStyleOption *option, const QWidget *widget) const override
    {
        return which == SP_ToolBarHorizontalExtensionButton
                   ? icon(Icon::More)
                   : QProxyStyle::standardIcon(which, option, widget);
    }
};

} // namespace

Theme::Theme(QApplication &application, QObject *parent)
    : QObject(parent), m_application(application), m_platformDark(millrace::isDark(application.palette()))
{
    // Every icon is ours or Qt's own. Looking for others in the desktop's themes took a sixth of the whole start; an
    // empty list would mean the default places.
    const QStringList nowhere{u":/millrace/themes"_s};
    QIcon::setThemeSearchPaths(nowhere);
    QIcon::setFallbackSearchPaths(nowhere);
    QApplication::setStyle(new PlainFusion);
    apply();
    askPortal();
}

void Theme::setAppearance(Appearance appearance)
{
    m_appearance = appearance;
    apply();
}

void Theme::apply()
{
    const bool portalSays = m_portalScheme == 1 || m_portalScheme == 2;
    const bool systemDark = portalSays ? m_portalScheme == 1 : m_platformDark;
    m_dark = m_appearance == Appearance::System ? systemDark : m_appearance == Appearance::Dark;
    const QPalette palette = m_dark ? darkPalette() : lightPalette();
    if (palette == m_application.palette())
        return;
    QApplication::setPalette(palette);
    Q_EMIT changed();
}

void Theme::askPortal()
{
    if (!hasSessionBus())
        return;
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    // By name, as D-Bus connects to nothing else; normalised, for which the formatter has another taste.
    // clang-format off
    bus.connect(portalService, portalPath, portalSettings, u"SettingChanged"_s, this,
                SLOT(portalChanged(QString,QString,QDBusVariant)));
    // clang-format on
    QDBusMessage ask = QDBusMessage::createMethodCall(portalService, portalPath, portalSettings, u"Read"_s);
    ask << QString(appearanceSpace) << QString(schemeKey);
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(ask), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *call) {
        call->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *call;
        if (!reply.isError())
            portalChanged(appearanceSpace, schemeKey, reply.value());
    });
}

void Theme::portalChanged(const QString &space, const QString &key, const QDBusVariant &value)
{
    if (space != appearanceSpace || key != schemeKey)
        return;
    m_portalScheme = schemeIn(value.variant());
    apply();
}

} // namespace millrace
