#pragma once

#include "core/queue/jobjournal.h"

#include <map>
#include <vector>

namespace millrace::test {

/// A JobJournal that keeps the latest of each record in memory.
class RecordingJournal final : public JobJournal
{
public:
    Mark note(std::span<const JobRecord *const> records) override
    {
        batches.push_back(records.size());
        for (const JobRecord *record : records)
            kept[record->number] = *record;
        return ++mark;
    }
    Mark noteRemoved(std::span<const JobNumber> numbers) override
    {
        for (const JobNumber number : numbers)
            kept.erase(number);
        return ++mark;
    }
    Mark noteSettings(const QueueSettings &noted) override
    {
        settings = noted;
        return ++mark;
    }

    [[nodiscard]] JobState stateOf(std::uint64_t number) const
    {
        return kept.at(static_cast<JobNumber>(number)).state;
    }

    std::map<JobNumber, JobRecord> kept;
    std::vector<std::size_t> batches; ///< The size of each note().
    QueueSettings settings;
    Mark mark = 0;
};

} // namespace millrace::test
