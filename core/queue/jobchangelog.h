#pragma once

#include "core/queue/jobchanges.h"

#include <utility>
#include <vector>

namespace millrace {

/// Collects what changes until the next frame, each job once.
class JobChangeLog
{
public:
    /// What is collected about one job; kept beside its record.
    struct Marks
    {
        bool added = false, changed = false; ///< For those who look.
        bool unwritten = false;              ///< For the journal.
    };

    void noteAdded(JobId id, Marks &marks)
    {
        marks.added = true;
        m_changes.added.push_back(id);
    }
    void noteChanged(JobId id, Marks &marks)
    {
        if (!marks.added && !std::exchange(marks.changed, true))
            m_changes.changed.push_back(id);
    }
    /// As noteChanged(), for what must survive the program too.
    void noteChangedForGood(JobId id, Marks &marks)
    {
        noteChanged(id, marks);
        if (!std::exchange(marks.unwritten, true))
            m_unwritten.push_back(id);
    }
    void noteRemoved(JobId id, const Marks &marks)
    {
        if (!marks.added)
            m_changes.removed.push_back(id);
    }
    void noteOrderChanged() { m_changes.orderChanged = true; }

    /// What was collected; starts anew. \a marksOf(id) gives the marks of a job, or null if it has gone:
    /// marks are cleared, and who has gone stands in no list but the removed.
    template <class MarksOf>
    JobChanges takeChanges(MarksOf marksOf)
    {
        JobChanges taken = std::exchange(m_changes, {});
        const auto isGone = [&marksOf](JobId id) {
            Marks *marks = marksOf(id);
            if (marks)
                marks->added = marks->changed = false;
            return !marks;
        };
        std::erase_if(taken.added, isGone);
        std::erase_if(taken.changed, isGone);
        return taken;
    }
    [[nodiscard]] std::vector<JobId> takeUnwritten() { return std::exchange(m_unwritten, {}); }

private:
    JobChanges m_changes;
    std::vector<JobId> m_unwritten;
};

} // namespace millrace
