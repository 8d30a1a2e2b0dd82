#include "app/window/historybound.h"

#include "core/queue/keptbytes.h"

#include <algorithm>
#include <tuple>

namespace millrace {

namespace {

constexpr std::size_t mostAtOnce = 1'000;
constexpr std::chrono::minutes again{10};

} // namespace

HistoryBound::HistoryBound(JobQueue &queue, Clock &clock, QObject *parent)
    : QObject(parent), m_queue(queue), m_clock(clock)
{
    connect(&queue, &JobQueue::changed, this, &HistoryBound::take);
}

HistoryBound::~HistoryBound()
{
    m_next.cancel();
}

void HistoryBound::setBounds(const HistoryBounds &bounds)
{
    m_bounds = bounds;
    forgetSome();
}

void HistoryBound::take(const JobChanges &changes)
{
    takeEnded(changes.added);
    takeEnded(changes.changed);
    const std::size_t jobs = endedJobs();
    if (m_entries.size() > 2 * jobs + mostAtOnce)
        dropStale();
    const std::size_t slack = std::clamp<std::size_t>(m_bounds.jobs / 10, 1, 1'000);
    if (isBeyond(jobs, slack - 1, m_bounds.bytes / 10))
        forgetSome();
}

void HistoryBound::takeEnded(const std::vector<JobId> &ids)
{
    for (const JobId id : ids) {
        const JobRecord *job = m_queue.find(id);
        if (!job || !isEnded(job->state))
            continue;
        const qint64 bytes = keptBytes(*job);
        m_entries.push_back({job->endedAt, job->number, id, bytes});
        m_bytes += bytes;
        std::push_heap(m_entries.begin(), m_entries.end(), endedLater);
    }
}

void HistoryBound::forgetSome()
{
    m_next.cancel();
    std::size_t jobs = endedJobs();
    if (m_bounds.bytes > 0 && m_entries.size() > jobs)
        dropStale(); // Their bytes are not kept any more.
    std::vector<JobId> ids;
    std::vector<JobNumber> numbers;
    while (isBeyond(jobs, 0, 0) && ids.size() < mostAtOnce) {
        const Entry first = takeFirst();
        if (isStale(first) || (!ids.empty() && ids.back() == first.id))
            continue; // Or it changed once more after its end, and is here twice.
        ids.push_back(first.id);
        numbers.push_back(first.number);
        --jobs;
    }
    const bool isMore = isBeyond(jobs, 0, 0);
    if (m_bounds != HistoryBounds{})
        m_next = m_clock.callLater(isMore ? Clock::Duration::zero() : Clock::Duration(again),
                                   [this] { forgetSome(); });
    if (ids.empty())
        return;
    m_queue.remove(ids);
    Q_EMIT forgotten(numbers);
}

void HistoryBound::dropStale()
{
    std::erase_if(m_entries, [this](const Entry &entry) { return isStale(entry); });
    std::make_heap(m_entries.begin(), m_entries.end(), endedLater);
    m_bytes = 0;
    for (const Entry &entry : m_entries)
        m_bytes += entry.bytes;
}

HistoryBound::Entry HistoryBound::takeFirst()
{
    std::pop_heap(m_entries.begin(), m_entries.end(), endedLater);
    const Entry first = m_entries.back();
    m_entries.pop_back();
    m_bytes -= first.bytes;
    return first;
}

bool HistoryBound::endedLater(const Entry &a, const Entry &b)
{
    return std::tie(a.endedAt, a.number) > std::tie(b.endedAt, b.number);
}

bool HistoryBound::isStale(const Entry &entry) const
{
    const JobRecord *job = m_queue.find(entry.id);
    return !job || !isEnded(job->state) || job->endedAt != entry.endedAt;
}

bool HistoryBound::isBeyond(std::size_t jobs, std::size_t slackOfJobs, qint64 slackOfBytes) const
{
    if (m_entries.empty())
        return false;
    const WallTime first = m_entries.front().endedAt;
    return (m_bounds.jobs > 0 && jobs > m_bounds.jobs + slackOfJobs) ||
           (m_bounds.bytes > 0 && m_bytes > m_bounds.bytes + slackOfBytes) ||
           (m_bounds.age.count() > 0 && m_clock.wallNow() - first > m_bounds.age);
}

std::size_t HistoryBound::endedJobs() const
{
    const JobCounts counts = m_queue.status().counts;
    return std::size_t{counts[JobState::Finished]} + counts[JobState::Failed] + counts[JobState::Cancelled];
}

} // namespace millrace
