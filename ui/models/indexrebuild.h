#pragma once

#include "ui/models/jobindex.h"
#include "ui/models/rowsort.h"

#include <QFuture>

#include <chrono>
#include <optional>

namespace millrace {

/// A whole new order or filter of a JobIndex, computed in slices on the GUI thread and, for the sorting
/// itself, on another one. Nothing else may change the index meanwhile.
class IndexRebuild
{
public:
    enum class State : std::uint8_t { Slicing, Sorting, Ready };

    IndexRebuild(JobIndex &index, const RowSort &sort, WallTime now);
    IndexRebuild(JobIndex &index, const FilterExpression &filter);
    ~IndexRebuild();
    IndexRebuild(const IndexRebuild &) = delete;
    IndexRebuild &operator=(const IndexRebuild &) = delete;

    [[nodiscard]] State state() const { return m_state; }
    /// Works for about \a budget, or to the end if it is zero; Sorting: wait for sortingDone().
    void advance(std::chrono::microseconds budget);
    [[nodiscard]] QFuture<void> sortingDone() const { return m_done; }
    /// The other thread is done.
    void sortingFinished();
    /// Does what the other thread would have done, here and now.
    void sortHere();

    /// Hands the result to the index, once Ready.
    [[nodiscard]] JobIndex::Step finish();

private:
    struct Task;

    void slice(std::uint32_t end);
    void sliceByText(std::uint32_t end);
    void startSorting();

    JobIndex &m_index;
    std::optional<RowSort> m_sort;
    FilterExpression m_filter;
    WallTime m_now{};
    State m_state = State::Slicing;
    std::uint32_t m_slot = 0;
    std::vector<RowKey> m_keys;
    std::vector<std::uint8_t> m_match;
    std::shared_ptr<Task> m_task;
    QFuture<void> m_done;
};

} // namespace millrace
