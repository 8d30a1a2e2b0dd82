#include "ui/window/windowwiring.h"

#include "core/queue/jobqueue.h"
#include "core/queue/visibletext.h"
#include "ui/actions/actions.h"
#include "ui/details/detailspane.h"
#include "ui/settings/preferencesdialog.h"
#include "ui/text/actiontext.h"
#include "ui/text/figures.h"
#include "ui/views/emptystate.h"
#include "ui/views/jobtableview.h"
#include "ui/views/queuestatusbar.h"
#include "ui/views/toast.h"
#include "ui/views/widthcontrol.h"
#include "ui/window/banner.h"
#include "ui/window/closecontroller.h"
#include "ui/window/exportcontroller.h"
#include "ui/window/importcontroller.h"
#include "ui/window/notificationcontroller.h"
#include "ui/window/queuecontroller.h"
#include "ui/window/selectionwatcher.h"
#include "ui/window/undostack.h"
#include "ui/window/viewcontroller.h"
#include "ui/window/windowparts.h"

#include <QMainWindow>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestTitle = 80;

} // namespace

WindowWiring::WindowWiring(const WindowParts &parts, const WindowViews &views)
    : m_jobs(parts.queue),
      m_host(parts.host),
      m_views(views),
      m_preferences(parts.preferences),
      m_selection(new SelectionWatcher(parts.queue, views, this)),
      m_undo(new UndoStack(parts.queue, this)),
      m_importing(new ImportController(parts.queue, views.window, this)),
      m_queue(new QueueController(
          parts.queue, *m_undo, [this] { return m_selection->selected(); }, parts.host, views.window, this)),
      m_view(new ViewController(parts.queue, views, *m_selection, parts.layout, this)),
      m_close(new CloseController(parts.queue, parts.clock, parts.host, views.window, this)),
      m_export(new ExportController(parts.queue, views, *m_selection, parts.host, this)),
      m_notifications(new NotificationController(
          parts.queue, parts.clock, [window = views.window] { return window->isActiveWindow(); }, this))
{
    connectActions();
    connectUndo();
    connectImport();
    connectQueue();
    m_view->restoreLayout();
    m_selection->refresh();
}

WindowWiring::~WindowWiring() = default;

void WindowWiring::connectActions()
{
    connect(m_views.actions, &Actions::triggered, this, &WindowWiring::trigger);
    connect(m_selection, &SelectionWatcher::contextChanged, m_views.actions, &Actions::update);
    connect(m_selection, &SelectionWatcher::selectionChanged, m_views.details,
            [this] { m_views.details->setJobs(m_selection->selected()); });
    connect(m_views.empty, &EmptyState::openRequested, this, [this] { trigger(ActionId::OpenList, false); });
    connect(m_views.empty, &EmptyState::pasteRequested, this, [this] { trigger(ActionId::Paste, false); });
    connect(m_views.empty, &EmptyState::exampleRequested, this, [this] { m_host.tryExample(); });
    connect(m_views.status, &QueueStatusBar::freeSpaceClicked, this,
            [this] { trigger(ActionId::OpenResultsFolder, false); });
    connect(m_views.details, &DetailsPane::openFolderRequested, this,
            [this](const QString &file) { m_host.openFolder(file); });
}

void WindowWiring::connectUndo()
{
    connect(m_undo, &UndoStack::pushed, this, [this](const QString &done) {
        m_selection->setUndoable(true);
        m_views.toast->say(done, tr("Undo"), [this] { m_undo->undo(); });
    });
    connect(m_undo, &UndoStack::undone, this, [this](const QString &, int jobs, int left) {
        m_selection->setUndoable(!m_undo->isEmpty());
        m_views.toast->say(text::undone(jobs, left));
    });
}

void WindowWiring::connectImport()
{
    connect(m_importing, &ImportController::said, this, &WindowWiring::tell);
    connect(m_export, &ExportController::said, this, &WindowWiring::tell);
    connect(m_export, &ExportController::failed, m_views.banner,
            [this](const QString &sentence) { m_views.banner->say(sentence); });
    connect(m_importing, &ImportController::heldChanged, this, &WindowWiring::showHeld);
    connect(m_importing, &ImportController::heldChanged, m_close, &CloseController::setHeldJobs);
    connect(m_importing, &ImportController::heldChanged, m_views.status, &QueueStatusBar::setHeldJobs);
    connect(m_importing, &ImportController::added, this, [this](int jobs, const QString &source) {
        m_views.window->setWindowTitle(tr("Millrace — %1").arg(visibleText(source, longestTitle)));
        m_views.toast->say(text::done(text::BulkAction::Add, jobs));
    });
}

void WindowWiring::connectQueue()
{
    connect(m_views.width, &WidthControl::widthRequested, m_queue, &QueueController::setWidth);
    connect(m_views.table, &JobTableView::moveRequested, m_queue, &QueueController::moveBefore);
    connect(m_queue, &QueueController::reordered, m_views.table, &JobTableView::followMoves);
    connect(m_undo, &UndoStack::undone, m_views.table, &JobTableView::followMoves);
    connect(m_close, &CloseController::stopping, this, &WindowWiring::showStopping);
    connect(m_close, &CloseController::waitingToSave, this, &WindowWiring::showWaitingToSave);
    connect(m_notifications, &NotificationController::notified, this, [this](const QString &sentence) {
        if (m_views.window->isActiveWindow() || !m_notifications->showOutside(sentence))
            m_views.toast->say(sentence);
    });
}

void WindowWiring::trigger(ActionId id, bool checked)
{
    const bool known = m_queue->trigger(id) || m_importing->trigger(id) || m_export->trigger(id) ||
                       m_view->trigger(id, checked) || triggerHere(id);
    Q_ASSERT(known);
    Q_UNUSED(known)
    m_selection->refresh();
}

bool WindowWiring::triggerHere(ActionId id)
{
    switch (id) {
    case ActionId::OpenResultsFolder:
        m_host.openFolder({});
        return true;
    case ActionId::OpenFolder:
        m_host.openFolder(m_views.details->resultFile());
        return true;
    case ActionId::Preferences:
        showPreferences();
        return true;
    case ActionId::Quit:
        m_views.window->close();
        return true;
    default:
        return false;
    }
}

void WindowWiring::showPreferences()
{
    auto *dialog = new PreferencesDialog(m_preferences, m_views.window);
    connect(dialog, &PreferencesDialog::changed, this, [this](const Preferences &preferences) {
        m_preferences = preferences;
        m_host.preferencesChanged(preferences);
    });
    dialog->open();
}

void WindowWiring::requestClose()
{
    m_close->requestClose();
}

void WindowWiring::quit(Underway underway)
{
    m_close->quit(underway);
}

void WindowWiring::setStoreTrouble(const QString &sentence)
{
    m_close->setStoreTrouble(sentence);
}

void WindowWiring::saveLayout()
{
    m_view->saveLayout();
}

void WindowWiring::showStopping(Underway underway)
{
    m_selection->setStopping();
    const JobCounts counts = m_jobs.status().counts;
    const auto jobs = counts[JobState::Underway] + counts[JobState::Cancelling];
    if (jobs == 0)
        return; // It takes no time that is worth a word.
    if (underway == Underway::Cancel) {
        m_views.banner->say(tr("Quitting as soon as %1 underway are cancelled.").arg(text::count(jobs)),
                            Banner::Subject::Quitting);
        return;
    }
    m_views.banner->say(tr("Quitting as soon as %1 underway are done.").arg(text::count(jobs)),
                        Banner::Subject::Quitting);
    m_views.banner->addButton(tr("Cancel them and quit"), [this] { m_close->quit(Underway::Cancel); });
}

void WindowWiring::showWaitingToSave()
{
    m_views.banner->say(tr("Quitting as soon as everything can be saved."), Banner::Subject::Quitting);
    m_views.banner->addButton(tr("Quit anyway"), [this] { m_close->quitUnsaved(); });
}

void WindowWiring::showHeld(qint64 jobs)
{
    if (jobs > 0)
        m_views.banner->say(
            tr("%1 wait until the jobs of the last time have been read.").arg(text::jobs(jobs)),
            Banner::Subject::Held);
    else
        m_views.banner->withdraw(Banner::Subject::Held);
}

void WindowWiring::showRestored(const RestoredCounts &counts)
{
    if (counts.interrupted == 0) {
        if (counts.again > 0)
            m_views.toast->say(tr("%1 go on from last time").arg(text::jobs(counts.again)));
        return;
    }
    const QString sentence =
        counts.isDoubtful
            ? text::counted(
                  counts.interrupted,
                  tr("%2 restored, %1 interrupted: this command may have run since the last save."),
                  tr("%2 restored, %1 interrupted: these commands may have run since the last save."))
            : text::counted(counts.interrupted,
                            tr("%2 restored, %1 interrupted: this command was underway when the program last "
                               "ended. It may have done its work, or part of it."),
                            tr("%2 restored, %1 interrupted: these commands were underway when the program "
                               "last ended. They may have done their work, or part of it."));
    m_views.banner->say(sentence.arg(text::count(counts.all)), Banner::Subject::Restored);
    const auto those = [this] {
        std::vector<JobId> ids;
        for (const JobId id : m_jobs.all()) {
            if (m_jobs.find(id)->state == JobState::Interrupted)
                ids.push_back(id);
        }
        return ids;
    };
    // Who looks at them still has to decide.
    m_views.banner->addButton(
        tr("Show"), [this] { m_view->choose(u"state:interrupted"_s); }, Banner::After::Stay);
    m_views.banner->addButton(tr("Run again"), [this, those] { m_queue->retry(those()); });
    m_views.banner->addButton(tr("Mark as failed"), [this, those] { m_queue->markFailed(those()); });
}

void WindowWiring::tell(const QString &sentence)
{
    m_views.toast->say(sentence);
}

} // namespace millrace
