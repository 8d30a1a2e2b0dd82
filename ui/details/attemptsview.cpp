#include "ui/details/attemptsview.h"

#include "ui/text/failuretext.h"
#include "ui/text/figures.h"
#include "ui/text/jobtext.h"
#include "ui/window/windowparts.h"

#include <QHeaderView>
#include <QPointer>

#include <algorithm>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

JobAttempt latestOf(const JobRecord &job)
{
    JobAttempt attempt{job.attempt, job.startedAt, job.endedAt, job.state, job.outcome};
    if (isUnderway(job.state)) {
        attempt.endedAt = {};
        attempt.outcome.reset();
    } else if (job.state ==
               JobState::Pending) { // Between two attempts: the one before failed or was cut off.
        const bool failed = !job.outcome || job.outcome->reason != FailureReason::None;
        attempt.state = failed ? JobState::Failed : JobState::Cancelled;
    }
    return attempt;
}

} // namespace

AttemptsView::AttemptsView(WindowHost &host, QWidget *parent) : QTableWidget(parent), m_host(host)
{
    setAccessibleName(tr("Attempts"));
    setColumnCount(5);
    setHorizontalHeaderLabels({tr("Attempt"), tr("State"), tr("Started"), tr("Took"), tr("Result")});
    setEditTriggers(NoEditTriggers);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setFrameShape(QFrame::NoFrame);
    setAlternatingRowColors(true);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

void AttemptsView::showNothing()
{
    ++m_asked;
    m_job = {};
    m_attempts.clear();
    clearSelection();
    setRowCount(0);
}

void AttemptsView::show(const JobRecord &job)
{
    const bool another = m_job.id != job.id;
    const bool changed =
        another || m_job.attempt != job.attempt || m_job.state != job.state || m_job.outcome != job.outcome;
    if (!changed)
        return;
    if (another)
        showNothing();
    m_job = job;
    mergeLatest();
    fill();
    m_host.attempts(job.number,
                    [view = QPointer(this), asked = ++m_asked](const std::vector<JobAttempt> &attempts) {
                        if (!view || view->m_asked != asked)
                            return;
                        for (const JobAttempt &attempt : attempts)
                            view->merge(attempt);
                        view->mergeLatest();
                        view->fill();
                    });
}

std::optional<JobRecord> AttemptsView::chosenOf(const JobRecord &job) const
{
    const QList<QTableWidgetItem *> cells = selectedItems();
    const auto row = static_cast<std::size_t>(cells.isEmpty() ? rowCount() : cells.front()->row());
    if (m_job.id != job.id || row >= m_attempts.size() || m_attempts[row].number == job.attempt)
        return std::nullopt;
    const JobAttempt &attempt = m_attempts[row];
    JobRecord record = job;
    record.attempt = attempt.number;
    record.state = isEnded(attempt.state) ? attempt.state : JobState::Failed; // Others were tried again.
    record.startedAt = attempt.startedAt;
    record.endedAt = attempt.endedAt;
    record.outcome = attempt.outcome;
    return record;
}

void AttemptsView::merge(const JobAttempt &latest)
{
    const auto at = std::ranges::lower_bound(m_attempts, latest.number, {}, &JobAttempt::number);
    if (at != m_attempts.end() && at->number == latest.number)
        *at = latest;
    else
        m_attempts.insert(at, latest);
}

// Newer than what was written down, unless the record has left its latest attempt behind: it has no start then.
void AttemptsView::mergeLatest()
{
    const bool hasLeft = m_job.startedAt == WallTime();
    const bool isKnown =
        std::ranges::find(m_attempts, m_job.attempt, &JobAttempt::number) != m_attempts.end();
    if (m_job.attempt > 0 && !(hasLeft && isKnown))
        merge(latestOf(m_job));
}

void AttemptsView::fill()
{
    setRowCount(static_cast<int>(m_attempts.size()));
    int row = 0;
    for (const JobAttempt &attempt : m_attempts) {
        JobRecord as = m_job; // The words about a job's end are about a record.
        as.state = attempt.state;
        as.attempt = attempt.number;
        as.outcome = attempt.outcome;
        as.heldUntil = {};
        const bool ended = attempt.endedAt > attempt.startedAt;
        const QStringList cells{text::count(attempt.number),
                                u"%1 %2"_s.arg(text::stateGlyph(as.state)).arg(text::stateWord(as.state)),
                                text::exactTime(attempt.startedAt),
                                ended ? text::duration(attempt.endedAt - attempt.startedAt) : QString(),
                                attempt.outcome ? text::cell(text::resultCell(as)) : QString()};
        for (int column = 0; column < cells.size(); ++column)
            setItem(row, column, new QTableWidgetItem(cells[column]));
        ++row;
    }
    resizeColumnsToContents();
}

} // namespace millrace
