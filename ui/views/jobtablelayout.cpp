// The table's columns: which are shown, how wide, in which order, sorted how; kept as a byte array.
#include "ui/models/jobtablemodel.h"
#include "ui/text/words.h"
#include "ui/views/celldelegate.h"
#include "ui/views/jobtableview.h"

#include <QCursor>
#include <QDataStream>
#include <QHeaderView>
#include <QIODevice>
#include <QMenu>
#include <QProxyStyle>

namespace millrace {

using namespace Qt::StringLiterals;
using text::word;

namespace {

constexpr quint32 magic = 0x4d524c31; // "MRL1"
constexpr int narrowest = 24;
constexpr int widest = 4000;

struct SavedColumn
{
    QByteArray key;
    qint32 width = 0;
    bool shown = false;
};

struct SavedLayout
{
    std::vector<SavedColumn> columns; ///< In the order they stand.
    QByteArray sortKey;               ///< Empty: the queue's own order.
    bool descending = false;
    quint8 density = 0;
};

std::optional<SavedLayout> read(const QByteArray &bytes)
{
    QDataStream in(bytes);
    in.setVersion(QDataStream::Qt_6_4);
    quint32 start = 0;
    qint32 columns = 0;
    SavedLayout layout;
    in >> start >> columns;
    if (start != magic || columns < 0 || columns > 64)
        return std::nullopt;
    for (qint32 i = 0; i < columns; ++i) {
        SavedColumn column;
        in >> column.key >> column.width >> column.shown;
        layout.columns.push_back(column);
    }
    in >> layout.sortKey >> layout.descending >> layout.density;
    return in.status() == QDataStream::Ok ? std::optional(layout) : std::nullopt;
}

/// Heads stand over their cells: the same margin.
class HeaderStyle : public QProxyStyle
{
public:
    HeaderStyle() : QProxyStyle(u"Fusion"_s) {}

    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override
    {
        return metric == PM_HeaderMargin ? CellDelegate::margin
                                         : QProxyStyle::pixelMetric(metric, option, widget);
    }
};

int columnOf(const QByteArray &key)
{
    for (std::size_t i = 0; i < jobColumnCount; ++i) {
        if (key == columnInfo(static_cast<JobColumn>(i)).key)
            return int(i);
    }
    return -1;
}

} // namespace

void JobTableView::setUpHeader()
{
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    QHeaderView *header = horizontalHeader();
    header->setAccessibleName(word("Columns"));
    auto *style = new HeaderStyle;
    style->setParent(header);
    header->setStyle(style);
    header->setSectionsMovable(true);
    header->setFirstSectionMovable(true);
    header->setHighlightSections(false);
    header->setMinimumSectionSize(narrowest);
    header->setStretchLastSection(true);
    header->setTextElideMode(Qt::ElideRight);
    // A third click takes the sorting back.
    header->setSortIndicatorClearable(true);
    header->setSortIndicator(JobTableModel::dispatchOrder, Qt::AscendingOrder);
    setSortingEnabled(true);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this,
            [this] { m_columnsMenu->popup(QCursor::pos()); });
    connect(m_columnsMenu, &QMenu::aboutToShow, this, &JobTableView::fillColumnsMenu);
    connect(header, &QHeaderView::sectionMoved, this, &JobTableView::layoutEdited);
    connect(header, &QHeaderView::sectionResized, this, &JobTableView::layoutEdited);
    connect(header, &QHeaderView::sortIndicatorChanged, this, &JobTableView::layoutEdited);
}

void JobTableView::fillColumnsMenu()
{
    m_columnsMenu->clear();
    for (std::size_t i = 0; i < jobColumnCount; ++i) {
        const JobColumnInfo &info = columnInfo(static_cast<JobColumn>(i));
        QAction *action = m_columnsMenu->addAction(info.title);
        action->setToolTip(info.describes);
        action->setObjectName(QLatin1StringView(info.key));
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(int(i)));
        // What the job is stays: a table without it says nothing.
        action->setEnabled(info.column != JobColumn::What);
        connect(action, &QAction::toggled, this, [this, column = int(i)](bool shown) {
            setColumnHidden(column, !shown);
            Q_EMIT layoutEdited();
        });
    }
    m_columnsMenu->addSeparator();
    connect(m_columnsMenu->addAction(word("Queue order")), &QAction::triggered, this,
            [this] { sortByColumn(JobTableModel::dispatchOrder, Qt::AscendingOrder); });
    connect(m_columnsMenu->addAction(word("Reset columns")), &QAction::triggered, this,
            &JobTableView::resetLayout);
}

void JobTableView::applyDefaultColumns()
{
    const int digit = fontMetrics().averageCharWidth();
    QHeaderView *header = horizontalHeader();
    for (std::size_t i = 0; i < jobColumnCount; ++i) {
        const JobColumnInfo &info = columnInfo(static_cast<JobColumn>(i));
        header->moveSection(header->visualIndex(int(i)), int(i));
        setColumnWidth(int(i), info.width * digit + 2 * CellDelegate::margin);
        setColumnHidden(int(i), !info.shown);
    }
}

void JobTableView::resetLayout()
{
    applyDefaultColumns();
    sortByColumn(JobTableModel::dispatchOrder, Qt::AscendingOrder);
    Q_EMIT layoutEdited();
}

void JobTableView::applyDensity()
{
    const int air = m_density == Density::Compact ? 4 : 12;
    verticalHeader()->setMinimumSectionSize(0);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + air);
}

void JobTableView::setDensity(Density density)
{
    m_density = density;
    applyDensity();
}

QByteArray JobTableView::saveLayout() const
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_4);
    out << magic << qint32(jobColumnCount);
    const QHeaderView *header = horizontalHeader();
    for (int visual = 0; visual < int(jobColumnCount); ++visual) {
        const int column = header->logicalIndex(visual);
        const bool shown = !isColumnHidden(column);
        // A hidden section has no size; its own is found by the default then.
        out << QByteArray(columnInfo(static_cast<JobColumn>(column)).key)
            << qint32(shown ? header->sectionSize(column) : 0) << shown;
    }
    const int sorted = m_model.sortColumn();
    out << (sorted < 0 ? QByteArray() : QByteArray(columnInfo(static_cast<JobColumn>(sorted)).key))
        << (m_model.sortOrder() == Qt::DescendingOrder) << quint8(m_density);
    return bytes;
}

bool JobTableView::restoreLayout(const QByteArray &bytes)
{
    const std::optional<SavedLayout> layout = read(bytes);
    if (!layout)
        return false;
    applyDefaultColumns();
    QHeaderView *header = horizontalHeader();
    int visual = 0;
    for (const SavedColumn &saved : layout->columns) {
        const int column = columnOf(saved.key);
        if (column < 0)
            continue; // Of a newer version.
        header->moveSection(header->visualIndex(column), visual++);
        if (saved.width >= narrowest && saved.width <= widest)
            setColumnWidth(column, saved.width);
        setColumnHidden(column, !saved.shown && column != columnIndex(JobColumn::What));
    }
    setDensity(layout->density == quint8(Density::Comfortable) ? Density::Comfortable : Density::Compact);
    const int sorted = layout->sortKey.isEmpty() ? JobTableModel::dispatchOrder : columnOf(layout->sortKey);
    sortByColumn(sorted, layout->descending ? Qt::DescendingOrder : Qt::AscendingOrder);
    return true;
}

} // namespace millrace
