#include "ui/window/selectionwatcher.h"

#include "ui/models/jobtablemodel.h"
#include "ui/views/jobtableview.h"

namespace millrace {

namespace {

constexpr std::size_t many = 20'000;
constexpr std::chrono::milliseconds soon{100}, slow{1000};

} // namespace

SelectionWatcher::SelectionWatcher(JobQueue &queue, const WindowViews &views, QObject *parent)
    : QObject(parent), m_queue(queue), m_views(views)
{
    m_later.setSingleShot(true);
    connect(&m_later, &QTimer::timeout, this, &SelectionWatcher::recount);
    connect(&queue, &JobQueue::changed, this, &SelectionWatcher::later);
    connect(&queue, &JobQueue::statusChanged, this, &SelectionWatcher::refresh);
    connect(views.table, &JobTableView::selectionChangedLater, this, &SelectionWatcher::selectAnew);
}

void SelectionWatcher::setUndoable(bool undoable)
{
    m_context.undoable = undoable;
    refresh();
    Q_EMIT contextChanged(m_context);
}

void SelectionWatcher::setStopping()
{
    m_context.stopping = true;
    refresh();
    Q_EMIT contextChanged(m_context);
}

void SelectionWatcher::selectAnew()
{
    m_selected = m_views.table->selectedJobs();
    recount();
    Q_EMIT selectionChanged();
}

void SelectionWatcher::later()
{
    if (!m_later.isActive())
        m_later.start(m_selected.size() > many ? slow : soon);
}

void SelectionWatcher::refresh()
{
    if (m_selected.size() <= many) {
        recount();
        return;
    }
    ActionContext now = m_context;
    takeStatus(now);
    tell(now);
    later();
}

void SelectionWatcher::recount()
{
    ActionContext now = m_context;
    takeStatus(now);
    now.selected = JobCounts();
    for (const JobId id : m_selected) {
        if (const JobRecord *job = m_queue.find(id))
            ++now.selected[job->state];
    }
    tell(now);
}

void SelectionWatcher::takeStatus(ActionContext &context) const
{
    const QueueStatus status = m_queue.status();
    context.all = status.counts;
    context.stopping = context.stopping || status.stopped;
    context.paused = status.paused;
    context.width = status.width;
    context.filtered = !m_views.jobs->filter().isEmpty();
}

void SelectionWatcher::tell(const ActionContext &now)
{
    if (now == m_context)
        return;
    m_context = now;
    Q_EMIT contextChanged(m_context);
}

} // namespace millrace
