#include "ui/views/queuestatusbar.h"

#include "ui/models/filterwords.h"
#include "ui/text/figures.h"
#include "ui/text/words.h"
#include "ui/theme/theme.h"
#include "ui/views/calm.h"
#include "ui/views/sparkline.h"

#include <QLabel>
#include <QTimer>
#include <QToolButton>

namespace millrace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using text::word;

namespace {

/// Below this, what is free is worth a warning.
constexpr qint64 littleSpace = qint64{1} << 30;

void setColor(QWidget *widget, const QColor &color)
{
    QPalette palette = widget->palette();
    palette.setColor(QPalette::ButtonText, color);
    palette.setColor(QPalette::WindowText, color);
    widget->setPalette(palette);
}

} // namespace

QToolButton *QueueStatusBar::addPart(const QString &accessibleName)
{
    auto *part = new QToolButton(this);
    part->setAutoRaise(true);
    part->setFocusPolicy(Qt::NoFocus);
    part->setAccessibleName(accessibleName);
    part->setToolButtonStyle(Qt::ToolButtonTextOnly);
    addWidget(part);
    return part;
}

QueueStatusBar::QueueStatusBar(const JobQueue &queue, QWidget *parent) : QStatusBar(parent), m_queue(queue)
{
    setSizeGripEnabled(false);
    m_width = addPart(word("Width of the queue"));
    m_width->setToolTip(word("How many jobs may be underway at once: click to change"));
    m_underway = addPart(word("Jobs underway"));
    m_underway->setToolTip(word("Show the jobs that are underway"));
    m_pending = addPart(word("Jobs pending"));
    m_pending->setToolTip(word("Show the jobs that are pending"));
    m_failed = addPart(word("Jobs failed"));
    m_failed->setToolTip(word("Show the jobs that failed"));
    m_rate = new QLabel(this);
    m_rate->setTextFormat(Qt::PlainText);
    addWidget(m_rate);
    m_sparkline = new Sparkline(this);
    addWidget(m_sparkline);
    m_shown = new QLabel(this);
    m_shown->setTextFormat(Qt::PlainText);
    addPermanentWidget(m_shown);
    m_held = new QLabel(word("rows hold still"), this);
    m_held->setToolTip(word("Rows keep their places while the pointer or the selection is among them"));
    addPermanentWidget(m_held);
    m_space = addPart(word("Free space"));
    m_saved = addPart(word("Saved"));
    for (QToolButton *part : {m_space, m_saved}) {
        removeWidget(part);
        addPermanentWidget(part);
        part->show();
    }
    m_space->setToolTip(word("Free where results are written: click to open the folder"));
    connect(m_width, &QToolButton::clicked, this, &QueueStatusBar::widthClicked);
    connect(m_space, &QToolButton::clicked, this, &QueueStatusBar::freeSpaceClicked);
    connect(m_saved, &QToolButton::clicked, this, [this] { Q_EMIT savedClicked(savedSentence()); });
    const auto shows = [this](QToolButton *part, JobState state) {
        connect(part, &QToolButton::clicked, this,
                [this, state] { Q_EMIT chosen(filterwords::wordFor(state)); });
    };
    shows(m_underway, JobState::Underway);
    shows(m_pending, JobState::Pending);
    shows(m_failed, JobState::Failed);

    keepUp();
    setShown(0, 0);
    setRowsHeld(false);
    refresh();
}

void QueueStatusBar::keepUp()
{
    auto *calm = new Calm([this] { refresh(); }, this);
    connect(&m_queue, &JobQueue::changed, calm, &Calm::news);
    connect(&m_queue, &JobQueue::statusChanged, calm, &Calm::news);
    auto *second = new QTimer(this);
    second->start(1s);
    connect(second, &QTimer::timeout, this, [this, calm] {
        m_sparkline->add(m_queue.status().jobsPerSecond);
        calm->news();
    });
}

void QueueStatusBar::refresh()
{
    const QueueStatus status = m_queue.status();
    QString width = word("width %1").arg(text::count(status.width));
    if (status.closing > 0)
        width += u' ' + word("(%1 closing)").arg(text::count(status.closing));
    if (status.paused)
        width += u" · "_s + word("paused");
    m_width->setText(width);
    const qint64 underway = qint64{status.counts[JobState::Underway]} + status.counts[JobState::Cancelling];
    // More than the width has slots for needs a word.
    m_underway->setText(underway > status.width && status.saving > 0
                            ? word("%1 underway, %2 of them being saved")
                                  .arg(text::count(underway), text::count(status.saving))
                            : word("%1 underway").arg(text::count(underway)));
    m_pending->setText(word("%1 pending").arg(text::count(status.counts[JobState::Pending])));
    m_failed->setText(word("%1 failed").arg(text::count(status.counts[JobState::Failed])));
    m_failed->setVisible(status.counts[JobState::Failed] > 0);
    setColor(m_failed, stateColor(JobState::Failed, palette()));
    m_rate->setText(text::rate(status.jobsPerSecond));
    m_rate->setVisible(status.jobsPerSecond > 0);
    m_sparkline->setVisible(status.jobsPerSecond > 0 || m_sparkline->size() > 0);

    const bool little = m_freeSpace >= 0 && m_freeSpace < littleSpace;
    m_space->setVisible(m_freeSpace >= 0);
    m_space->setText(word("%1 free").arg(text::bytes(m_freeSpace)));
    setColor(m_space,
             little ? stateColor(JobState::Failed, palette()) : palette().color(QPalette::WindowText));

    const bool trouble = !m_trouble.isEmpty();
    m_saved->setText(trouble ? u"✕ "_s + word("not saved") : isSaved() ? word("saved ✓") : word("saving …"));
    // A tooltip that looks like HTML would be taken for it.
    m_saved->setToolTip(savedSentence().toHtmlEscaped());
    setColor(m_saved, stateColor(trouble     ? JobState::Failed
                                 : isSaved() ? JobState::Finished
                                             : JobState::Pending,
                                 palette()));
}

bool QueueStatusBar::isSaved() const
{
    return m_queue.status().saved && m_heldJobs == 0;
}

QString QueueStatusBar::savedSentence() const
{
    if (!m_trouble.isEmpty())
        return m_trouble;
    return isSaved() ? word("All jobs and results are written down")
                     : word("The latest changes are being written down");
}

void QueueStatusBar::setFreeSpace(qint64 bytes)
{
    m_freeSpace = bytes;
    refresh();
}

void QueueStatusBar::setStoreTrouble(const QString &sentence)
{
    m_trouble = sentence;
    refresh();
}

void QueueStatusBar::setHeldJobs(qint64 jobs)
{
    m_heldJobs = jobs;
    refresh();
}

void QueueStatusBar::setShown(int rows, int total)
{
    m_shown->setVisible(rows < total);
    m_shown->setText(word("%1 of %2 shown").arg(text::count(rows), text::count(total)));
}

void QueueStatusBar::setRowsHeld(bool held)
{
    // Its place is kept: nothing jumps when it comes and goes.
    setColor(m_held, held ? quietColor(palette()) : palette().color(QPalette::Window));
}

} // namespace millrace
