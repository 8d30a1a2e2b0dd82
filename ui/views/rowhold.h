#pragma once

#include "ui/views/jobtableview.h"

#include <QTimer>

namespace millrace {

/// Decides when the rows of a table keep their places: while the pointer is among them and has moved lately, or
/// while a selected row can be seen.
class JobTableView::RowHold : public QObject
{
    Q_OBJECT

public:
    RowHold(JobTableView &view, JobTableModel &model);

    /// Looks again, at the end of this event loop turn.
    void reconsider();
    void pointerMoved();
    void pointerLeft();

private:
    void decide();
    [[nodiscard]] bool seesSelection() const;

    JobTableView &m_view;
    JobTableModel &m_model;
    QTimer m_soon;
    QTimer m_pointerRests;
};

} // namespace millrace
