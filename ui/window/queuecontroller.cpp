#include "ui/window/queuecontroller.h"

#include "ui/text/actiontext.h"
#include "ui/text/figures.h"
#include "ui/views/widthcontrol.h"
#include "ui/window/question.h"
#include "ui/window/undostack.h"
#include "ui/window/windowparts.h"

#include <QInputDialog>

#include <algorithm>
#include <map>

namespace millrace {

using text::BulkAction;

namespace {

constexpr int utmostPriority = 1'000'000;

BulkAction actionOf(Place place)
{
    switch (place) {
    case Place::Top:
        return BulkAction::MoveToTop;
    case Place::Up:
        return BulkAction::MoveUp;
    case Place::Down:
        return BulkAction::MoveDown;
    case Place::Bottom:
        return BulkAction::MoveToBottom;
    }
    return BulkAction::MoveToTop;
}

} // namespace

QueueController::QueueController(JobQueue &queue, UndoStack &undo, Selection selection, WindowHost &host,
                                 QWidget *window, QObject *parent)
    : QObject(parent),
      m_queue(queue),
      m_undo(undo),
      m_selection(std::move(selection)),
      m_host(host),
      m_window(window)
{}

bool QueueController::trigger(ActionId id)
{
    return triggerOnQueue(id) || triggerOnSelection(id);
}

bool QueueController::triggerOnQueue(ActionId id)
{
    using enum JobState;
    switch (id) {
    case ActionId::Undo:
        m_undo.undo();
        return true;
    case ActionId::Pause:
        // What is underway goes on and is shown as such: nobody waits for the pause to be complete.
        if (!m_queue.status().stopped)
            m_queue.pause().addErrback([](const Failure &) {});
        return true;
    case ActionId::Resume:
        if (!m_queue.status().stopped) // The action learns of a stop a little later.
            m_queue.resume();
        return true;
    case ActionId::Wider:
        setWidth(WidthControl::wider(m_queue.status().width));
        return true;
    case ActionId::Narrower:
        setWidth(WidthControl::narrower(m_queue.status().width));
        return true;
    case ActionId::CancelPending:
        cancel(allIn({Pending}));
        return true;
    case ActionId::CancelAll:
        cancel(allIn({Pending, Underway, Cancelling}));
        return true;
    case ActionId::RetryFailed:
        retry(allIn({Failed}));
        return true;
    case ActionId::RemoveFinished:
        remove(allIn({Finished}));
        return true;
    case ActionId::RemoveEnded:
        remove(allIn({Finished, Failed, Cancelled}));
        return true;
    default:
        return false;
    }
}

bool QueueController::triggerOnSelection(ActionId id)
{
    switch (id) {
    case ActionId::Cancel:
        cancel(m_selection());
        return true;
    case ActionId::Retry:
        retry(m_selection());
        return true;
    case ActionId::MarkFailed:
        markFailed(m_selection());
        return true;
    case ActionId::Remove:
        remove(m_selection());
        return true;
    case ActionId::RaisePriority:
        changePriority(m_selection(), -1);
        return true;
    case ActionId::LowerPriority:
        changePriority(m_selection(), +1);
        return true;
    case ActionId::SetPriority:
        askForPriority(m_selection());
        return true;
    case ActionId::MoveUp:
        move(m_selection(), Place::Up);
        return true;
    case ActionId::MoveDown:
        move(m_selection(), Place::Down);
        return true;
    case ActionId::MoveToTop:
        move(m_selection(), Place::Top);
        return true;
    case ActionId::MoveToBottom:
        move(m_selection(), Place::Bottom);
        return true;
    default:
        return false;
    }
}

void QueueController::setWidth(int width)
{
    m_queue.setWidth(m_host.boundedWidth(std::clamp(width, 0, WidthControl::most)));
}

void QueueController::cancel(std::vector<JobId> ids)
{
    const auto underway = static_cast<qint64>(those(ids, {JobState::Underway}).size());
    if (underway == 0) { // Who asks again for those that are being cancelled wants them to hurry.
        cancelNow(ids);
        return;
    }
    const auto pending = static_cast<qint64>(those(ids, {JobState::Pending}).size());
    askToCancel(std::move(ids), pending, underway);
}

void QueueController::askToCancel(std::vector<JobId> ids, qint64 pending, qint64 underway)
{
    Question question;
    question.what = tr("%1?").arg(text::willDo(BulkAction::Cancel, underway, JobState::Underway));
    question.detail =
        tr("They stop where they are. What commands have printed is kept, what fetches have got is not.");
    if (pending > 0)
        question.detail +=
            u'\n' + tr("%1 that are pending are cancelled too; that can be undone.").arg(text::jobs(pending));
    question.act = text::willDo(BulkAction::Cancel, pending + underway);
    question.leave = tr("Keep going");
    ask(m_window, question, this, [this, ids = std::move(ids)] { cancelNow(ids); });
}

void QueueController::cancelNow(const std::vector<JobId> &ids)
{
    std::vector<JobPlace> places = m_queue.places(those(ids, {JobState::Pending}));
    const int cancelled = m_queue.cancel(ids);
    if (cancelled > 0 && !places.empty())
        m_undo.push(text::done(BulkAction::Cancel, cancelled),
                    std::make_unique<UndoPlaces>(std::move(places)));
}

void QueueController::retry(std::vector<JobId> ids)
{
    using enum JobState;
    ids = those(ids, {Finished, Failed, Cancelled, Interrupted});
    std::vector<JobRecord> before = records(ids);
    const int retried = m_queue.retry(ids);
    if (retried > 0)
        m_undo.push(text::done(BulkAction::Retry, retried), std::make_unique<UndoRetry>(std::move(before)));
}

void QueueController::markFailed(const std::vector<JobId> &ids)
{
    const std::vector<JobId> interrupted = those(ids, {JobState::Interrupted});
    std::vector<JobRecord> before = records(interrupted);
    const int marked = m_queue.markFailed(interrupted);
    if (marked > 0)
        m_undo.push(text::done(BulkAction::MarkFailed, marked),
                    std::make_unique<UndoRetry>(std::move(before)));
}

void QueueController::remove(const std::vector<JobId> &ids)
{
    std::vector<JobRecord> removed = m_queue.remove(ids);
    if (removed.empty())
        return;
    const QString done = text::done(BulkAction::Remove, static_cast<qint64>(removed.size()));
    m_undo.push(done, std::make_unique<UndoRemoval>(std::move(removed)));
}

void QueueController::move(const std::vector<JobId> &ids, Place place)
{
    std::vector<JobPlace> places = m_queue.places(ids);
    const int moved = m_queue.move(ids, place);
    if (moved > 0)
        noteMove(text::done(actionOf(place), moved), std::move(places));
}

void QueueController::moveBefore(const std::vector<JobId> &ids, JobId before)
{
    std::vector<JobPlace> places = m_queue.places(ids);
    const int moved = m_queue.moveBefore(ids, before);
    if (moved > 0)
        noteMove(tr("Moved %1").arg(text::jobs(moved)), std::move(places));
}

void QueueController::changePriority(const std::vector<JobId> &ids, int by)
{
    std::vector<JobPlace> places = m_queue.places(ids);
    std::map<int, std::vector<JobId>> byPriority;
    for (const JobPlace &place : places)
        byPriority[place.priority].push_back(place.id);
    int changed = 0;
    for (const auto &[priority, jobs] : byPriority)
        changed += m_queue.reprioritize(jobs, std::clamp(priority + by, -utmostPriority, utmostPriority));
    if (changed > 0)
        noteMove(text::done(BulkAction::Reprioritize, changed), std::move(places));
}

void QueueController::askForPriority(std::vector<JobId> ids)
{
    const std::vector<JobPlace> places = m_queue.places(ids);
    if (places.empty())
        return;
    auto *dialog = new QInputDialog(m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setInputMode(QInputDialog::IntInput);
    dialog->setWindowTitle(tr("Set priority"));
    dialog->setLabelText(
        tr("Priority of %1 (lower is more important):").arg(text::jobs(static_cast<qint64>(places.size()))));
    dialog->setIntRange(-utmostPriority, utmostPriority);
    dialog->setIntValue(places.front().priority);
    connect(dialog, &QInputDialog::intValueSelected, this,
            [this, ids = std::move(ids)](int priority) { setPriority(ids, priority); });
    dialog->open();
}

void QueueController::setPriority(const std::vector<JobId> &ids, int priority)
{
    std::vector<JobPlace> places = m_queue.places(ids);
    const int changed = m_queue.reprioritize(ids, priority);
    if (changed > 0)
        noteMove(text::done(BulkAction::Reprioritize, changed), std::move(places));
}

void QueueController::noteMove(const QString &done, std::vector<JobPlace> before)
{
    m_undo.push(done, std::make_unique<UndoPlaces>(std::move(before)));
    Q_EMIT reordered();
}

std::vector<JobId> QueueController::allIn(std::initializer_list<JobState> states) const
{
    return those(m_queue.all(), states);
}

std::vector<JobId> QueueController::those(const std::vector<JobId> &ids,
                                          std::initializer_list<JobState> states) const
{
    std::vector<JobId> found;
    for (const JobId id : ids) {
        const JobRecord *record = m_queue.find(id);
        if (record && std::ranges::find(states, record->state) != states.end())
            found.push_back(id);
    }
    return found;
}

std::vector<JobRecord> QueueController::records(const std::vector<JobId> &ids) const
{
    std::vector<JobRecord> found;
    found.reserve(ids.size());
    for (const JobId id : ids) {
        if (const JobRecord *record = m_queue.find(id))
            found.push_back(*record);
    }
    return found;
}

} // namespace millrace
