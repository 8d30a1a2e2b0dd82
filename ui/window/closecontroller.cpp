#include "ui/window/closecontroller.h"

#include "ui/text/actiontext.h"
#include "ui/text/figures.h"
#include "ui/window/question.h"
#include "ui/window/windowparts.h"

#include <QMessageBox>
#include <QPushButton>
#include <QTimer>

#include <algorithm>

namespace millrace {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

/// From how far it got in the time it had; absent if nobody knows how far it is.
std::optional<milliseconds> byProgress(const JobRecord &job, milliseconds elapsed)
{
    if (job.progress.total <= 0 || job.progress.done <= 0)
        return std::nullopt;
    const double share =
        std::min(1.0, static_cast<double>(job.progress.done) / static_cast<double>(job.progress.total));
    return milliseconds(
        static_cast<milliseconds::rep>(static_cast<double>(elapsed.count()) * (1 - share) / share));
}

} // namespace

std::optional<milliseconds> timeToFinish(const JobQueue &queue, WallTime now)
{
    std::vector<const JobRecord *> underway;
    milliseconds took{0};
    int ended = 0;
    const std::vector<JobId> all = queue.all();
    for (const JobId id : all) {
        const JobRecord *job = queue.find(id);
        if (isUnderway(job->state)) {
            underway.push_back(job);
        } else if (job->state == JobState::Finished) {
            took += job->endedAt - job->startedAt;
            ++ended;
        }
    }
    constexpr int enough = 10; // As the queue's own estimate has it: fewer say nothing.
    std::optional<milliseconds> longest;
    for (const JobRecord *job : underway) {
        const milliseconds elapsed = now - job->startedAt;
        std::optional<milliseconds> left = byProgress(*job, elapsed);
        // One that has taken far longer than the others is of another kind: they say nothing about it.
        if (!left && ended >= enough && elapsed <= 2 * (took / ended) + milliseconds(1000))
            left = std::max(took / ended - elapsed, milliseconds(1000));
        if (!left)
            return std::nullopt;
        longest = std::max(longest.value_or(milliseconds(0)), *left);
    }
    return longest;
}

CloseController::CloseController(JobQueue &queue, const Clock &clock, WindowHost &host, QWidget *window,
                                 QObject *parent)
    : QObject(parent), m_queue(queue), m_clock(clock), m_host(host), m_window(window)
{}

int CloseController::underway() const
{
    const JobCounts counts = m_queue.status().counts;
    return static_cast<int>(counts[JobState::Underway] + counts[JobState::Cancelling]);
}

void CloseController::requestClose()
{
    if (m_phase == Phase::Asking) {
        m_box->raise();
        return;
    }
    if (underway() == 0)
        stop(Underway::Finish);
    else
        ask();
}

void CloseController::ask()
{
    m_before = m_phase;
    m_phase = Phase::Asking;
    m_box = new QMessageBox(m_window);
    m_box->setAttribute(Qt::WA_DeleteOnClose);
    m_box->setWindowModality(Qt::WindowModal);
    dress(*m_box);
    m_box->setWindowTitle(tr("Quit Millrace?"));
    if (m_before == Phase::Open)
        m_box->addButton(tr("Finish, then quit"), QMessageBox::AcceptRole)->setProperty("phase", u"finish"_s);
    m_box->addButton(tr("Cancel them and quit"), QMessageBox::DestructiveRole)
        ->setProperty("phase", u"cancel"_s);
    QPushButton *stay = m_box->addButton(tr("Keep going"), QMessageBox::RejectRole);
    m_box->setDefaultButton(stay);
    m_box->setEscapeButton(stay);
    retell();
    auto *everySecond = new QTimer(m_box); // Looking at every job is too much for every change.
    connect(everySecond, &QTimer::timeout, this, &CloseController::retell);
    everySecond->start(std::chrono::seconds(1));
    connect(m_box, &QMessageBox::finished, this, [this, box = m_box.data()] { answer(box); });
    m_box->open();
}

void CloseController::retell()
{
    if (!m_box)
        return;
    const QString jobs = tr("%1 underway").arg(text::count(underway()));
    const std::optional<milliseconds> left = timeToFinish(m_queue, m_clock.wallNow());
    const QString said = left ? tr("%1, %2.").arg(jobs, text::roughDuration(*left)) : tr("%1.").arg(jobs);
    const QueueStatus status = m_queue.status();
    const auto pending = static_cast<qint64>(status.counts[JobState::Pending] + status.arriving);
    m_box->setText(said);
    m_box->setInformativeText(
        pending > 0 ? text::counted(pending, tr("%1 job not launched yet is kept for the next start."),
                                    tr("%1 jobs not launched yet are kept for the next start."))
                    : tr("Nothing else is pending."));
}

void CloseController::answer(QMessageBox *box)
{
    const QString said =
        box->clickedButton() ? box->clickedButton()->property("phase").toString() : QString();
    m_phase = m_before;
    if (said == "finish"_L1)
        stop(Underway::Finish);
    else if (said == "cancel"_L1)
        stop(Underway::Cancel);
}

void CloseController::stop(Underway underway)
{
    m_phase = underway == Underway::Finish ? Phase::Finishing : Phase::Cancelling;
    Q_EMIT stopping(underway);
    m_host.quit(underway);
}

} // namespace millrace
