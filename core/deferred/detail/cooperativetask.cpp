#include "core/deferred/detail/cooperativetask.h"

#include "core/deferred/detail/cooperatorcore.h"

namespace millrace {

void CooperativeTask::Task::iterate()
{
    try {
        Step step = m_iterate();
        if (isFinished())
            return; // It stopped itself.
        if (step.isDone())
            return finish(State::Done, std::nullopt);
        if (Deferred<> until = step.takeWait())
            waitFor(std::move(until));
    } catch (...) {
        if (!isFinished())
            finish(State::Failed, Failure::current());
    }
}

void CooperativeTask::Task::waitFor(Deferred<> until)
{
    m_waiting = true;
    Deferred<> tail = std::move(until).addBoth([self = shared_from_this()](const Outcome<> &outcome) {
        self->m_waiting = false;
        if (self->isFinished())
            return;
        if (!outcome.hasValue())
            self->finish(State::Failed, outcome.failure());
        else
            self->runnableChanged();
    });
    if (!tail.isSettled())
        m_until = std::move(tail);
}

void CooperativeTask::Task::finish(State state, std::optional<Failure> failure)
{
    const auto self = shared_from_this();
    m_state = state;
    m_failure = std::move(failure);
    if (const auto core = m_core.lock())
        core->remove(self);
    runnableChanged();
    while (m_watchers.dropUnwanted()) {
        if (m_failure)
            m_watchers.failFirst(*m_failure);
        else
            m_watchers.fireFirst();
    }
}

void CooperativeTask::Task::cutShort(State state, Failure failure)
{
    Deferred<> until = std::move(m_until);
    finish(state, std::move(failure));
    if (until)
        until.cancel();
}

void CooperativeTask::Task::runnableChanged()
{
    if (const auto core = m_core.lock())
        core->changed(shared_from_this());
}

void CooperativeTask::Task::throwIfFinished() const
{
    switch (m_state) {
    case State::Running:
        return;
    case State::Done:
        throw TaskDone();
    case State::Failed:
        throw TaskFailed();
    case State::Stopped:
        throw TaskStopped();
    }
}

void CooperativeTask::Task::pause()
{
    throwIfFinished();
    ++m_pauses;
    runnableChanged();
}

void CooperativeTask::Task::resume()
{
    if (m_pauses == 0)
        throw NotPaused();
    --m_pauses;
    runnableChanged();
}

void CooperativeTask::Task::stop()
{
    throwIfFinished();
    cutShort(State::Stopped, Failure::of(TaskStopped()));
}

Deferred<> CooperativeTask::Task::whenDone()
{
    if (m_failure)
        return fail(*m_failure);
    if (isFinished())
        return succeed();
    return m_watchers.add();
}

} // namespace millrace
