#pragma once

#include "core/queue/jobqueue.h"
#include "ui/models/filterexpression.h"
#include "ui/models/jobtally.h"
#include "ui/models/rowkey.h"

#include <memory>
#include <span>
#include <vector>

namespace millrace {

/// Which jobs stand in which row: a sorted list of ids, and by slot what the list needs to know of each job.
///
/// Pure data under a model, which tells the views. Rows appear and vanish at the end of the list in a Step.
class JobIndex
{
public:
    /// Gentle: jobs that are underway keep their place under a live column; Held: all that are there do.
    enum class Rows : std::uint8_t { Free, Gentle, Held };

    /// How the shown rows go over into what they shall be.
    struct Step
    {
        std::vector<JobId> appeared{}, vanished{};
        bool moved = false;   ///< More than appearing at the end happened; next() is the order.
        bool touched = false; ///< Cells changed in rows that stay.
    };

    explicit JobIndex(const JobQueue &queue);

    // --- what is shown ------------------------------------------------------------------------------------
    /// What the views know about; the model moves it on with publish….
    [[nodiscard]] const std::vector<JobId> &shown() const { return m_shown; }
    /// -1 if it isn't shown.
    /// \cost O(log n)
    [[nodiscard]] int rowOf(JobId id) const;
    /// How many stand before a pending job in the line of all that are pending or were when their rows were placed,
    /// shown or not; -1 in another order.
    /// \cost O(log n)
    [[nodiscard]] int placeInLine(JobId id) const;
    /// The pending job behind this one in that line, shown or not; invalid behind the last and in another order.
    [[nodiscard]] JobId nextInLine(JobId id) const;
    /// In dispatch order: stands where pending jobs do, but isn't one any more.
    [[nodiscard]] bool hasLeftLine(JobId id) const;
    [[nodiscard]] int total() const { return m_total; }
    [[nodiscard]] const RowSort &sort() const { return m_sort; }
    [[nodiscard]] const FilterExpression &filter() const { return m_filter; }
    [[nodiscard]] const JobTally &tally() const { return m_tally; }
    [[nodiscard]] const std::vector<JobId> &underway() const { return m_underway; }
    /// How many fetches are underway at the host of this job.
    [[nodiscard]] std::uint32_t underwayAtHostOf(JobId id) const;

    // --- changes ------------------------------------------------------------------------------------------
    /// Looks at each of these again; ids that would move but may not yet are appended to \a waiting.
    void look(std::span<const JobId> ids, Rows rows, WallTime now, std::vector<JobId> &waiting);
    /// What came of all looks since the last step.
    /// \cost one copy of the rows, however many move.
    [[nodiscard]] Step step();

    void publishAppeared(const Step &step);
    void publishOrder(const Step &step);
    void publishVanished(const Step &step);

    // --- for IndexRebuild ---------------------------------------------------------------------------------
    struct Facts
    {
        std::uint32_t generation = 0;
        bool known = false;
        JobState state = JobState::Pending;
        NameCounts::Number host = NameCounts::none;
        NameCounts::Number failure = NameCounts::none;
        ArenaText lowered{}; ///< What the job is.
        ArenaText said{};    ///< What its row says of how it went, once it has ended.

        [[nodiscard]] RowText text() const { return {lowered.view(), said.view()}; }
    };
    [[nodiscard]] static bool matches(const FilterExpression &filter, const JobRecord &job,
                                      const Facts &facts);
    [[nodiscard]] const std::vector<Facts> &facts() const { return m_facts; }
    [[nodiscard]] std::shared_ptr<TextArena> lowered() const { return m_lowered; }
    [[nodiscard]] const JobQueue &queue() const { return m_queue; }
    Step resort(const RowSort &sort, std::vector<RowKey> keys, std::vector<JobId> all,
                std::shared_ptr<TextArena> texts);
    Step refilter(const FilterExpression &filter, std::vector<std::uint8_t> match);
    /// Sort texts that no key points to any more take too much room.
    [[nodiscard]] bool wantsResort() const;

private:
    struct Move
    {
        JobId id;
        RowKey key{};
        bool wasKnown = false, isKnown = false;
        bool wasShown = false, isShown = false;
        bool keyChanged = false;
    };

    void grow(std::uint32_t slot);
    void welcome(const JobRecord &job, Facts &facts);
    void dismiss(JobId id, Facts &facts);
    void recount(const JobRecord &job, Facts &facts);
    void noteSaid(const JobRecord &job, Facts &facts);
    void leaveUnderway(JobId id, const Facts &facts);
    Step patch(const std::vector<Move> &moves);
    [[nodiscard]] std::span<const JobId> line() const;
    [[nodiscard]] const std::vector<JobId> &everything() const
    {
        return m_filter.isEmpty() ? m_shown : m_all;
    }

    const JobQueue &m_queue;
    RowSort m_sort;
    FilterExpression m_filter;
    std::vector<Facts> m_facts;        ///< By slot.
    std::vector<RowKey> m_keys;        ///< By slot: those the lists are sorted by.
    std::vector<std::uint8_t> m_match; ///< By slot: is in m_shown.
    std::vector<JobId> m_shown, m_next;
    std::vector<Move> m_moves;           ///< Seen, but not in m_next yet.
    bool m_touched = false;              ///< As Step::touched.
    std::vector<JobId> m_all, m_allNext; ///< Sorted, of all jobs; unused while nothing is filtered.
    std::shared_ptr<TextArena> m_lowered = std::make_shared<TextArena>();
    std::shared_ptr<TextArena> m_texts = std::make_shared<TextArena>();
    std::size_t m_textsAtFirst = 0;
    QByteArray m_lastSaid; ///< Many jobs in a row say the same: it is kept once.
    ArenaText m_lastSaidText;
    std::vector<JobId> m_underway;
    std::vector<std::uint32_t> m_underwayByHost;
    JobTally m_tally;
    int m_total = 0;
    std::size_t m_sorted = 0; ///< So many of m_shown are sorted by m_keys; the rest vanishes in a moment.
    bool m_between = false;   ///< Rows have appeared that are not in their places yet: nothing is sorted.
};

} // namespace millrace
