#include "app/window/historybound.h"

#include <algorithm>

namespace millrace {

namespace {

// Looking at every job costs something: not for each one that ends.
constexpr std::size_t slack(std::size_t most)
{
    return std::max<std::size_t>(most / 10, 100);
}

} // namespace

HistoryBound::HistoryBound(JobQueue &queue, const Clock &clock, const HistoryBounds &bounds, QObject *parent)
    : QObject(parent), m_queue(queue), m_clock(clock), m_bounds(bounds)
{
    connect(&queue, &JobQueue::changed, this, &HistoryBound::applyIfDue);
}

void HistoryBound::setBounds(const HistoryBounds &bounds)
{
    m_bounds = bounds;
    apply();
}

void HistoryBound::applyIfDue()
{
    const JobCounts counts = m_queue.status().counts;
    const std::size_t ended =
        std::size_t{counts[JobState::Finished]} + counts[JobState::Failed] + counts[JobState::Cancelled];
    if (m_bounds.jobs > 0 && ended >= m_bounds.jobs + slack(m_bounds.jobs))
        apply();
}

void HistoryBound::apply()
{
    if (m_bounds == HistoryBounds{})
        return;
    std::vector<EndedJob> ended;
    std::vector<std::pair<JobNumber, JobId>> ids; // By number, as the queue names them.
    for (const JobId id : m_queue.all()) {
        if (const JobRecord *job = m_queue.find(id); isEnded(job->state)) {
            ended.push_back(endedJob(*job));
            ids.emplace_back(job->number, id);
        }
    }
    std::vector<JobId> forgotten;
    for (const JobNumber number : beyond(m_bounds, ended, m_clock.wallNow())) {
        const auto at = std::lower_bound(ids.begin(), ids.end(), std::pair(number, JobId{0, 0}));
        forgotten.push_back(at->second);
    }
    if (!forgotten.empty())
        m_queue.remove(forgotten);
}

} // namespace millrace
