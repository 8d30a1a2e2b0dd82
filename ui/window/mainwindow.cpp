#include "ui/window/mainwindow.h"

#include "ui/actions/actions.h"
#include "ui/actions/menus.h"
#include "ui/details/detailspane.h"
#include "ui/models/jobtablemodel.h"
#include "ui/models/statemodel.h"
#include "ui/views/emptystate.h"
#include "ui/views/filteredit.h"
#include "ui/views/jobtableview.h"
#include "ui/views/queuebar.h"
#include "ui/views/queuestatusbar.h"
#include "ui/views/statesidebar.h"
#include "ui/views/toast.h"
#include "ui/views/widthcontrol.h"
#include "ui/window/banner.h"
#include "ui/window/drophint.h"
#include "ui/window/importcontroller.h"
#include "ui/window/windowwiring.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QDropEvent>
#include <QGuiApplication>
#include <QIcon>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QScreen>
#include <QToolBar>
#include <QVBoxLayout>

namespace millrace {

using namespace Qt::StringLiterals;

MainWindow::MainWindow(const WindowParts &parts, QWidget *parent) : QMainWindow(parent)
{
    setWindowTitle(u"Millrace"_s);
    QGuiApplication::setWindowIcon(QIcon(u":/millrace/millrace.svg"_s));
    setAcceptDrops(true);
    setContextMenuPolicy(Qt::NoContextMenu); // The default one hides tool bars that no action brings back.
    resize(QSize(1280, 800).boundedTo(screen()->availableSize() * 9 / 10));
    layOut(parts);
    m_wiring = std::make_unique<WindowWiring>(parts, m_views);
    m_views.table->setFocus();
}

MainWindow::~MainWindow() = default;

void MainWindow::layOut(const WindowParts &parts)
{
    m_views.window = this;
    m_views.jobs = new JobTableModel(parts.queue, parts.clock, this);
    auto *middle = new QWidget(this);
    m_views.table = new JobTableView(*m_views.jobs, middle);
    m_views.banner = new Banner(middle);
    m_views.empty = new EmptyState(m_views.table->viewport());
    m_views.table->viewport()->installEventFilter(this);
    auto *layout = new QVBoxLayout(middle);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_views.banner);
    layout->addWidget(m_views.table, 1);
    setCentralWidget(middle);

    m_views.actions = new Actions(this, m_views.table, this);
    layOutToolBar(parts);
    layOutDocks(parts);
    layOutMenus();
    m_views.status = new QueueStatusBar(parts.queue, this);
    setStatusBar(m_views.status);
    m_views.toast = new Toast(middle);
    m_views.dropHint = new DropHint(this);
}

void MainWindow::layOutToolBar(const WindowParts &parts)
{
    const Actions &actions = *m_views.actions;
    auto *bar = addToolBar(tr("Tools"));
    bar->setObjectName(u"tools"_s);
    bar->setMovable(false);
    bar->setIconSize(QSize(16, 16));
    auto *add = new QMenu(this);
    for (const ActionId id : {ActionId::TypeJobs, ActionId::OpenList, ActionId::Paste})
        add->addAction(actions.action(id));
    bar->addWidget(makeToolButton(ActionId::TypeJobs, actions, add, bar));
    for (const ActionId id : {ActionId::Pause, ActionId::Resume}) {
        QAction *shown = bar->addWidget(makeToolButton(id, actions, nullptr, bar));
        QAction *action = actions.action(id);
        const auto follow = [shown, action] { shown->setVisible(action->isEnabled()); };
        connect(action, &QAction::enabledChanged, shown, follow);
        follow();
    }
    bar->addSeparator();
    m_views.width = new WidthControl(parts.queue, parts.clock, bar);
    bar->addWidget(m_views.width);
    bar->addSeparator();
    bar->addWidget(makeToolButton(ActionId::Cancel, actions, nullptr, bar));
    auto *retry = new QMenu(this);
    for (const ActionId id : {ActionId::RetryFailed, ActionId::Retry})
        retry->addAction(actions.action(id));
    bar->addWidget(makeToolButton(ActionId::RetryFailed, actions, retry, bar));
    QMenu *move = makeMenu(tr("Move"),
                           {ActionId::MoveToTop, ActionId::MoveUp, ActionId::MoveDown, ActionId::MoveToBottom,
                            ActionId::RaisePriority, ActionId::LowerPriority, ActionId::SetPriority});
    bar->addWidget(makeMenuButton(Icon::ToTop, tr("When the selected pending jobs launch"), move, bar));
    QMenu *remove =
        makeMenu(tr("Remove"), {ActionId::Remove, ActionId::RemoveFinished, ActionId::RemoveEnded});
    bar->addWidget(makeMenuButton(Icon::Remove, tr("Take ended jobs out of the list"), remove, bar));
    auto *space = new QWidget(bar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    m_views.filter = new FilterEdit(bar);
    m_views.filter->setAcceptDrops(false);
    bar->addWidget(m_views.filter);

    addToolBarBreak();
    auto *progress = addToolBar(tr("Progress"));
    progress->setObjectName(u"progress"_s);
    progress->setMovable(false);
    m_views.bar = new QueueBar(parts.queue, parts.clock, progress);
    m_views.bar->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    progress->addWidget(m_views.bar);
}

QMenu *MainWindow::makeMenu(const QString &title, std::initializer_list<ActionId> ids)
{
    auto *menu = new QMenu(title, this);
    menu->setToolTipsVisible(true);
    for (const ActionId id : ids) {
        if (actionRow(id).startsGroup && !menu->isEmpty())
            menu->addSeparator();
        menu->addAction(m_views.actions->action(id));
    }
    return menu;
}

void MainWindow::layOutDocks(const WindowParts &parts)
{
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    m_views.states = new StateSidebar(*new StateModel(*m_views.jobs, this), this);
    m_views.statesDock = new QDockWidget(tr("States"), this);
    m_views.statesDock->setObjectName(u"states"_s);
    m_views.statesDock->setFeatures(QDockWidget::NoDockWidgetFeatures);
    m_views.statesDock->setTitleBarWidget(new QWidget(m_views.statesDock)); // No title: it says what it is.
    m_views.statesDock->setWidget(m_views.states);
    addDockWidget(Qt::LeftDockWidgetArea, m_views.statesDock);

    m_views.details = new DetailsPane(parts.queue, parts.clock, parts.host, this);
    m_views.detailsDock = new QDockWidget(tr("Details"), this);
    m_views.detailsDock->setObjectName(u"details"_s);
    m_views.detailsDock->setFeatures(QDockWidget::DockWidgetMovable);
    m_views.detailsDock->setAllowedAreas(Qt::BottomDockWidgetArea | Qt::RightDockWidgetArea);
    m_views.detailsDock->setTitleBarWidget(new QWidget(m_views.detailsDock));
    m_views.detailsDock->setWidget(m_views.details);
    addDockWidget(Qt::BottomDockWidgetArea, m_views.detailsDock);
    resizeDocks({m_views.statesDock}, {190}, Qt::Horizontal);
    resizeDocks({m_views.detailsDock}, {260}, Qt::Vertical);
}

void MainWindow::layOutMenus()
{
    fillMenuBar(menuBar(), *m_views.actions);
    QMenu *columns = m_views.table->columnsMenu();
    const QList<QAction *> menus = menuBar()->actions();
    if (columns && menus.size() > static_cast<int>(ActionMenu::View)) {
        QMenu *view = menus[static_cast<int>(ActionMenu::View)]->menu();
        columns->setTitle(tr("C&olumns"));
        view->insertMenu(m_views.actions->action(ActionId::ResetLayout), columns);
    }
    auto *context = new QMenu(this);
    fillContextMenu(context, *m_views.actions);
    connect(m_views.table, &JobTableView::menuRequested, context,
            [context](const QPoint &at) { context->popup(at); });
}

ImportController &MainWindow::importing()
{
    return m_wiring->importing();
}

void MainWindow::showRestored(const RestoredCounts &counts)
{
    m_wiring->showRestored(counts);
}

void MainWindow::showNotice(const QString &sentence, Banner::Subject subject)
{
    m_views.banner->say(sentence, subject);
}

void MainWindow::withdrawNotice(Banner::Subject subject)
{
    m_views.banner->withdraw(subject);
}

void MainWindow::setStoreTrouble(const QString &sentence)
{
    if (sentence.isEmpty())
        m_views.banner->withdraw(Banner::Subject::Trouble);
    else
        m_views.banner->say(sentence, Banner::Subject::Trouble);
    m_views.status->setStoreTrouble(sentence);
    m_wiring->setStoreTrouble(sentence);
}

void MainWindow::quit(Underway underway)
{
    m_wiring->quit(underway);
}

void MainWindow::setFreeSpace(qint64 bytes)
{
    m_views.status->setFreeSpace(bytes);
}

void MainWindow::saveLayout()
{
    m_wiring->saveLayout();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    saveLayout();
    event->ignore(); // The host ends the program when the queue has drained and all is on disk.
    m_wiring->requestClose();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->source() || !ImportController::canTake(*event->mimeData()))
        return;
    event->setDropAction(Qt::CopyAction);
    event->accept();
    showDropHint(true);
}

void MainWindow::dragMoveEvent(QDragMoveEvent *event)
{
    if (event->source() || !ImportController::canTake(*event->mimeData()))
        return;
    event->setDropAction(Qt::CopyAction);
    event->accept();
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent *)
{
    showDropHint(false);
}

void MainWindow::dropEvent(QDropEvent *event)
{
    showDropHint(false);
    if (event->source() || !ImportController::canTake(*event->mimeData()))
        return;
    event->setDropAction(Qt::CopyAction);
    event->accept();
    importing().take(*event->mimeData(), tr("dropped text"));
}

void MainWindow::showDropHint(bool shown)
{
    const bool empty = m_views.empty->isVisible();
    m_views.empty->setDropHighlighted(shown && empty);
    m_views.dropHint->setShown(shown && !empty);
}

// The hint of an empty table stands in the table's own place, so that header and drops stay as they are.
bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (m_views.table && watched == m_views.table->viewport() && event->type() == QEvent::Resize)
        m_views.empty->setGeometry(m_views.table->viewport()->rect());
    return QMainWindow::eventFilter(watched, event);
}

} // namespace millrace
