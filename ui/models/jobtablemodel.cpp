#include "ui/models/jobtablemodel.h"

#include "ui/models/celltext.h"
#include "ui/models/jobtablemodel_p.h"

namespace millrace {

JobTableModel::JobTableModel(JobQueue &queue, Clock &clock, QObject *parent)
    : QAbstractTableModel(parent), d(std::make_unique<Private>(*this, queue, clock))
{}

JobTableModel::~JobTableModel() = default;

JobQueue &JobTableModel::queue() const
{
    return d->queue;
}

JobId JobTableModel::jobAt(int row) const
{
    const std::vector<JobId> &rows = d->index.shown();
    return row >= 0 && std::size_t(row) < rows.size() ? rows[std::size_t(row)] : JobId{};
}

int JobTableModel::rowOf(JobId id) const
{
    return d->index.rowOf(id);
}

std::vector<JobId> JobTableModel::jobsAt(int first, int last) const
{
    const std::vector<JobId> &rows = d->index.shown();
    const auto begin = std::size_t(std::max(0, first));
    const auto end = std::min(rows.size(), std::size_t(std::max(0, last + 1)));
    if (begin >= end)
        return {};
    return {rows.begin() + std::ptrdiff_t(begin), rows.begin() + std::ptrdiff_t(end)};
}

JobId JobTableModel::nextInLine(JobId id) const
{
    return d->index.nextInLine(id);
}

void JobTableModel::sort(int column, Qt::SortOrder order)
{
    const RowSort wanted{column >= 0 && column < int(jobColumnCount) ? column : dispatchOrder, order};
    if (wanted != d->asked)
        d->setSort(d->asked = wanted);
}

int JobTableModel::sortColumn() const
{
    return d->asked.column;
}

Qt::SortOrder JobTableModel::sortOrder() const
{
    return d->asked.order;
}

void JobTableModel::setFilter(const FilterExpression &filter)
{
    if (filter != d->askedFilter)
        d->setFilter(d->askedFilter = filter);
}

const FilterExpression &JobTableModel::filter() const
{
    return d->askedFilter;
}

int JobTableModel::total() const
{
    return d->index.total();
}

bool JobTableModel::isRebuilding() const
{
    return d->isRebuilding();
}

void JobTableModel::setHeld(bool held)
{
    d->setHeld(held);
}

void JobTableModel::catchUp()
{
    d->catchUp();
}

bool JobTableModel::isHeld() const
{
    return d->held;
}

const JobTally &JobTableModel::tally() const
{
    return d->index.tally();
}

QStringList JobTableModel::hostsStarting(const QString &start) const
{
    constexpr std::size_t offered = 20;
    QStringList hosts;
    for (const NameCounts::Entry &host : tally().hosts.top(offered, start.toUtf8()))
        hosts << QString::fromUtf8(host.name);
    return hosts;
}

void JobTableModel::settle()
{
    d->settle();
}

int JobTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(d->index.shown().size());
}

int JobTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(jobColumnCount);
}

QVariant JobTableModel::data(const QModelIndex &index, int role) const
{
    const JobId id = jobAt(index.row());
    const JobRecord *job = index.isValid() ? d->queue.find(id) : nullptr;
    if (!job)
        return {};
    const auto column = static_cast<JobColumn>(index.column());
    const WallTime now = d->now();
    if (role == Qt::DisplayRole && cellTicks(*job, column, now))
        d->tickAgain();
    CellContext context{d->queue, now};
    if (column == JobColumn::LastLine && job->state == JobState::Pending) {
        context.rank = d->rankOf(id);
        context.underwayAtHost = d->index.underwayAtHostOf(id);
    }
    return cellValue(*job, column, role, context);
}

QVariant JobTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= int(jobColumnCount))
        return {};
    const JobColumnInfo &info = columnInfo(static_cast<JobColumn>(section));
    switch (role) {
    case Qt::DisplayRole:
        return info.title;
    case Qt::ToolTipRole:
        return info.describes;
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter | (info.figures ? Qt::AlignRight : Qt::AlignLeft));
    default:
        return {};
    }
}

Qt::ItemFlags JobTableModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::ItemIsDropEnabled;
    Qt::ItemFlags flags = Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
    const JobRecord *job = d->queue.find(jobAt(index.row()));
    if (job && job->state == JobState::Pending)
        flags |= Qt::ItemIsDragEnabled;
    return flags;
}

} // namespace millrace
