#include "ui/views/sparkline.h"

#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace millrace {

namespace {

constexpr std::size_t seconds = 30;
constexpr int barWidth = 2;

} // namespace

Sparkline::Sparkline(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    // The words beside it say the same.
    setAccessibleDescription({});
}

void Sparkline::add(double value)
{
    m_values.push_back(value);
    if (m_values.size() > seconds)
        m_values.pop_front();
    update();
}

QSize Sparkline::sizeHint() const
{
    return {int(seconds) * barWidth, fontMetrics().height()};
}

void Sparkline::paintEvent(QPaintEvent *)
{
    if (m_values.empty())
        return;
    const double most = std::max(*std::ranges::max_element(m_values), 1e-9);
    QPainter painter(this);
    const QColor color = stateColor(JobState::Underway, palette());
    const int full = fontMetrics().height() - 4;
    const int floor = (height() + full) / 2;
    int x = width() - barWidth * int(m_values.size());
    for (const double value : m_values) {
        const int bar = value > 0 ? std::max(1, qRound(full * value / most)) : 0;
        painter.fillRect(QRect(x, floor - bar, barWidth - (barWidth > 2), bar), color);
        x += barWidth;
    }
    painter.fillRect(QRect(0, floor, width(), 1), lineColor(palette()));
}

} // namespace millrace
