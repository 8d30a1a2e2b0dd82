#include "core/store/history.h"

#include <algorithm>
#include <stdexcept>
#include <tuple>

namespace millrace {

EndedJob endedJob(const JobRecord &record)
{
    if (!isEnded(record.state))
        throw std::logic_error("only a job that has ended is history");
    const JobOutcome *outcome = record.outcome.get();
    return {record.number, record.endedAt, outcome ? outcome->bytes + outcome->errorBytes : 0};
}

std::vector<JobNumber> beyond(const HistoryBounds &bounds, std::span<const EndedJob> ended, WallTime now)
{
    std::vector<EndedJob> newestFirst(ended.begin(), ended.end());
    std::sort(newestFirst.begin(), newestFirst.end(), [](const EndedJob &a, const EndedJob &b) {
        return std::tie(a.endedAt, a.number) > std::tie(b.endedAt, b.number);
    });
    std::size_t kept = 0;
    qint64 bytes = 0;
    for (; kept < newestFirst.size(); ++kept) {
        const EndedJob &job = newestFirst[kept];
        bytes += job.bytes;
        if ((bounds.jobs > 0 && kept >= bounds.jobs) || (bounds.bytes > 0 && bytes > bounds.bytes) ||
            (bounds.age.count() > 0 && now - job.endedAt > bounds.age))
            break;
    }
    std::vector<JobNumber> removed;
    for (std::size_t n = newestFirst.size(); n > kept; --n)
        removed.push_back(newestFirst[n - 1].number);
    return removed;
}

} // namespace millrace
