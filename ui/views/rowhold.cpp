#include "ui/views/rowhold.h"

#include "ui/models/jobtablemodel.h"

#include <QItemSelectionModel>
#include <QScrollBar>

namespace millrace {

using namespace std::chrono_literals;

namespace {

/// A pointer that was left lying on the table doesn't hold it for ever.
constexpr auto pointerCounts = 8s;

/// Qt carries a selection along row by row: more than this would be felt ten times a second.
constexpr int carried = 2000;

} // namespace

JobTableView::RowHold::RowHold(JobTableView &view, JobTableModel &model) : m_view(view), m_model(model)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    m_pointerRests.setSingleShot(true);
    m_pointerRests.setInterval(pointerCounts);
    connect(&m_soon, &QTimer::timeout, this, &RowHold::decide);
    connect(&m_pointerRests, &QTimer::timeout, this, &RowHold::decide);
    connect(view.verticalScrollBar(), &QScrollBar::valueChanged, this, &RowHold::reconsider);
}

void JobTableView::RowHold::reconsider()
{
    if (!m_soon.isActive())
        m_soon.start();
}

void JobTableView::RowHold::pointerMoved()
{
    m_pointerRests.start();
    if (!m_model.isHeld())
        reconsider();
}

void JobTableView::RowHold::pointerLeft()
{
    m_pointerRests.stop();
    reconsider();
}

bool JobTableView::RowHold::seesSelection() const
{
    const QItemSelection selection = m_view.selectionModel()->selection();
    int selected = 0;
    for (const QItemSelectionRange &range : selection)
        selected += range.height();
    if (selected > carried)
        return true;
    const int first = m_view.rowAt(0);
    if (first < 0)
        return false;
    const int lastSeen = m_view.rowAt(m_view.viewport()->height() - 1);
    const int last = lastSeen < 0 ? m_model.rowCount() - 1 : lastSeen;
    for (const QItemSelectionRange &range : selection) {
        if (range.top() <= last && range.bottom() >= first)
            return true;
    }
    return false;
}

void JobTableView::RowHold::decide()
{
    const bool held = m_pointerRests.isActive() || seesSelection();
    if (held == m_model.isHeld())
        return;
    m_model.setHeld(held);
    Q_EMIT m_view.heldChanged(held);
}

} // namespace millrace
