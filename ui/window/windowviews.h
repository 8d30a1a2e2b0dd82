#pragma once

class QDockWidget;
class QMainWindow;

namespace millrace {

class Actions;
class Banner;
class DetailsPane;
class DropHint;
class EmptyState;
class FilterEdit;
class JobTableModel;
class JobTableView;
class QueueBar;
class QueueStatusBar;
class StateSidebar;
class Toast;
class WidthControl;

/// What MainWindow laid out, for the controllers; all of it belongs to the window.
struct WindowViews
{
    QMainWindow *window = nullptr;
    JobTableModel *jobs = nullptr;
    JobTableView *table = nullptr;
    EmptyState *empty = nullptr;
    StateSidebar *states = nullptr;
    QDockWidget *statesDock = nullptr;
    FilterEdit *filter = nullptr;
    WidthControl *width = nullptr;
    QueueBar *bar = nullptr;
    QueueStatusBar *status = nullptr;
    DetailsPane *details = nullptr;
    QDockWidget *detailsDock = nullptr;
    Banner *banner = nullptr;
    Toast *toast = nullptr;
    DropHint *dropHint = nullptr;
    Actions *actions = nullptr;
};

} // namespace millrace
