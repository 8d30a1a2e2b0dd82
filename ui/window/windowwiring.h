#pragma once

#include "ui/settings/preferences.h"
#include "ui/window/windowviews.h"

#include <QObject>

namespace millrace {

class CloseController;
class ExportController;
class ImportController;
class JobQueue;
class NotificationController;
class QueueController;
class SelectionWatcher;
class UndoStack;
class ViewController;
class WindowHost;
struct RestoredCounts;
struct WindowParts;
enum class ActionId : std::uint8_t;
enum class Underway : std::uint8_t;

/// Connects the window's views with the controllers that act on the queue; acts on nothing itself.
class WindowWiring : public QObject
{
    Q_OBJECT

public:
    /// \a views outlive it.
    WindowWiring(const WindowParts &parts, const WindowViews &views);
    ~WindowWiring() override;

    [[nodiscard]] ImportController &importing() { return *m_importing; }
    void requestClose();
    void quit(Underway underway);
    void setStoreTrouble(const QString &sentence);
    void saveLayout();
    void showRestored(const RestoredCounts &counts);

private:
    void connectActions();
    void connectUndo();
    void connectImport();
    void connectQueue();
    void trigger(ActionId id, bool checked);
    bool triggerHere(ActionId id);
    void showPreferences();
    void showStopping(Underway underway);
    void showWaitingToSave();
    void showHeld(qint64 jobs);
    void tell(const QString &sentence);

    JobQueue &m_jobs;
    WindowHost &m_host;
    const WindowViews &m_views;
    Preferences m_preferences;
    SelectionWatcher *m_selection;
    UndoStack *m_undo;
    ImportController *m_importing;
    QueueController *m_queue;
    ViewController *m_view;
    CloseController *m_close;
    ExportController *m_export;
    NotificationController *m_notifications;
};

} // namespace millrace
