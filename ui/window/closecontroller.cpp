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
    const std::optional<milliseconds> usual = queue.meanDuration();
    std::optional<milliseconds> longest;
    for (const JobId id : queue.underway()) {
        const JobRecord &job = *queue.find(id);
        const milliseconds elapsed = now - job.startedAt;
        std::optional<milliseconds> left = byProgress(job, elapsed);
        // One that has taken far longer than the others is of another kind: they say nothing about it.
        if (!left && usual && elapsed <= 2 * *usual + milliseconds(1000))
            left = std::max(*usual - elapsed, milliseconds(1000));
        if (!left)
            return std::nullopt;
        longest = std::max(longest.value_or(milliseconds(0)), *left);
    }
    return longest;
}

CloseController::CloseController(JobQueue &queue, const Clock &clock, WindowHost &host, QWidget *window,
                                 QObject *parent)
    : QObject(parent), m_queue(queue), m_clock(clock), m_host(host), m_window(window)
{
    connect(&queue, &JobQueue::changed, this, &CloseController::offerToQuitUnsaved);
    connect(&queue, &JobQueue::statusChanged, this, &CloseController::offerToQuitUnsaved);
}

int CloseController::underway() const
{
    const JobCounts counts = m_queue.status().counts;
    return static_cast<int>(counts[JobState::Underway] + counts[JobState::Cancelling]);
}

bool CloseController::isQuitting() const
{
    return m_phase == Phase::Finishing || m_phase == Phase::Cancelling;
}

qint64 CloseController::unsaved() const
{
    return static_cast<qint64>(m_host.unsavedChanges()) + m_heldJobs;
}

// Nothing but the store is in the way.
bool CloseController::isStuck() const
{
    return underway() == 0 && unsaved() > 0 && (!m_trouble.isEmpty() || m_heldJobs > 0);
}

void CloseController::requestClose()
{
    if (m_phase == Phase::Asking)
        m_box->raise();
    else if (isStuck())
        askUnsaved();
    else if (underway() > 0)
        ask();
    else
        quit(Underway::Finish);
}

void CloseController::quit(Underway underway)
{
    dropQuestion();
    if (m_phase == Phase::Open && underway == Underway::Finish && m_heldJobs > 0) {
        m_isQuitDue = true;
        Q_EMIT waitingToSave();
        return;
    }
    if (underway == Underway::Cancel)
        m_phase = Phase::Cancelling;
    else if (m_phase == Phase::Open)
        m_phase = Phase::Finishing;
    else
        return;
    Q_EMIT stopping(underway);
    m_host.quit(underway);
    offerToQuitUnsaved();
}

void CloseController::quitUnsaved()
{
    m_hasOffered = true;
    quit(Underway::Cancel);
    m_host.quitUnsaved();
}

void CloseController::setStoreTrouble(const QString &sentence)
{
    m_trouble = sentence;
    reconsider();
}

void CloseController::setHeldJobs(qint64 jobs)
{
    m_heldJobs = jobs;
    if (jobs == 0 && std::exchange(m_isQuitDue, false))
        return quit(Underway::Finish);
    reconsider();
}

void CloseController::reconsider()
{
    if (isAskingUnsaved()) {
        if (isStuck())
            return tellUnsaved();
        dropQuestion(); // What it asks about has been saved meanwhile.
        if (m_phase == Phase::Open)
            requestClose();
    }
    offerToQuitUnsaved();
}

// Once: who chose to wait isn't asked again for every change.
void CloseController::offerToQuitUnsaved()
{
    if (isQuitting() && !m_hasOffered && m_host.keepsJobs() && isStuck()) {
        m_hasOffered = true;
        askUnsaved();
    }
}

QMessageBox *CloseController::makeBox()
{
    auto *box = new QMessageBox(m_window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowModality(Qt::WindowModal);
    dress(*box);
    box->setWindowTitle(tr("Quit Millrace?"));
    return box;
}

void CloseController::open(QMessageBox *box)
{
    m_before = m_phase;
    m_phase = Phase::Asking;
    m_box = box;
    retell();
    auto *everySecond = new QTimer(box); // More often than that is more than can be read.
    connect(everySecond, &QTimer::timeout, this, &CloseController::retell);
    everySecond->start(std::chrono::seconds(1));
    connect(box, &QMessageBox::finished, this, [this, box] {
        m_phase = m_before;
        m_box = nullptr;
        answer(box->clickedButton() ? box->clickedButton()->property("phase").toString() : QString());
    });
    box->open();
}

void CloseController::dropQuestion()
{
    if (m_phase != Phase::Asking)
        return;
    m_phase = m_before;
    m_box->disconnect(this);
    m_box->close();
    m_box = nullptr;
}

void CloseController::ask()
{
    QMessageBox *box = makeBox();
    if (m_phase == Phase::Open)
        box->addButton(tr("Finish, then quit"), QMessageBox::AcceptRole)->setProperty("phase", u"finish"_s);
    box->addButton(tr("Cancel them and quit"), QMessageBox::DestructiveRole)
        ->setProperty("phase", u"cancel"_s);
    QPushButton *stay = box->addButton(tr("Keep going"), QMessageBox::RejectRole);
    box->setDefaultButton(stay);
    box->setEscapeButton(stay);
    open(box);
}

void CloseController::askUnsaved()
{
    QMessageBox *box = makeBox();
    box->setProperty("unsaved", true);
    box->addButton(tr("Quit anyway"), QMessageBox::DestructiveRole)->setProperty("phase", u"unsaved"_s);
    QPushButton *wait = box->addButton(tr("Wait"), QMessageBox::RejectRole);
    wait->setProperty("phase", u"wait"_s);
    box->setDefaultButton(wait);
    box->setEscapeButton(wait);
    open(box);
}

bool CloseController::isAskingUnsaved() const
{
    return m_box && m_box->property("unsaved").toBool();
}

void CloseController::retell()
{
    if (isAskingUnsaved())
        tellUnsaved();
    else if (m_box)
        tellUnderway();
}

void CloseController::tellUnderway()
{
    const QString jobs = tr("%1 underway").arg(text::count(underway()));
    const std::optional<milliseconds> left = timeToFinish(m_queue, m_clock.wallNow());
    const QString said = left ? tr("%1, %2.").arg(jobs, text::roughDuration(*left)) : tr("%1.").arg(jobs);
    const QueueStatus status = m_queue.status();
    const qint64 pending = qint64(status.counts[JobState::Pending]) + qint64(status.arriving);
    m_box->setText(said);
    m_box->setInformativeText(pendingSentence(pending));
}

QString CloseController::pendingSentence(qint64 pending) const
{
    if (pending == 0)
        return tr("Nothing else is pending.");
    if (!m_host.keepsJobs())
        return text::counted(pending, tr("%1 job not launched yet is lost: it can't be saved."),
                             tr("%1 jobs not launched yet are lost: they can't be saved."));
    if (!m_trouble.isEmpty())
        return text::counted(
            pending, tr("%1 job not launched yet is kept for the next start, if it can be saved."),
            tr("%1 jobs not launched yet are kept for the next start, if they can be saved."));
    return text::counted(pending, tr("%1 job not launched yet is kept for the next start."),
                         tr("%1 jobs not launched yet are kept for the next start."));
}

void CloseController::tellUnsaved()
{
    m_box->setText(
        m_host.keepsJobs()
            ? text::counted(unsaved(), tr("%1 change is not saved."), tr("%1 changes are not saved."))
            : text::counted(unsaved(), tr("%1 job is not saved."), tr("%1 jobs are not saved.")));
    const QString why =
        m_trouble.isEmpty() ? tr("The jobs of the last time are still being read.") : m_trouble;
    m_box->setInformativeText(why + u'\n' + tr("What is not saved is lost if Millrace quits now."));
}

void CloseController::answer(const QString &said)
{
    if (said == "finish"_L1)
        quit(Underway::Finish);
    else if (said == "cancel"_L1)
        quit(Underway::Cancel);
    else if (said == "unsaved"_L1)
        quitUnsaved();
    else if (said == "wait"_L1 && isQuitting())
        Q_EMIT waitingToSave();
    else
        offerToQuitUnsaved(); // It may have got stuck while the other question stood.
}

} // namespace millrace
