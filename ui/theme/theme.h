#pragma once

#include "core/queue/jobstate.h"
#include "ui/theme/appearance.h"

#include <QColor>
#include <QObject>
#include <QPalette>

#include <cstdint>

class QApplication;
class QDBusVariant;

namespace millrace {

/// Gives the application Fusion and our palettes, and keeps them in step with the desktop.
///
/// Made once, after the QApplication. With Appearance::System the desktop portal's colour-scheme decides and
/// is followed live; without a portal, the lightness of the palette the platform gave does.
class Theme : public QObject
{
    Q_OBJECT

public:
    explicit Theme(QApplication &application, QObject *parent = nullptr);

    [[nodiscard]] Appearance appearance() const { return m_appearance; }
    void setAppearance(Appearance appearance);
    [[nodiscard]] bool isDark() const { return m_dark; }

Q_SIGNALS:
    /// The palette is another one; widgets got it already.
    void changed();

private Q_SLOTS:
    void portalChanged(const QString &space, const QString &key, const QDBusVariant &value);

private:
    void apply();
    void askPortal();

    QApplication &m_application;
    Appearance m_appearance = Appearance::System;
    bool m_platformDark = false;
    int m_portalScheme = -1; ///< As the portal says: 0 no preference, 1 dark, 2 light; -1 no portal.
    bool m_dark = false;
};

/// Our palettes.
[[nodiscard]] QPalette lightPalette();
[[nodiscard]] QPalette darkPalette();

/// True if text in \a palette is lighter than what it stands on.
[[nodiscard]] bool isDark(const QPalette &palette);

/// The colour of a state's glyph and word, at least 4.5:1 on the base and alternate base of \a palette.
[[nodiscard]] QColor stateColor(JobState state, const QPalette &palette);
/// The same state as a filled area (bars): weaker, beside others of its kind.
[[nodiscard]] QColor stateFill(JobState state, const QPalette &palette);
/// For words that matter less; at least 4.5:1 as well.
[[nodiscard]] QColor quietColor(const QPalette &palette);
/// Hairlines between areas.
[[nodiscard]] QColor lineColor(const QPalette &palette);

/// WCAG 2 contrast of two opaque colours, 1 to 21.
[[nodiscard]] double contrast(const QColor &a, const QColor &b);

} // namespace millrace
