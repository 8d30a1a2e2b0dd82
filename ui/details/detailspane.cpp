#include "ui/details/detailspane.h"
#include "ui/details/filepiece.h"

#include "ui/details/attemptsview.h"
#include "ui/details/environmentview.h"
#include "ui/details/outputview.h"
#include "ui/details/overview.h"
#include "ui/details/overviewview.h"
#include "ui/details/resultview.h"

#include <QTabBar>

#include <algorithm>

namespace millrace {

namespace {

constexpr std::chrono::milliseconds soon{100}, slow{1000};
constexpr std::size_t many = 20'000; // Jobs that take long to be summed up.

} // namespace

DetailsPane::DetailsPane(JobQueue &queue, const Clock &clock, WindowHost &host, QWidget *parent)
    : QTabWidget(parent),
      m_queue(queue),
      m_clock(clock),
      m_overview(new OverviewView),
      m_output(new OutputView(queue)),
      m_result(new ResultView(host)),
      m_attempts(new AttemptsView(host)),
      m_environment(new EnvironmentView)
{
    setAccessibleName(tr("Details"));
    setDocumentMode(true);
    addTab(m_overview, tr("Overview"));
    addTab(m_output, tr("Output"));
    addTab(m_result, tr("Result"));
    addTab(m_attempts, tr("Attempts"));
    addTab(m_environment, tr("Environment"));
    m_later.setSingleShot(true);
    m_later.setInterval(soon);
    connect(&m_later, &QTimer::timeout, this, &DetailsPane::refresh);
    connect(&queue, &JobQueue::changed, this, &DetailsPane::take);
    connect(&queue, &JobQueue::statusChanged, this, [this] { take({}); });
    connect(this, &QTabWidget::currentChanged, this, &DetailsPane::refresh);
    connect(m_attempts, &QTableWidget::itemSelectionChanged, this, &DetailsPane::refresh);
    connect(m_result, &ResultView::openFolderRequested, this, &DetailsPane::openFolderRequested);
    showSeveral();
}

void DetailsPane::setJobs(const std::vector<JobId> &ids)
{
    m_ids = ids;
    refresh();
}

void DetailsPane::showTab(Tab tab)
{
    setCurrentIndex(static_cast<int>(tab));
}

QWidget *DetailsPane::focusWidgetOfTab() const
{
    // A tab without anything to walk through leaves the keyboard to the tabs themselves.
    const QWidget *taker = currentWidget();
    while (taker->focusProxy())
        taker = taker->focusProxy();
    return taker->focusPolicy() == Qt::NoFocus ? tabBar() : currentWidget();
}

QString DetailsPane::resultFile() const
{
    const JobRecord *job = m_ids.size() == 1 ? m_queue.find(m_ids.front()) : nullptr;
    return job && job->outcome ? resultPath(job->outcome->folder, job->outcome->file) : QString();
}

void DetailsPane::take(const JobChanges &changes)
{
    if (m_later.isActive() || m_ids.empty() || !isVisible())
        return;
    const JobId id = m_ids.front();
    const JobRecord *job = m_queue.find(id);
    // A pending job's place in the line moves with every other job; several are summed up.
    const bool ours = m_ids.size() > 1 || !job || job->state == JobState::Pending || isUnderway(job->state) ||
                      std::ranges::find(changes.changed, id) != changes.changed.end();
    if (ours)
        m_later.start(m_ids.size() > many ? slow : soon);
}

void DetailsPane::showEvent(QShowEvent *event)
{
    QTabWidget::showEvent(event);
    refresh();
}

void DetailsPane::refresh()
{
    if (!isVisible())
        return;
    const JobRecord *job = m_ids.size() == 1 ? m_queue.find(m_ids.front()) : nullptr;
    if (!job) {
        showSeveral();
        return;
    }
    refreshTab(*job);
    if (isUnderway(job->state))
        m_later.start(soon); // The time it takes grows without any news.
}

// An earlier attempt is named where it is shown, so that it isn't taken for the latest.
void DetailsPane::nameTabs(const JobRecord &job, const std::optional<JobRecord> &chosen)
{
    const auto name = [this, &chosen](Tab tab, const QString &text) {
        setTabText(static_cast<int>(tab),
                   chosen ? tr("%1 of attempt %2").arg(text).arg(chosen->attempt) : text);
    };
    name(Tab::Output, tr("Output"));
    name(Tab::Result, tr("Result"));
    name(Tab::Environment, job.spec.kind == JobKind::Fetch ? tr("Headers") : tr("Environment"));
}

void DetailsPane::refreshTab(const JobRecord &job)
{
    const std::optional<JobRecord> chosen = m_attempts->chosenOf(job);
    nameTabs(job, chosen);
    switch (static_cast<Tab>(currentIndex())) {
    case Tab::Overview: {
        const auto subject = m_shown == job.id ? OverviewView::Subject::Same : OverviewView::Subject::Another;
        m_shown = job.id;
        const std::optional<WaitReason> wait =
            job.state == JobState::Pending ? m_queue.waitReason(job.id) : std::nullopt;
        m_overview->show(overviewOf(job, wait, m_queue.status().hostCap, m_clock.wallNow()), subject);
        break;
    }
    case Tab::Output:
        m_output->show(chosen ? *chosen : job);
        break;
    case Tab::Result:
        m_result->show(chosen ? *chosen : job);
        break;
    case Tab::Attempts:
        m_attempts->show(job);
        break;
    case Tab::Environment:
        m_environment->show(chosen ? *chosen : job);
        break;
    }
}

void DetailsPane::showSeveral()
{
    m_shown = JobId();
    const QString sentence = m_ids.size() > 1 ? tr("Select one job to see it.") : QString();
    m_output->showNothing(sentence);
    m_result->showNothing(sentence);
    m_attempts->showNothing();
    m_environment->showNothing();
    if (m_ids.size() > 1)
        m_overview->show(overviewOf(m_queue, m_ids), OverviewView::Subject::Same);
    else
        m_overview->showNothing();
}

} // namespace millrace
