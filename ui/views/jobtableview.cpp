#include "ui/views/jobtableview.h"

#include "ui/models/jobtablemodel.h"
#include "ui/text/words.h"
#include "ui/theme/theme.h"
#include "ui/views/celldelegate.h"
#include "ui/views/rowhold.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QTimer>

namespace millrace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using text::word;

JobTableView::JobTableView(JobTableModel &model, QWidget *parent)
    : QTableView(parent),
      m_model(model),
      m_columnsMenu(new QMenu(word("Columns"), this)),
      m_takeUp(new QTimer(this))
{
    setAccessibleName(word("Jobs"));
    setObjectName(u"Jobs"_s);
    setModel(&model);
    // The rows are all alike, so that none takes anything with it when it moves: Qt would look at each of a million.
    disconnect(&model, &QAbstractItemModel::layoutAboutToBeChanged, verticalHeader(), nullptr);
    m_hold = std::make_unique<RowHold>(*this, model);
    setItemDelegate(new CellDelegate(this));
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setAlternatingRowColors(true);
    setTextElideMode(Qt::ElideMiddle);
    setVerticalScrollMode(ScrollPerItem);
    setHorizontalScrollMode(ScrollPerPixel);
    setTabKeyNavigation(false);
    setFrameShape(NoFrame);
    setMouseTracking(true);
    setDragDropMode(DragOnly);
    m_takeUp->setSingleShot(true);
    m_takeUp->setInterval(400ms);
    connect(m_takeUp, &QTimer::timeout, this, [this] { selectJobs(std::exchange(m_setAside, {})); });
    setUpHeader();
    applyDefaultColumns();
    applyDensity();
    connect(this, &QAbstractItemView::activated, this,
            [this](const QModelIndex &index) { Q_EMIT jobActivated(m_model.jobAt(index.row())); });
    connect(&model, &JobTableModel::tallied, this, [this] { m_hold->reconsider(); });
}

JobTableView::~JobTableView() = default;

// --- what is selected -------------------------------------------------------------------------------------

std::vector<JobId> JobTableView::selectedJobs() const
{
    if (!m_setAside.empty())
        return m_setAside;
    QItemSelection selection = selectionModel()->selection();
    std::ranges::sort(selection, {}, &QItemSelectionRange::top);
    std::vector<JobId> ids;
    int next = 0;
    for (const QItemSelectionRange &range : std::as_const(selection)) {
        // Ranges may repeat a row when cells of it were selected one by one.
        const std::vector<JobId> rows = m_model.jobsAt(std::max(next, range.top()), range.bottom());
        ids.insert(ids.end(), rows.begin(), rows.end());
        next = std::max(next, range.bottom() + 1);
    }
    return ids;
}

void JobTableView::selectJobs(const std::vector<JobId> &ids)
{
    std::vector<int> rows;
    for (const JobId id : ids) {
        if (const int row = m_model.rowOf(id); row >= 0)
            rows.push_back(row);
    }
    std::ranges::sort(rows);
    QItemSelection selection;
    for (std::size_t i = 0; i < rows.size();) {
        std::size_t end = i + 1;
        while (end < rows.size() && rows[end] == rows[end - 1] + 1)
            ++end;
        selection.append({m_model.index(rows[i], 0), m_model.index(rows[end - 1], int(jobColumnCount) - 1)});
        i = end;
    }
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    if (rows.empty())
        return;
    const QModelIndex first = m_model.index(rows.front(), columnIndex(JobColumn::What));
    selectionModel()->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
    scrollTo(first);
}

void JobTableView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    Q_EMIT currentJobChanged(m_model.jobAt(current.row()));
}

void JobTableView::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    if (!selected.isEmpty()) { // Somebody chose other rows meanwhile.
        m_takeUp->stop();
        m_setAside.clear();
    }
    if (m_hold)
        m_hold->reconsider();
    if (std::exchange(m_selectionNews, true))
        return;
    QTimer::singleShot(0, this, [this] {
        m_selectionNews = false;
        Q_EMIT selectionChangedLater();
    });
}

QString JobTableView::selectedText() const
{
    QList<int> columns;
    QStringList heads;
    for (int visual = 0; visual < horizontalHeader()->count(); ++visual) {
        const int column = horizontalHeader()->logicalIndex(visual);
        if (isColumnHidden(column))
            continue;
        columns << column;
        heads << m_model.headerData(column, Qt::Horizontal).toString();
    }
    QStringList lines{heads.join(u'\t')};
    std::vector<JobId> ids = selectedJobs();
    ids.resize(std::min(ids.size(), mostCopied));
    for (const JobId id : ids) {
        const int row = m_model.rowOf(id);
        QStringList cells;
        for (const int column : std::as_const(columns))
            cells << m_model.index(row, column).data(int(JobRole::Full)).toString();
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n');
}

// --- input ------------------------------------------------------------------------------------------------

void JobTableView::contextMenuEvent(QContextMenuEvent *event)
{
    QPoint at = event->globalPos();
    if (event->reason() == QContextMenuEvent::Keyboard)
        at = viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft());
    Q_EMIT menuRequested(at);
    event->accept();
}

void JobTableView::keyPressEvent(QKeyEvent *event)
{
    if (!m_dragged.empty() && event->key() == Qt::Key_Escape) {
        endDrag();
        return;
    }
    // Letters and the space bar are shortcuts of the window, not a search in the first column.
    const bool plain = (event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier;
    if (plain && !event->text().isEmpty() && event->text().front().isPrint()) {
        event->ignore();
        return;
    }
    const bool isArrow = event->key() == Qt::Key_Down || event->key() == Qt::Key_Up;
    if (isArrow && event->modifiers() == Qt::NoModifier && !selectionModel()->hasSelection())
        selectCursorRow(); // The first arrow shows where the keyboard is, the next one moves on.
    else
        QTableView::keyPressEvent(event);
}

// Home and End go to the first and the last row: within a row there is nothing to go to, and Ctrl+Home and Ctrl+End move
// jobs.
QModelIndex JobTableView::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    if (action != MoveHome && action != MoveEnd)
        return QTableView::moveCursor(action, modifiers);
    const int column = currentIndex().isValid() ? currentIndex().column() : columnIndex(JobColumn::What);
    return m_model.index(action == MoveHome ? 0 : m_model.rowCount() - 1, column);
}

void JobTableView::followMoves()
{
    // Qt carries a selection along row by row: a large one is faster made anew. Until then it is known, so that a key
    // that is pressed again moves it on.
    constexpr std::size_t carried = 2000;
    std::vector<JobId> ids = selectedJobs();
    if (ids.size() > carried) {
        clearSelection();
        m_setAside = std::move(ids);
        m_takeUp->start();
    }
    m_model.catchUp();
}

void JobTableView::selectNothing()
{
    m_takeUp->stop();
    m_setAside.clear();
    clearSelection();
}

void JobTableView::enter()
{
    setFocus();
    const auto select = [this] {
        if (!selectionModel()->hasSelection())
            selectCursorRow();
    };
    if (m_model.isRebuilding()) // Who comes from the filter means a row of those it lets through.
        connect(&m_model, &JobTableModel::tallied, this, select, Qt::SingleShotConnection);
    else
        select();
}

void JobTableView::selectCursorRow()
{
    const QModelIndex row = m_model.index(std::max(0, currentIndex().row()), columnIndex(JobColumn::What));
    if (row.isValid())
        selectionModel()->setCurrentIndex(row,
                                          QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

bool JobTableView::viewportEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::MouseMove:
    case QEvent::MouseButtonPress:
    case QEvent::HoverMove:
        m_hold->pointerMoved();
        break;
    case QEvent::Leave:
        m_hold->pointerLeft();
        break;
    case QEvent::Resize:
        m_hold->reconsider();
        break;
    case QEvent::WindowBlocked:
        giveUpDrag();
        break;
    default:
        break;
    }
    return QTableView::viewportEvent(event);
}

void JobTableView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        applyDensity();
}

void JobTableView::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    if (m_dropRow < 0)
        return;
    const int y = m_dropRow < m_model.rowCount()
                      ? rowViewportPosition(m_dropRow)
                      : rowViewportPosition(m_dropRow - 1) + rowHeight(m_dropRow - 1);
    QPainter painter(viewport());
    painter.fillRect(QRect(0, std::max(0, y - 1), viewport()->width(), 2), palette().color(QPalette::Link));
}

} // namespace millrace
