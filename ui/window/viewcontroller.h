#pragma once

#include "core/queue/jobid.h"
#include "ui/actions/actiontable.h"
#include "ui/window/windowviews.h"

#include <QObject>

#include <vector>

class QTimer;
class QWidget;

namespace millrace {

class JobQueue;
class LayoutStore;
class SelectionWatcher;

/// What only changes what is seen: filter, panes, layout, copying, keys. Remembers the layout.
class ViewController : public QObject
{
    Q_OBJECT

public:
    /// All outlive it.
    ViewController(JobQueue &queue, const WindowViews &views, const SelectionWatcher &selection,
                   LayoutStore &layout, QObject *parent = nullptr);

    /// False if the action is not one of these.
    bool trigger(ActionId id, bool checked);

    void restoreLayout();
    void saveLayout();
    /// Opens the details on the result of the selected job.
    void showResult();
    /// Shows the jobs with these filter words.
    void choose(const QString &words);

private:
    bool triggerOnTable(ActionId id);
    bool triggerOnPanes(ActionId id, bool checked);
    void applyFilter();
    void clearFilter();
    void showEmptiness();
    void focusPane(int step);
    void copy();
    void copyRows();
    void sayCopied(const QString &one, const QString &several);
    void refuseDrag();
    void resetLayout();
    void about();
    void tickPanes();

    JobQueue &m_queue;
    const WindowViews &m_views;
    const SelectionWatcher &m_selection;
    LayoutStore &m_layout;
    QTimer *m_save;
    QByteArray m_firstState;
};

} // namespace millrace
