#include "app/headless/runreporter.h"

#include "app/export/jobline.h"
#include "app/headless/linewriter.h"
#include "app/terminal.h"
#include "ui/text/failuretext.h"
#include "ui/text/figures.h"
#include "ui/text/words.h"

#include <QDateTime>

namespace millrace {

using namespace Qt::StringLiterals;
using text::word;

namespace {

constexpr std::chrono::milliseconds progressInterval{100};
// What scrolls by faster than it can be read is counted only; the JSON and the summary have all of it.
constexpr int mostFailuresTold = 1'000;
constexpr int shownCharacters = 160;

} // namespace

RunReporter::RunReporter(JobQueue &queue, const QString &resultsFolder, Terminal &terminal, LineWriter *json,
                         QObject *parent)
    : QObject(parent), m_queue(queue), m_resultsFolder(resultsFolder), m_terminal(terminal), m_json(json)
{
    connect(&queue, &JobQueue::changed, this, &RunReporter::take);
    if (terminal.isInteractive()) {
        connect(&m_progressTimer, &QTimer::timeout, this, &RunReporter::showProgress);
        m_progressTimer.start(progressInterval);
    }
}

void RunReporter::expect(const std::vector<JobId> &jobs)
{
    m_expected += static_cast<qint64>(jobs.size());
    m_awaited.insert(jobs.begin(), jobs.end());
    for (const JobId id : jobs) // Some may have ended inside the call that put them.
        takeIfEnded(id);
}

void RunReporter::settle()
{
    const std::vector<JobId> awaited(m_awaited.begin(), m_awaited.end());
    for (const JobId id : awaited)
        takeIfEnded(id);
}

RunReporter::Result RunReporter::result() const
{
    Result result = m_result;
    for (const JobId id : m_cutOff)
        result.cutOff += m_awaited.contains(id) ? 1 : 0;
    result.left = static_cast<qint64>(m_awaited.size()) - result.cutOff;
    return result;
}

void RunReporter::take(const JobChanges &changes)
{
    for (const JobId id : changes.added)
        takeIfEnded(id);
    for (const JobId id : changes.changed)
        takeIfEnded(id);
}

void RunReporter::takeIfEnded(JobId id)
{
    const JobRecord *job = m_queue.find(id);
    if (!job || !isEnded(job->state) || m_awaited.erase(id) == 0)
        return;
    qint64 &count = job->state == JobState::Finished ? m_result.finished
                    : job->state == JobState::Failed ? m_result.failed
                                                     : m_result.cancelled;
    ++count;
    tell(*job);
}

void RunReporter::tell(const JobRecord &job)
{
    if (m_json)
        m_json->write(jobLine(job, m_resultsFolder));
    if (job.state != JobState::Failed || ++m_failuresTold > mostFailuresTold)
        return;
    m_terminal.say(u"✕ #%1 %2: %3"_s.arg(static_cast<qulonglong>(job.number))
                       .arg(shownText(job.spec, shownCharacters), text::failureSentence(job)));
    if (m_failuresTold == mostFailuresTold)
        m_terminal.say(word("Further failures are counted, not listed."));
}

void RunReporter::showProgress()
{
    const QueueStatus status = m_queue.status();
    const qint64 ended = m_expected - static_cast<qint64>(m_awaited.size());
    const auto now = WallTime(std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch()));
    const auto underway = status.counts[JobState::Underway] + status.counts[JobState::Cancelling];
    QStringList parts{
        word("%1 of %2").arg(text::count(ended), text::count(m_expected)),
        word("%1 underway").arg(text::count(underway)),
    };
    if (m_result.failed > 0)
        parts += word("%1 failed").arg(text::count(m_result.failed));
    if (status.jobsPerSecond > 0)
        parts += text::rate(status.jobsPerSecond);
    if (status.stopped)
        parts += word("stopping");
    else if (const auto estimate = m_queue.estimate(status.width))
        parts += text::estimate(estimate, now);
    m_terminal.setProgress(parts.join(u" · "_s));
}

} // namespace millrace
