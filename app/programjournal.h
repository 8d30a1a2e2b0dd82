#pragma once

#include "core/queue/jobjournal.h"

#include <deque>

namespace millrace {

/// What a queue notes on its way to the store: counts what is not on the disk yet, and lets no settings through where
/// those that are kept are somebody else's.
class ProgramJournal final : public JobJournal
{
public:
    enum class Keep : std::uint8_t { JobsAndSettings, JobsOnly };

    /// \a store outlives it.
    ProgramJournal(JobJournal &store, Keep keep) : m_store(store), m_keep(keep) {}

    Mark note(std::span<const JobRecord *const> records) override
    {
        return count(m_store.note(records), records.size());
    }
    Mark noteRemoved(std::span<const JobNumber> numbers) override
    {
        return count(m_store.noteRemoved(numbers), numbers.size());
    }
    Mark noteSettings(const QueueSettings &settings) override
    {
        return m_keep == Keep::JobsOnly ? m_last : count(m_store.noteSettings(settings), 1);
    }

    /// All up to \a mark is on the disk.
    void setSaved(Mark mark)
    {
        for (; !m_notes.empty() && m_notes.front().mark <= mark; m_notes.pop_front())
            m_unsaved -= m_notes.front().changes;
    }
    /// How many changes are not.
    [[nodiscard]] std::size_t unsaved() const { return m_unsaved; }

private:
    struct Note
    {
        Mark mark;
        std::size_t changes;
    };

    Mark count(Mark mark, std::size_t changes)
    {
        m_notes.push_back({mark, changes});
        m_unsaved += changes;
        return m_last = mark;
    }

    JobJournal &m_store;
    Keep m_keep;
    std::deque<Note> m_notes; ///< Not saved, by their marks.
    std::size_t m_unsaved = 0;
    Mark m_last = 0;
};

} // namespace millrace
