#include "core/deferred/cooperator.h"

#include "core/deferred/detail/waiterline.h"

#include <deque>
#include <optional>
#include <vector>

namespace millrace {

// --- one task -----------------------------------------------------------------------------------------------

class CooperativeTask::Task : public std::enable_shared_from_this<Task>
{
public:
    enum class State { Running, Done, Failed, Stopped };

    Task(std::weak_ptr<Cooperator::Core> core, std::function<Step()> iterate)
        : m_core(std::move(core)), m_iterate(std::move(iterate))
    {}

    [[nodiscard]] bool isRunnable() const { return m_state == State::Running && m_pauses == 0 && !m_waiting; }
    [[nodiscard]] bool isFinished() const { return m_state != State::Running; }

    void iterate();
    void finish(State state, std::optional<Failure> failure);
    void pause();
    void resume();
    void stop();
    [[nodiscard]] Deferred<> whenDone();

    bool inLine = false; ///< The cooperator's line holds it, runnable or not.

private:
    void throwIfFinished() const;
    void waitFor(Deferred<> until);
    void runnableChanged();

    std::weak_ptr<Cooperator::Core> m_core;
    std::function<Step()> m_iterate;
    State m_state = State::Running;
    int m_pauses = 0;
    bool m_waiting = false;
    Deferred<> m_until;
    std::optional<Failure> m_failure;
    detail::WaiterLine<void> m_watchers;
};

// --- the cooperator -----------------------------------------------------------------------------------------

class Cooperator::Core : public std::enable_shared_from_this<Core>
{
public:
    using Task = CooperativeTask::Task;

    Core(Clock &clock, const Options &options) : m_clock(clock), m_options(options) {}

    void start()
    {
        m_stopped = false;
        m_started = true;
        schedule();
    }

    void stop()
    {
        m_stopped = true;
        m_call.cancel();
        m_line.clear();
        for (const auto &task : std::exchange(m_tasks, {}))
            if (!task->isFinished())
                task->finish(Task::State::Failed, Failure::of(CooperatorStopped()));
    }

    void add(const std::shared_ptr<Task> &task)
    {
        if (m_stopped)
            return task->finish(Task::State::Failed, Failure::of(CooperatorStopped()));
        m_tasks.push_back(task);
        changed(task);
    }

    void remove(const std::shared_ptr<Task> &task) { std::erase(m_tasks, task); }

    /// A task became runnable, or ceased to be.
    void changed(const std::shared_ptr<Task> &task)
    {
        if (task->isRunnable() && !task->inLine) {
            task->inLine = true;
            m_line.push_back(task);
        }
        dropIdle();
        schedule();
    }

    [[nodiscard]] bool isRunning() const noexcept { return m_started && !m_stopped; }

private:
    void dropIdle()
    {
        while (!m_line.empty() && !m_line.front()->isRunnable()) {
            m_line.front()->inLine = false;
            m_line.pop_front();
        }
    }

    void schedule()
    {
        if (m_line.empty())
            return m_call.cancel();
        if (isRunning() && !m_ticking && !m_call.isActive())
            m_call = m_clock.callLater(Clock::Duration::zero(), [weak = weak_from_this()] {
                if (const auto core = weak.lock())
                    core->tick();
            });
    }

    void tick()
    {
        m_ticking = true;
        const Clock::TimePoint end = m_clock.now() + m_options.slice;
        std::size_t iterations = 0;
        do {
            const auto task = m_line.front();
            m_line.pop_front();
            task->inLine = false;
            task->iterate();
            if (task->isRunnable() && !task->inLine && isRunning()) {
                task->inLine = true;
                m_line.push_back(task);
            }
            dropIdle();
        } while (!m_line.empty() && isRunning() && ++iterations < m_options.iterations &&
                 m_clock.now() < end);
        m_ticking = false;
        schedule();
    }

    Clock &m_clock;
    Options m_options;
    std::vector<std::shared_ptr<Task>> m_tasks; ///< All that have not ended.
    std::deque<std::shared_ptr<Task>>
        m_line; ///< The runnable ones, next first; others are dropped on the way.
    DelayedCall m_call;
    bool m_started = false;
    bool m_stopped = false;
    bool m_ticking = false;
};

// --- bodies -------------------------------------------------------------------------------------------------

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
    Deferred<> tail = std::move(until).addBoth([self = shared_from_this()](Outcome<> outcome) {
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
    Deferred<> until = std::move(m_until);
    finish(State::Stopped, Failure::of(TaskStopped()));
    if (until)
        until.cancel();
}

Deferred<> CooperativeTask::Task::whenDone()
{
    if (m_failure)
        return fail(*m_failure);
    if (isFinished())
        return succeed();
    return m_watchers.add();
}

void CooperativeTask::pause()
{
    m_task->pause();
}

void CooperativeTask::resume()
{
    m_task->resume();
}

void CooperativeTask::stop()
{
    m_task->stop();
}

Deferred<> CooperativeTask::whenDone() const
{
    return m_task->whenDone();
}

Cooperator::Cooperator(Clock &clock) : Cooperator(clock, Options{}) {}

Cooperator::Cooperator(Clock &clock, const Options &options) : m_core(std::make_shared<Core>(clock, options))
{
    if (options.start == Start::Now)
        m_core->start();
}

Cooperator::~Cooperator()
{
    m_core->stop();
}

CooperativeTask Cooperator::add(std::function<Step()> iterate)
{
    auto task = std::make_shared<CooperativeTask::Task>(m_core, std::move(iterate));
    m_core->add(task);
    return CooperativeTask(std::move(task));
}

void Cooperator::start()
{
    m_core->start();
}

void Cooperator::stop()
{
    m_core->stop();
}

bool Cooperator::isRunning() const noexcept
{
    return m_core->isRunning();
}

} // namespace millrace
