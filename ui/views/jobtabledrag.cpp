// Dragging pending rows to another place of the table, with the mouse alone: QDrag would run an event loop of its
// own. The table takes no drops: what is dragged in from outside goes on to the window.
#include "ui/models/jobtablemodel.h"
#include "ui/views/jobtableview.h"

#include <QHeaderView>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTimerEvent>

namespace millrace {

void JobTableView::startDrag(Qt::DropActions)
{
    m_dragged.clear();
    // Only in the queue's own order does a place between two rows mean something.
    if (m_model.sortColumn() != JobTableModel::dispatchOrder)
        return;
    for (const JobId id : selectedJobs()) {
        const JobRecord *job = m_model.queue().find(id);
        if (job && job->state == JobState::Pending)
            m_dragged.push_back(id);
    }
    if (m_dragged.empty())
        return;
    viewport()->setCursor(Qt::ClosedHandCursor);
    m_edgeScroll.start(60, this);
}

void JobTableView::endDrag()
{
    m_dragged.clear();
    m_edgeScroll.stop();
    viewport()->unsetCursor();
    setDropRow(-1);
}

void JobTableView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_dragged.empty()) {
        QTableView::mouseMoveEvent(event);
        return;
    }
    setDropRow(dropRow(event->position().toPoint()));
}

void JobTableView::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_dragged.empty() || event->button() != Qt::LeftButton) {
        QTableView::mouseReleaseEvent(event);
        return;
    }
    const std::vector<JobId> ids = m_dragged;
    const JobId before = pendingFrom(dropRow(event->position().toPoint()));
    const bool inside = viewport()->rect().contains(event->position().toPoint());
    endDrag();
    if (inside)
        Q_EMIT moveRequested(ids, before);
}

void JobTableView::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_edgeScroll.timerId()) {
        QTableView::timerEvent(event);
        return;
    }
    const int y = viewport()->mapFromGlobal(QCursor::pos()).y();
    const int edge = verticalHeader()->defaultSectionSize();
    const int step = y < edge ? -1 : y > viewport()->height() - edge ? 1 : 0;
    verticalScrollBar()->setValue(verticalScrollBar()->value() + step);
}

int JobTableView::dropRow(const QPoint &position) const
{
    const int row = rowAt(position.y());
    if (row < 0)
        return m_model.rowCount();
    return position.y() > rowViewportPosition(row) + rowHeight(row) / 2 ? row + 1 : row;
}

void JobTableView::setDropRow(int row)
{
    if (std::exchange(m_dropRow, row) != row)
        viewport()->update();
}

JobId JobTableView::pendingFrom(int row) const
{
    for (; row < m_model.rowCount(); ++row) {
        const JobRecord *job = m_model.queue().find(m_model.jobAt(row));
        if (job && isEnded(job->state))
            break;
        if (job && job->state == JobState::Pending &&
            std::ranges::find(m_dragged, job->id) == m_dragged.end())
            return job->id;
    }
    return {};
}

} // namespace millrace
