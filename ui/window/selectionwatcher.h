#pragma once

#include "core/queue/jobqueue.h"
#include "ui/actions/actioncontext.h"
#include "ui/window/windowviews.h"

#include <QObject>
#include <QTimer>

#include <vector>

namespace millrace {

/// Keeps count of what is selected, filtered and underway, for the actions and the details.
///
/// Looks at most ten times a second, once a second where so many jobs are selected that counting them takes long.
class SelectionWatcher : public QObject
{
    Q_OBJECT

public:
    SelectionWatcher(JobQueue &queue, const WindowViews &views, QObject *parent = nullptr);

    /// In the order of the rows.
    [[nodiscard]] const std::vector<JobId> &selected() const { return m_selected; }
    [[nodiscard]] const ActionContext &context() const { return m_context; }

    void setUndoable(bool undoable);
    void setStopping();
    /// Looks at once; many selected jobs are counted a little later.
    void refresh();

Q_SIGNALS:
    void contextChanged(const millrace::ActionContext &context);
    void selectionChanged();

private:
    void selectAnew();
    void later();
    void recount();
    void takeStatus(ActionContext &context) const;
    void tell(const ActionContext &now);

    JobQueue &m_queue;
    const WindowViews &m_views;
    std::vector<JobId> m_selected;
    ActionContext m_context;
    QTimer m_later;
};

} // namespace millrace
