// Dragging pending rows to another place of the table, with the mouse alone: QDrag would run an event loop of its
// own. The table takes no drops: what is dragged in from outside goes on to the window.
#include "ui/models/jobtablemodel.h"
#include "ui/views/jobtableview.h"

#include <QHeaderView>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTimerEvent>

#include <algorithm>
#include <utility>

namespace millrace {

void JobTableView::startDrag(Qt::DropActions)
{
    m_dragged.clear();
    // Only in the queue's own order does a place between two rows mean something.
    if (m_model.sortColumn() != JobTableModel::dispatchOrder) {
        m_refusesDrag = true;
        Q_EMIT dragRefused();
        return;
    }
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

// No release comes where a modal sheet opened while the button was down.
void JobTableView::giveUpDrag()
{
    m_refusesDrag = false;
    if (!m_dragged.empty())
        endDrag();
}

void JobTableView::endDrag()
{
    m_dragged.clear();
    m_edgeScroll.stop();
    viewport()->unsetCursor();
    setDropRow(-1);
}

void JobTableView::mousePressEvent(QMouseEvent *event)
{
    giveUpDrag();
    QTableView::mousePressEvent(event);
}

void JobTableView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_refusesDrag) // Else the pointer would select what it passes over.
        return;
    if (m_dragged.empty()) {
        QTableView::mouseMoveEvent(event);
        return;
    }
    setDropRow(dropRow(event->position().toPoint()));
}

void JobTableView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        m_refusesDrag = false;
    if (m_dragged.empty() || event->button() != Qt::LeftButton) {
        QTableView::mouseReleaseEvent(event);
        return;
    }
    const QPoint at = event->position().toPoint();
    const std::vector<JobId> ids = std::exchange(m_dragged, {});
    endDrag();
    if (!viewport()->rect().contains(at))
        return;
    if (const std::optional<JobId> before = dropPlace(dropRow(at), {ids.begin(), ids.end()}))
        Q_EMIT moveRequested(ids, *before);
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

std::optional<JobId> JobTableView::dropPlace(int row, const std::unordered_set<JobId> &dragged) const
{
    const auto stateAt = [this](int at) {
        const JobRecord *job = m_model.queue().find(m_model.jobAt(at));
        return job ? job->state : JobState::Cancelled;
    };
    const auto isStill = [this, &dragged, &stateAt](int at) {
        return stateAt(at) == JobState::Pending && !dragged.contains(m_model.jobAt(at));
    };
    for (int at = row; at < m_model.rowCount() && !isEnded(stateAt(at)); ++at) {
        if (isStill(at))
            return m_model.jobAt(at);
    }
    if (m_model.filter().isEmpty())
        return JobId();
    // Behind the last that is shown; what the filter hides stays behind that.
    for (int at = std::min(row, m_model.rowCount()) - 1; at >= 0 && !isUnderway(stateAt(at)); --at) {
        if (!isStill(at))
            continue;
        JobId next = m_model.nextInLine(m_model.jobAt(at));
        while (dragged.contains(next))
            next = m_model.nextInLine(next);
        return next;
    }
    return std::nullopt;
}

} // namespace millrace
