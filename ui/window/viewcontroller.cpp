#include "ui/window/viewcontroller.h"

#include "core/queue/jobqueue.h"
#include "core/queue/visibletext.h"
#include "ui/actions/actions.h"
#include "ui/actions/shortcutsheet.h"
#include "ui/details/detailspane.h"
#include "ui/models/jobtablemodel.h"
#include "ui/settings/layoutstore.h"
#include "ui/text/figures.h"
#include "ui/views/emptystate.h"
#include "ui/views/filteredit.h"
#include "ui/views/jobtableview.h"
#include "ui/views/queuebar.h"
#include "ui/views/queuestatusbar.h"
#include "ui/views/statesidebar.h"
#include "ui/views/toast.h"
#include "ui/views/widthcontrol.h"
#include "ui/window/question.h"
#include "ui/window/selectionwatcher.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDockWidget>
#include <QMainWindow>
#include <QMessageBox>
#include <QTimer>

#include <span>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

constexpr auto geometryName = "window/geometry"_L1;
constexpr auto stateName = "window/state"_L1;
constexpr auto tableName = "window/table"_L1;
constexpr int layoutVersion = 1;

} // namespace

ViewController::ViewController(JobQueue &queue, const WindowViews &views, const SelectionWatcher &selection,
                               LayoutStore &layout, QObject *parent)
    : QObject(parent),
      m_queue(queue),
      m_views(views),
      m_selection(selection),
      m_layout(layout),
      m_save(new QTimer(this))
{
    m_save->setSingleShot(true);
    m_save->setInterval(std::chrono::seconds(2));
    connect(m_save, &QTimer::timeout, this, &ViewController::saveLayout);
    connect(views.table, &JobTableView::layoutEdited, m_save, [this] { m_save->start(); });
    connect(views.table, &JobTableView::jobActivated, this, &ViewController::showResult);
    connect(views.table, &JobTableView::dragRefused, this, &ViewController::refuseDrag);
    connect(views.states, &StateSidebar::chosen, this, &ViewController::applyFilter);
    connect(views.filter, &FilterEdit::filterChanged, this, &ViewController::applyFilter);
    views.filter->setHosts([jobs = views.jobs](const QString &start) { return jobs->hostsStarting(start); });
    connect(views.filter, &FilterEdit::leaveRequested, views.table, &JobTableView::enter);
    connect(views.bar, &QueueBar::chosen, this, &ViewController::choose);
    connect(views.status, &QueueStatusBar::chosen, this, &ViewController::choose);
    connect(views.width, &WidthControl::leaveRequested, views.table, [this] { m_views.table->setFocus(); });
    connect(views.status, &QueueStatusBar::savedClicked, views.toast,
            [toast = views.toast](const QString &sentence) { toast->say(sentence); });
    connect(views.status, &QueueStatusBar::widthClicked, views.width, &WidthControl::edit);
    connect(views.table, &JobTableView::heldChanged, views.status, &QueueStatusBar::setRowsHeld);
    connect(views.empty, &EmptyState::clearFilterRequested, this, &ViewController::clearFilter);
    connect(views.jobs, &JobTableModel::tallied, this, &ViewController::showEmptiness);
    for (QDockWidget *dock : {views.statesDock, views.detailsDock})
        connect(dock, &QDockWidget::visibilityChanged, this, &ViewController::tickPanes);
    showEmptiness();
}

bool ViewController::trigger(ActionId id, bool checked)
{
    return triggerOnTable(id) || triggerOnPanes(id, checked);
}

bool ViewController::triggerOnTable(ActionId id)
{
    switch (id) {
    case ActionId::Filter:
        m_views.filter->setFocus(Qt::ShortcutFocusReason);
        m_views.filter->selectAll();
        return true;
    case ActionId::ClearFilter:
        clearFilter();
        return true;
    case ActionId::Copy:
        copy();
        return true;
    case ActionId::CopyRows:
        copyRows();
        return true;
    case ActionId::SelectAll:
        m_views.table->selectAll();
        return true;
    case ActionId::OpenResult:
        showResult();
        return true;
    case ActionId::EnterWidth:
        m_views.width->edit();
        return true;
    default:
        return false;
    }
}

bool ViewController::triggerOnPanes(ActionId id, bool checked)
{
    switch (id) {
    case ActionId::Details:
        m_views.detailsDock->setVisible(checked);
        return true;
    case ActionId::Sidebar:
        m_views.statesDock->setVisible(checked);
        return true;
    case ActionId::CompactRows:
        m_views.table->setDensity(checked ? Density::Compact : Density::Comfortable);
        m_save->start();
        return true;
    case ActionId::ResetLayout:
        resetLayout();
        return true;
    case ActionId::NextPane:
        focusPane(+1);
        return true;
    case ActionId::PreviousPane:
        focusPane(-1);
        return true;
    case ActionId::Keys:
        (new ShortcutSheet(m_views.window))->open();
        return true;
    case ActionId::About:
        about();
        return true;
    default:
        return false;
    }
}

void ViewController::applyFilter()
{
    const ParsedFilter chosen = parseFilter(m_views.states->words());
    m_views.jobs->setFilter(chosen.expression && m_views.filter->expression());
    const QStringList words{m_views.states->words(), m_views.filter->text()};
    m_views.empty->setFilterWords(words.join(u' ').trimmed());
    showEmptiness();
}

void ViewController::choose(const QString &words)
{
    m_views.states->choose(words);
    applyFilter();
}

// Esc: what hides jobs goes first, then what is chosen among those shown.
void ViewController::clearFilter()
{
    if (!m_views.filter->text().isEmpty() || !m_views.states->words().isEmpty()) {
        m_views.filter->setWords({});
        m_views.states->choose({});
        applyFilter();
    } else {
        m_views.table->selectNothing();
    }
    m_views.table->setFocus();
}

void ViewController::showEmptiness()
{
    const bool any = m_views.jobs->rowCount() > 0;
    const bool hidden = !any && m_views.jobs->total() > 0;
    m_views.empty->setWhy(hidden ? EmptyState::Why::NothingMatches : EmptyState::Why::NothingYet);
    m_views.empty->setVisible(!any);
    m_views.status->setShown(m_views.jobs->rowCount(), m_views.jobs->total());
}

void ViewController::focusPane(int step)
{
    const std::array<QWidget *, 4> panes{m_views.table, m_views.details->focusWidgetOfTab(), m_views.states,
                                         m_views.filter};
    const QWidget *focused = QApplication::focusWidget();
    const auto holds = [focused](const QWidget *pane) {
        return pane && focused && (pane == focused || pane->isAncestorOf(focused));
    };
    const int count = static_cast<int>(panes.size());
    int at = 0;
    for (int i = 0; i < count; ++i) {
        if (holds(panes[static_cast<std::size_t>(i)]) || (i == 1 && holds(m_views.detailsDock)))
            at = i;
    }
    for (int tried = 0; tried < count; ++tried) {
        at = (at + step + count) % count;
        QWidget *pane = panes[static_cast<std::size_t>(at)];
        if (pane && pane->isVisible()) {
            pane->setFocus(Qt::TabFocusReason);
            return;
        }
    }
}

// As they can be put again; but no password leaves the program.
void ViewController::copy()
{
    QByteArray lines;
    const std::vector<JobId> &jobs = m_selection.selected();
    for (const JobId id : std::span(jobs).first(std::min(jobs.size(), JobTableView::mostCopied))) {
        const JobRecord *job = m_queue.find(id);
        if (!job)
            continue;
        lines += job->spec.kind == JobKind::Fetch ? maskedUrl(job->spec.what) : maskedLine(job->spec.what);
        lines += '\n';
    }
    QGuiApplication::clipboard()->setText(QString::fromUtf8(lines));
    sayCopied(tr("Copied %1 job"), tr("Copied %1 jobs"));
}

void ViewController::copyRows()
{
    QGuiApplication::clipboard()->setText(m_views.table->selectedText());
    sayCopied(tr("Copied %1 row"), tr("Copied %1 rows"));
}

void ViewController::sayCopied(const QString &one, const QString &several)
{
    constexpr auto most = static_cast<qint64>(JobTableView::mostCopied);
    const auto chosen = static_cast<qint64>(m_selection.selected().size());
    const QString copied = text::counted(std::min(chosen, most), one, several);
    m_views.toast->say(
        chosen <= most
            ? copied
            : tr("%1 of %2: no more fit. Export writes all of them.").arg(copied, text::count(chosen)));
}

void ViewController::refuseDrag()
{
    m_views.toast->say(
        tr("Jobs are dragged in the queue's order; the table is sorted by a column."), tr("Queue's order"),
        [table = m_views.table] { table->sortByColumn(JobTableModel::dispatchOrder, Qt::AscendingOrder); });
}

void ViewController::showResult()
{
    m_views.detailsDock->show();
    m_views.details->showTab(DetailsPane::Tab::Result);
}

void ViewController::restoreLayout()
{
    m_firstState = m_views.window->saveState(layoutVersion);
    m_views.window->restoreGeometry(m_layout.load(geometryName));
    m_views.window->restoreState(m_layout.load(stateName), layoutVersion);
    m_views.table->restoreLayout(m_layout.load(tableName));
    tickPanes();
}

void ViewController::saveLayout()
{
    m_save->stop();
    m_layout.save(geometryName, m_views.window->saveGeometry());
    m_layout.save(stateName, m_views.window->saveState(layoutVersion));
    m_layout.save(tableName, m_views.table->saveLayout());
}

void ViewController::resetLayout()
{
    m_views.window->restoreState(m_firstState, layoutVersion);
    m_views.table->resetLayout();
    tickPanes();
    saveLayout();
}

void ViewController::tickPanes()
{
    m_views.actions->action(ActionId::Details)->setChecked(!m_views.detailsDock->isHidden());
    m_views.actions->action(ActionId::Sidebar)->setChecked(!m_views.statesDock->isHidden());
    m_views.actions->action(ActionId::CompactRows)->setChecked(m_views.table->density() == Density::Compact);
}

void ViewController::about()
{
    auto *box = new QMessageBox(m_views.window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About Millrace"));
    dress(*box);
    box->setText(tr("Millrace %1").arg(QCoreApplication::applicationVersion()));
    box->setInformativeText(tr("A desktop job monitor: the gate decides how much runs at once.\n\n"
                               "Built with Qt %1 (LGPL 3), libcurl (curl licence), SQLite (public domain) "
                               "and QCoro (MIT).")
                                .arg(QLatin1StringView(qVersion())));
    box->addButton(tr("Close"), QMessageBox::RejectRole);
    box->open();
}

} // namespace millrace
