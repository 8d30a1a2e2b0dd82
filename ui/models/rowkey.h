#pragma once

#include "core/queue/jobrecord.h"
#include "ui/models/jobcolumn.h"
#include "ui/models/textarena.h"

#include <compare>

namespace millrace {

/// What the rows are sorted by.
struct RowSort
{
    static constexpr int dispatchOrder = -1;

    int column = dispatchOrder; ///< Of JobColumn.
    Qt::SortOrder order = Qt::AscendingOrder;

    [[nodiscard]] bool byText() const;
    /// Keys of jobs that are underway go stale by themselves.
    [[nodiscard]] bool isLive() const;
    friend bool operator==(const RowSort &, const RowSort &) = default;
};

/// Where a row belongs: sixteen bytes that compare without looking at the job.
///
/// Sorted by text, \a major is the start of it and \a minor the address of all of it in an arena. Whatever is
/// missing stands last in either direction.
struct RowKey
{
    quint64 major = 0;
    quint64 minor = 0;
    friend bool operator==(const RowKey &, const RowKey &) = default;
};

/// In dispatch order, the majors of pending jobs are in [lineStart, lineEnd).
inline constexpr quint64 lineStart = quint64{2} << 40;
inline constexpr quint64 lineEnd = quint64{3} << 40;

/// Total order of rows under a RowSort: equal keys by slot.
class RowLess
{
public:
    explicit RowLess(const RowSort &sort)
        : m_text(sort.byText()), m_descending(sort.order == Qt::DescendingOrder)
    {}

    [[nodiscard]] bool operator()(const RowKey &a, std::uint32_t slotA, const RowKey &b,
                                  std::uint32_t slotB) const
    {
        if (a.major != b.major)
            return a.major < b.major;
        if (m_text && a.minor != b.minor)
            return lessText(a, slotA, b, slotB);
        return a.minor != b.minor ? a.minor < b.minor : slotA < slotB;
    }

private:
    [[nodiscard]] bool lessText(const RowKey &a, std::uint32_t slotA, const RowKey &b,
                                std::uint32_t slotB) const;

    bool m_text = false;
    bool m_descending = false;
};

/// The key of \a job; \a lowered is its `what` in lower case, \a texts keeps what other text keys point to.
[[nodiscard]] RowKey rowKey(const JobRecord &job, const RowSort &sort, WallTime now, ArenaText lowered,
                            TextArena &texts);

} // namespace millrace
