#include "app/window/historybound.h"

#include <algorithm>

namespace millrace {

namespace {

// Removing costs a look at every job: not for each one that ends.
constexpr qint64 slack(int most)
{
    return std::max<qint64>(most / 10, 100);
}

} // namespace

HistoryBound::HistoryBound(JobQueue &queue, int most, QObject *parent)
    : QObject(parent), m_queue(queue), m_most(most)
{
    connect(&queue, &JobQueue::changed, this, &HistoryBound::apply);
}

void HistoryBound::setBound(int most)
{
    m_most = most;
    apply();
}

void HistoryBound::apply()
{
    if (m_most <= 0)
        return;
    const JobCounts counts = m_queue.status().counts;
    const qint64 ended =
        qint64{counts[JobState::Finished]} + counts[JobState::Failed] + counts[JobState::Cancelled];
    if (ended < m_most + slack(m_most))
        return;
    std::vector<std::pair<WallTime, JobId>> jobs;
    for (const JobId id : m_queue.all()) {
        if (const JobRecord *job = m_queue.find(id); isEnded(job->state))
            jobs.emplace_back(job->endedAt, id);
    }
    const auto first = jobs.begin() + (static_cast<qint64>(jobs.size()) - m_most);
    std::nth_element(jobs.begin(), first, jobs.end());
    std::vector<JobId> oldest;
    for (auto job = jobs.begin(); job != first; ++job)
        oldest.push_back(job->second);
    m_queue.remove(oldest);
}

} // namespace millrace
