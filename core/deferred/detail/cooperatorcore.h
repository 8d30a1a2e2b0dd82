#pragma once

#include "core/deferred/detail/cooperativetask.h"

#include <cassert>
#include <deque>
#include <utility>
#include <vector>

namespace millrace {

class Cooperator::Core : public std::enable_shared_from_this<Core>
{
public:
    using Task = CooperativeTask::Task;

    Core(Clock &clock, const Options &options) : m_clock(clock), m_options(options) {}

    void start()
    {
        m_mark.check();
        m_stopped = false;
        m_started = true;
        schedule();
    }

    void stop()
    {
        assert(m_mark.isHere() && "A Cooperator is stopped and destroyed on the thread that it was made on.");
        m_stopped = true;
        m_call.cancel();
        m_line.clear();
        for (const auto &task : std::exchange(m_tasks, {}))
            if (!task->isFinished())
                task->cutShort(Task::State::Failed, Failure::of(CooperatorStopped()));
    }

    void add(const std::shared_ptr<Task> &task)
    {
        m_mark.check();
        if (m_stopped)
            return task->finish(Task::State::Failed, Failure::of(CooperatorStopped()));
        m_tasks.push_back(task);
        changed(task);
    }

    void remove(const std::shared_ptr<Task> &task) { std::erase(m_tasks, task); }

    /// A task became runnable, or ceased to be.
    void changed(const std::shared_ptr<Task> &task)
    {
        m_mark.check();
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
    [[no_unique_address]] detail::ThreadMark m_mark;
};

} // namespace millrace
