#pragma once

#include "ui/models/idline.h"
#include "ui/models/indexrebuild.h"
#include "ui/models/jobindex.h"
#include "ui/models/jobtablemodel.h"

#include <QFutureWatcher>

#include <optional>

namespace millrace {

/// Feeds the queue's changes to the index, a piece a tick, and tells the views.
class JobTableModel::Private
{
public:
    Private(JobTableModel &model, JobQueue &queue, Clock &clock);
    ~Private();

    void note(const JobChanges &changes);
    void setSort(const RowSort &sort);
    void setFilter(const FilterExpression &filter);
    void setHeld(bool held);
    void catchUp();
    void settle();
    [[nodiscard]] bool isRebuilding() const { return m_rebuild || m_wantedSort || m_wantedFilter; }
    /// A cell was shown that goes on by itself.
    void tickAgain();
    [[nodiscard]] WallTime now() const { return clock.wallNow(); }
    [[nodiscard]] std::uint32_t rankOf(JobId id) const;

    JobTableModel &q;
    JobQueue &queue;
    Clock &clock;
    JobIndex index;
    RowSort asked;
    FilterExpression askedFilter;
    bool held = false;

private:
    enum class Piece : std::uint8_t { Bounded, Everything };

    void schedule();
    void tick();
    void takeIn(Piece piece);
    void letGo();
    void countLeftLine();
    void rebuildStep();
    void startRebuild();
    void finishRebuild();
    void publish(const JobIndex::Step &step);
    void publishOrder(const JobIndex::Step &step);

    IdLine m_backlog;
    int m_leftLine = 0;
    IdLine m_waiting; ///< Held in place, or under a live column.
    std::optional<RowSort> m_wantedSort;
    std::optional<FilterExpression> m_wantedFilter;
    std::optional<IndexRebuild> m_rebuild;
    bool m_rebuildSorts = false;
    QFutureWatcher<void> m_sorting;
    bool m_ticking = false;
    DelayedCall m_tick;
    Clock::TimePoint m_lastTick{};
    Clock::TimePoint m_lastGentle{};
    Clock::TimePoint m_freeUntil{};
};

} // namespace millrace
