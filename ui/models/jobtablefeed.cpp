#include "ui/models/jobtablemodel_p.h"

#include <QElapsedTimer>

#include <algorithm>

namespace millrace {

using namespace std::chrono_literals;

namespace {

constexpr Clock::Duration calm = 100ms;       ///< Between two ticks: rows and counts move ten times a second.
constexpr Clock::Duration hurry = 8ms;        ///< While more waits than one tick may take in.
constexpr Clock::Duration gentle = 1s;        ///< Between two re-sorts by a live column.
constexpr Clock::Duration refreshing = 200ms; ///< Of cells that go on by themselves.
constexpr Clock::Duration moment = 300ms;     ///< Of catching up: the queue tells of a move within a frame.
constexpr auto budget =
    2ms; ///< Of looking at changes, of the 8 ms that a tick may take; moving their rows follows.
constexpr std::size_t stretch = 64; ///< Changes between two looks at the time.
constexpr auto rebuildBudget = 5ms; ///< Of one slice of a whole new order, in which nothing else is done.

} // namespace

JobTableModel::Private::Private(JobTableModel &model, JobQueue &source, Clock &time)
    : q(model), queue(source), clock(time), index(source)
{
    for (const JobId id : queue.all())
        m_backlog.add(id);
    // Long ago, so that the first change shows at once.
    m_lastTick = m_lastGentle = clock.now() - gentle;
    QObject::connect(&queue, &JobQueue::changed, &q, [this](const JobChanges &changes) { note(changes); });
    QObject::connect(&queue, &JobQueue::statusChanged, &q, [this] {
        m_ticking = true;
        schedule();
    });
    QObject::connect(&m_sorting, &QFutureWatcherBase::finished, &q, [this] {
        if (!m_rebuild || m_rebuild->state() != IndexRebuild::State::Sorting)
            return;
        m_rebuild->sortingFinished();
        finishRebuild();
    });
    schedule();
}

JobTableModel::Private::~Private()
{
    m_tick.cancel();
}

void JobTableModel::Private::note(const JobChanges &changes)
{
    // What went first: a new job may have its slot.
    for (const std::vector<JobId> *ids : {&changes.removed, &changes.added, &changes.changed}) {
        for (const JobId id : *ids)
            m_backlog.add(id);
    }
    schedule();
}

void JobTableModel::Private::setSort(const RowSort &sort)
{
    m_wantedSort = sort;
    if (m_rebuild && m_rebuildSorts)
        m_rebuild.reset();
    startRebuild();
}

void JobTableModel::Private::setFilter(const FilterExpression &filter)
{
    m_wantedFilter = filter;
    if (m_rebuild && !m_rebuildSorts)
        m_rebuild.reset();
    startRebuild();
}

void JobTableModel::Private::setHeld(bool hold)
{
    if (std::exchange(held, hold) && !held) {
        letGo();
        schedule();
    }
}

void JobTableModel::Private::catchUp()
{
    m_freeUntil = clock.now() + moment;
    letGo();
    tickAgain();
}

void JobTableModel::Private::letGo()
{
    for (const JobId id : m_waiting.takeAll())
        m_backlog.add(id);
}

std::uint32_t JobTableModel::Private::rankOf(JobId id) const
{
    const int place = m_leftLine < 0 ? -1 : index.placeInLine(id) - m_leftLine;
    return place < 0 ? 0 : std::uint32_t(place + 1);
}

/// How many held rows stand in the line of those that wait, though they have left it.
void JobTableModel::Private::countLeftLine()
{
    constexpr std::size_t countable = 4096;
    m_leftLine = 0;
    if (m_waiting.size() > countable)
        m_leftLine = -1; // Held for long: no rank is better than a wrong one.
    else
        for (const JobId id : m_waiting.all())
            m_leftLine += index.hasLeftLine(id);
}

// --- ticks ------------------------------------------------------------------------------------------------

void JobTableModel::Private::schedule()
{
    if (m_tick.isActive())
        return;
    const Clock::Duration since = clock.now() - m_lastTick;
    const bool idle = m_backlog.isEmpty() && m_ticking;
    const Clock::Duration pause = idle ? refreshing : calm;
    m_tick = clock.callLater(std::max(Clock::Duration{0}, pause - since), [this] { tick(); });
}

void JobTableModel::Private::tickAgain()
{
    m_ticking = true;
    schedule();
}

void JobTableModel::Private::tick()
{
    m_tick = {};
    if (m_rebuild) {
        rebuildStep();
        return;
    }
    m_lastTick = clock.now();
    takeIn(Piece::Bounded);
    if (!m_backlog.isEmpty())
        m_tick = clock.callLater(hurry, [this] { tick(); });
    else if (m_ticking || !m_waiting.isEmpty())
        schedule();
}

void JobTableModel::Private::takeIn(Piece piece)
{
    using Rows = JobIndex::Rows;
    const bool catchesUp = m_lastTick < m_freeUntil;
    const bool holds = held && !catchesUp;
    Rows rows = holds ? Rows::Held : Rows::Gentle;
    if (!holds && (catchesUp || m_lastTick - m_lastGentle >= gentle || piece == Piece::Everything)) {
        m_lastGentle = m_lastTick;
        rows = Rows::Free;
        letGo();
        if (index.sort().column == columnIndex(JobColumn::Elapsed)) {
            for (const JobId id : index.underway())
                m_backlog.add(id);
        }
    }
    const WallTime time = now();
    std::vector<JobId> waiting;
    QElapsedTimer spent;
    spent.start();
    bool any = false;
    for (auto ids = m_backlog.next(stretch); !ids.empty(); ids = m_backlog.next(stretch)) {
        index.look(ids, rows, time, waiting);
        any = true;
        if (piece == Piece::Bounded && spent.nsecsElapsed() > std::chrono::nanoseconds(budget).count())
            break;
    }
    JobIndex::Step step = index.step();
    for (const JobId id : waiting)
        m_waiting.add(id);
    countLeftLine();
    step.touched |= std::exchange(m_ticking, false);
    publish(step);
    if (any)
        Q_EMIT q.tallied();
    if (index.wantsResort() && !m_rebuild)
        setSort(index.sort());
}

void JobTableModel::Private::settle()
{
    do {
        startRebuild();
        if (m_rebuild) {
            m_rebuild->advance(0us);
            if (m_rebuild->state() == IndexRebuild::State::Sorting)
                m_rebuild->sortHere();
            finishRebuild();
        }
        m_lastTick = clock.now();
        takeIn(Piece::Everything);
    } while (!m_backlog.isEmpty() || m_rebuild || m_wantedSort || m_wantedFilter);
}

// --- a whole new order or filter --------------------------------------------------------------------------

void JobTableModel::Private::startRebuild()
{
    if (m_rebuild)
        return;
    if (m_wantedSort) {
        m_rebuildSorts = true;
        m_rebuild.emplace(index, *std::exchange(m_wantedSort, std::nullopt), now());
    } else if (m_wantedFilter) {
        m_rebuildSorts = false;
        m_rebuild.emplace(index, *std::exchange(m_wantedFilter, std::nullopt));
    } else {
        return;
    }
    m_tick.cancel();
    m_tick = clock.callLater(Clock::Duration{0}, [this] { tick(); });
}

void JobTableModel::Private::rebuildStep()
{
    m_rebuild->advance(rebuildBudget);
    switch (m_rebuild->state()) {
    case IndexRebuild::State::Slicing:
        m_tick = clock.callLater(Clock::Duration{0}, [this] { tick(); });
        break;
    case IndexRebuild::State::Sorting:
        m_sorting.setFuture(m_rebuild->sortingDone());
        break;
    case IndexRebuild::State::Ready:
        finishRebuild();
        break;
    }
}

void JobTableModel::Private::finishRebuild()
{
    const JobIndex::Step step = m_rebuild->finish();
    const bool sorts = m_rebuildSorts;
    m_rebuild.reset();
    publish(step);
    if (sorts)
        Q_EMIT q.sorted();
    Q_EMIT q.tallied();
    startRebuild();
    if (!m_rebuild)
        schedule();
}

// --- telling the views ------------------------------------------------------------------------------------

void JobTableModel::Private::publish(const JobIndex::Step &step)
{
    const auto rows = [this] { return int(index.shown().size()); };
    if (!step.appeared.empty()) {
        q.beginInsertRows({}, rows(), rows() + int(step.appeared.size()) - 1);
        index.publishAppeared(step);
        q.endInsertRows();
    }
    if (step.moved)
        publishOrder(step);
    if (!step.vanished.empty()) {
        q.beginRemoveRows({}, rows() - int(step.vanished.size()), rows() - 1);
        index.publishVanished(step);
        q.endRemoveRows();
    }
    if (step.touched && rows() > 0)
        Q_EMIT q.dataChanged(q.index(0, 0), q.index(rows() - 1, int(jobColumnCount) - 1));
}

void JobTableModel::Private::publishOrder(const JobIndex::Step &step)
{
    Q_EMIT q.layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList from = q.persistentIndexList();
    std::vector<JobId> ids;
    ids.reserve(std::size_t(from.size()));
    for (const QModelIndex &index_ : from)
        ids.push_back(index.shown()[std::size_t(index_.row())]);
    index.publishOrder(step);
    QModelIndexList to;
    to.reserve(from.size());
    for (qsizetype i = 0; i < from.size(); ++i) {
        const int row = index.rowOf(ids[std::size_t(i)]);
        to.append(row < 0 ? QModelIndex() : q.index(row, from.at(i).column()));
    }
    q.changePersistentIndexList(from, to);
    Q_EMIT q.layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

} // namespace millrace
