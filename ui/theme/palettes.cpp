#include "ui/theme/theme.h"

#include <array>
#include <cmath>

namespace millrace {

namespace {

struct Shades
{
    QRgb window, windowText, base, alternate, text, button, tooltip, highlight, highlightedText, link, quiet,
        line, disabled, accent;
};

constexpr Shades light{0xfff2f3f5, 0xff1b1f24, 0xffffffff, 0xfff7f8fa, 0xff1b1f24, 0xfff7f8fa, 0xffffffff,
                       0xffd3e3fd, 0xff12181f, 0xff0b57c5, 0xff5c6570, 0xffd5d9df, 0xff969da6, 0xff2f6fe0};
constexpr Shades dark{0xff22252a, 0xffe3e6ea, 0xff191b1f, 0xff1e2125, 0xffe3e6ea, 0xff2c3036, 0xff2c3036,
                      0xff2a4266, 0xfff3f6fa, 0xff82b1ff, 0xff9aa3ae, 0xff383d44, 0xff6d747d, 0xff5b94f5};

struct StateShades
{
    QRgb lightText, darkText, lightFill, darkFill;
};

/// By JobState.
constexpr std::array<StateShades, jobStateCount> stateShades{{
    {0xff57606b, 0xffaab3bf, 0xffc9ced6, 0xff4a5059}, // pending
    {0xff0b57c5, 0xff82b1ff, 0xff3b82f6, 0xff4d8df5}, // underway
    {0xff7a5200, 0xffe3b04b, 0xffe0a526, 0xffc08a1e}, // cancelling
    {0xff13692d, 0xff63cf80, 0xff4caf6a, 0xff3a9456}, // finished
    {0xffb3141f, 0xffff9a94, 0xffe5484d, 0xffe5534f}, // failed
    {0xff6a4f7d, 0xffc9b2db, 0xffa898b5, 0xff776885}, // cancelled
    {0xff8f4300, 0xfff5a968, 0xffee8a3c, 0xffd9772b}, // interrupted
}};

const Shades &shadesOf(const QPalette &palette)
{
    return isDark(palette) ? dark : light;
}

QPalette made(const Shades &s)
{
    QPalette palette(QColor::fromRgb(s.button), QColor::fromRgb(s.window));
    const auto set = [&palette](QPalette::ColorRole role, QRgb color) {
        palette.setColor(role, QColor::fromRgb(color));
    };
    set(QPalette::Window, s.window);
    set(QPalette::WindowText, s.windowText);
    set(QPalette::Base, s.base);
    set(QPalette::AlternateBase, s.alternate);
    set(QPalette::Text, s.text);
    set(QPalette::Button, s.button);
    set(QPalette::ButtonText, s.windowText);
    set(QPalette::BrightText, 0xffffffff);
    set(QPalette::ToolTipBase, s.tooltip);
    set(QPalette::ToolTipText, s.text);
    set(QPalette::Highlight, s.highlight);
    set(QPalette::HighlightedText, s.highlightedText);
    set(QPalette::Link, s.link);
    set(QPalette::LinkVisited, s.link);
    set(QPalette::PlaceholderText, s.quiet);
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, QColor::fromRgb(s.disabled));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor::fromRgb(s.line));
    return palette;
}

double luminance(const QColor &color)
{
    const auto linear = [](double c) {
        return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

QPalette lightPalette()
{
    return made(light);
}

QPalette darkPalette()
{
    return made(dark);
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::WindowText).lightness() > palette.color(QPalette::Window).lightness();
}

QColor stateColor(JobState state, const QPalette &palette)
{
    const StateShades &shades = stateShades[static_cast<std::size_t>(state)];
    return QColor::fromRgb(isDark(palette) ? shades.darkText : shades.lightText);
}

QColor stateFill(JobState state, const QPalette &palette)
{
    const StateShades &shades = stateShades[static_cast<std::size_t>(state)];
    return QColor::fromRgb(isDark(palette) ? shades.darkFill : shades.lightFill);
}

QColor quietColor(const QPalette &palette)
{
    return QColor::fromRgb(shadesOf(palette).quiet);
}

QColor lineColor(const QPalette &palette)
{
    return QColor::fromRgb(shadesOf(palette).line);
}

double contrast(const QColor &a, const QColor &b)
{
    const auto [darker, lighter] = std::minmax({luminance(a), luminance(b)});
    return (lighter + 0.05) / (darker + 0.05);
}

} // namespace millrace
