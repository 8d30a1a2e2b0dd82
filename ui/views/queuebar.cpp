#include "ui/views/queuebar.h"

#include "ui/models/filterwords.h"
#include "ui/text/figures.h"
#include "ui/text/jobtext.h"
#include "ui/text/words.h"
#include "ui/theme/theme.h"
#include "ui/views/calm.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QTimer>
#include <QToolTip>

#include <algorithm>

namespace millrace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using text::word;

namespace {

/// What is done stands left, what is to come right.
constexpr std::array stacked{JobState::Finished, JobState::Failed,     JobState::Cancelled,
                             JobState::Underway, JobState::Cancelling, JobState::Interrupted,
                             JobState::Pending};
constexpr int barHeight = 12;
constexpr int gap = 12;

} // namespace

QueueBar::QueueBar(const JobQueue &queue, const Clock &clock, QWidget *parent)
    : QWidget(parent), m_queue(queue), m_clock(clock)
{
    setAccessibleName(word("Queue"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto *calm = new Calm([this] { refresh(); }, this);
    connect(&queue, &JobQueue::changed, calm, &Calm::news);
    connect(&queue, &JobQueue::statusChanged, calm, &Calm::news);
    // The estimate moves on by itself.
    auto *minute = new QTimer(this);
    minute->start(20s);
    connect(minute, &QTimer::timeout, calm, &Calm::news);
    refresh();
}

void QueueBar::refresh()
{
    const QueueStatus status = m_queue.status();
    m_counts = status.counts;
    const quint64 total = m_counts.total();
    const quint64 ended =
        m_counts[JobState::Finished] + m_counts[JobState::Failed] + m_counts[JobState::Cancelled];
    const quint64 underway = m_counts[JobState::Underway] + m_counts[JobState::Cancelling];
    QStringList parts;
    if (total == 0) {
        parts << word("No jobs");
    } else if (ended == total) {
        parts << word("All %1 done").arg(text::count(qint64(total)));
    } else {
        parts << word("%1 of %2").arg(text::count(qint64(ended)), text::count(qint64(total)));
        if (underway > 0)
            parts << word("%1 underway").arg(text::count(qint64(underway)));
        if (status.paused)
            parts << word("paused");
        else
            parts << text::estimate(m_queue.estimate(status.width), m_clock.wallNow());
    }
    m_text = parts.join(u" · "_s);
    setAccessibleDescription(m_text);
    update();
}

QRectF QueueBar::barRect() const
{
    const int words = fontMetrics().horizontalAdvance(m_text);
    const double wide = std::max(60, width() - words - gap);
    return {0.0, (height() - barHeight) / 2.0, wide, double(barHeight)};
}

// Every state that any job is in gets as much as can be seen and clicked, and its share of the rest: a single failure
// among a million, whatever stands behind it.
std::vector<QueueBar::Part> QueueBar::parts() const
{
    constexpr double least = 3;
    const QRectF bar = barRect();
    const auto present =
        std::ranges::count_if(stacked, [this](JobState state) { return m_counts[state] > 0; });
    const double shared = bar.width() - least * double(present);
    std::vector<Part> parts;
    double x = bar.left();
    for (const JobState state : stacked) {
        if (m_counts[state] == 0)
            continue;
        const double wide = least + shared * m_counts[state] / double(m_counts.total());
        parts.push_back({state, QRectF(x, bar.top(), wide, bar.height())});
        x += wide;
    }
    return parts;
}

void QueueBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRectF bar = barRect();
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(QRectF(bar.right() + gap, 0, width() - bar.right() - gap, height()),
                     int(Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine), m_text);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath outline;
    outline.addRoundedRect(bar, 3, 3);
    painter.setClipPath(outline);
    painter.fillRect(bar, lineColor(palette()));
    for (const Part &part : parts())
        painter.fillRect(part.rect, stateFill(part.state, palette()));
}

void QueueBar::mouseReleaseEvent(QMouseEvent *event)
{
    for (const Part &part : parts()) {
        if (event->button() == Qt::LeftButton && part.rect.contains(event->position()))
            Q_EMIT chosen(filterwords::wordFor(part.state));
    }
}

bool QueueBar::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    QStringList lines;
    for (const JobState state : stacked) {
        if (m_counts[state] > 0)
            lines << u"%1 %2 %3"_s.arg(text::stateGlyph(state), text::count(m_counts[state]),
                                       text::stateWord(state));
    }
    QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), lines.join(u'\n'), this);
    return true;
}

QSize QueueBar::sizeHint() const
{
    return {600, std::max(barHeight, fontMetrics().height()) + 8};
}

QSize QueueBar::minimumSizeHint() const
{
    return {200, sizeHint().height()};
}

} // namespace millrace
