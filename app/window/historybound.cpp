#include "app/window/historybound.h"

#include <algorithm>

namespace millrace {

namespace {

constexpr std::chrono::minutes betweenLooks{10};

// Looking at every job costs something: not for each one that ends.
constexpr std::size_t slack(std::size_t most)
{
    return std::max<std::size_t>(most / 10, 100);
}

} // namespace

HistoryBound::HistoryBound(JobQueue &queue, Clock &clock, const HistoryBounds &bounds, QObject *parent)
    : QObject(parent), m_queue(queue), m_clock(clock), m_bounds(bounds)
{
    connect(&queue, &JobQueue::changed, this, &HistoryBound::take);
    m_nextLook = m_clock.callLater(betweenLooks, [this] { look(); });
}

HistoryBound::~HistoryBound()
{
    m_nextLook.cancel();
}

void HistoryBound::setBounds(const HistoryBounds &bounds)
{
    m_bounds = bounds;
    apply();
}

// Time passes without any change.
void HistoryBound::look()
{
    m_nextLook = m_clock.callLater(betweenLooks, [this] { look(); });
    const auto age = m_clock.wallNow() - m_oldest;
    if (isDue() || (m_bounds.age.count() > 0 && age > m_bounds.age))
        apply();
}

void HistoryBound::take(const JobChanges &changes)
{
    if (m_bounds.bytes > 0) {
        for (const auto *ids : {&changes.added, &changes.changed}) {
            for (const JobId id : *ids) {
                const JobRecord *job = m_queue.find(id);
                m_bytes += job && isEnded(job->state) ? endedJob(*job).bytes : 0;
            }
        }
    }
    if (isDue())
        apply();
}

bool HistoryBound::isDue() const
{
    const JobCounts counts = m_queue.status().counts;
    const std::size_t ended =
        std::size_t{counts[JobState::Finished]} + counts[JobState::Failed] + counts[JobState::Cancelled];
    return (m_bounds.jobs > 0 && ended >= m_bounds.jobs + slack(m_bounds.jobs)) ||
           (m_bounds.bytes > 0 && m_bytes > m_bounds.bytes + m_bounds.bytes / 10);
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
    m_bytes = 0;
    m_oldest = m_clock.wallNow();
    const std::vector<JobNumber> gone = beyond(m_bounds, ended, m_clock.wallNow());
    std::vector<JobId> forgotten;
    for (const JobNumber number : gone) {
        const auto at = std::lower_bound(ids.begin(), ids.end(), std::pair(number, JobId{0, 0}));
        forgotten.push_back(at->second);
    }
    std::vector<JobNumber> sorted = gone;
    std::sort(sorted.begin(), sorted.end());
    for (const EndedJob &job : ended) {
        if (std::binary_search(sorted.begin(), sorted.end(), job.number))
            continue;
        m_bytes += job.bytes;
        m_oldest = std::min(m_oldest, job.endedAt);
    }
    if (!forgotten.empty())
        m_queue.remove(forgotten);
}

} // namespace millrace
