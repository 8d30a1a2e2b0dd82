#pragma once

#include "core/deferred/clock.h"
#include "core/deferred/deferred.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <ranges>
#include <type_traits>
#include <utility>

namespace millrace {

/// A task has ended; the subclasses say how.
class TaskFinished : public Error
{
    using Error::Error;
};
class TaskDone : public TaskFinished
{
public:
    TaskDone() : TaskFinished("This task has run to its end already.") {}
};
class TaskFailed : public TaskFinished
{
public:
    TaskFailed() : TaskFinished("This task has failed already; whenDone() has the reason.") {}
};
class TaskStopped : public TaskFinished
{
public:
    TaskStopped() : TaskFinished("This task was stopped.") {}
};
/// A task was resumed more often than paused.
class NotPaused : public Error
{
public:
    NotPaused() : Error("This task is not paused: it was resumed more often than paused.") {}
};
/// The cooperator was stopped or destroyed, and its tasks with it.
class CooperatorStopped : public Error
{
public:
    CooperatorStopped() : Error("The cooperator was stopped, and its tasks with it.") {}
};

/// What one iteration of a task says: go on, go on when a Deferred has fired, or that was the last.
class Step
{
public:
    [[nodiscard]] static Step more() { return Step(false, {}); }
    [[nodiscard]] static Step done() { return Step(true, {}); }
    /// Go on when \a until has fired; its failure is the task's.
    template <class T>
    Step(Deferred<T> until) : m_until(std::move(until).addCallback([](auto &&...) {}))
    {}

    [[nodiscard]] bool isDone() const noexcept { return m_done; }
    [[nodiscard]] Deferred<> takeWait() { return std::move(m_until); }

private:
    Step(bool done, Deferred<> until) : m_done(done), m_until(std::move(until)) {}

    bool m_done = false;
    Deferred<> m_until;
};

/// A handle to a task of a Cooperator; the task goes on without it.
///
/// States: running ⇄ paused; running ⇄ waiting (for a Deferred that an iteration gave); each ─▶ done, failed, stopped.
class CooperativeTask
{
public:
    /// Holds the task back until it was resumed as often; while it waits for a Deferred, too.
    /// \throws TaskFinished, by its subclass, if it has ended.
    void pause();
    /// \throws NotPaused. Does nothing if the task has ended meanwhile.
    void resume();
    /// Ends the task; what it waits for is cancelled.
    /// \throws TaskFinished, by its subclass, if it has ended.
    void stop();

    /// \fires   when the task has run to its end.
    /// \errback what an iteration threw or its Deferred failed with; TaskStopped; CooperatorStopped.
    /// \cancel  stops watching; the task goes on.
    [[nodiscard]] Deferred<> whenDone() const;

private:
    friend class Cooperator;
    class Task;
    explicit CooperativeTask(std::shared_ptr<Task> task) : m_task(std::move(task)) {}

    std::shared_ptr<Task> m_task;
};

/// Runs long work a little at a time on the event loop, so that everything else goes on.
///
/// Tasks take turns, one iteration each, for a slice of time; then the loop gets its turn. Tasks that make Deferreds
/// lazily, one an iteration, never have more underway than there are tasks. Destroyed, it stops its tasks, as stop() does.
/// \code
/// Cooperator cooperator(clock);
/// cooperator.cooperate(urls, [](const Url &url) { return fetch(url); }).whenDone().addCallback(report);
/// \endcode
class Cooperator
{
public:
    enum class Start { Now, Later };
    struct Options
    {
        Clock::Duration slice = std::chrono::milliseconds(10); ///< Time before the loop gets its turn.
        std::size_t iterations = SIZE_MAX; ///< The same, in iterations; at least one is made.
        Start start = Start::Now;
    };

    explicit Cooperator(Clock &clock);
    Cooperator(Clock &clock, const Options &options);
    ~Cooperator();
    Cooperator(const Cooperator &) = delete;
    Cooperator &operator=(const Cooperator &) = delete;

    /// Adds a task that calls \a iterate, a function of nothing that returns a Step, until it is done. After stop(),
    /// the task has failed with CooperatorStopped from the start.
    template <std::invocable F>
    CooperativeTask cooperate(F iterate)
    {
        return add([iterate = std::make_shared<F>(std::move(iterate))]() -> Step { return (*iterate)(); });
    }

    /// Adds a task that calls \a f with each item of \a range, one an iteration; if it returns a Deferred, the next
    /// item waits for it. The range is kept: pass a view for what lives elsewhere.
    template <std::ranges::input_range Range, class F>
    CooperativeTask cooperate(Range range, F f)
    {
        return add(iterateOver(std::move(range), std::move(f)));
    }

    /// cooperate(…).whenDone(), for when nobody is going to steer the task.
    template <class... Args>
    [[nodiscard]] Deferred<> coiterate(Args &&...args)
    {
        return cooperate(std::forward<Args>(args)...).whenDone();
    }

    void start();
    /// Ends all tasks with CooperatorStopped; new ones too, until start(). What they wait for is cancelled, as by
    /// CooperativeTask::stop().
    void stop();
    [[nodiscard]] bool isRunning() const noexcept;

private:
    friend class CooperativeTask;
    class Core;

    CooperativeTask add(std::function<Step()> iterate);

    template <class Range, class F>
    static std::function<Step()> iterateOver(Range items, F function)
    {
        struct State
        {
            State(Range r, F callback)
                : range(std::move(r)), f(std::move(callback)), at(std::ranges::begin(range))
            {}
            Range range;
            F f;
            std::ranges::iterator_t<Range> at;
        };
        return [state = std::make_shared<State>(std::move(items), std::move(function))]() -> Step {
            if (state->at == std::ranges::end(state->range))
                return Step::done();
            auto &&item = *state->at;
            if constexpr (detail::Asynchronous<std::invoke_result_t<F &, decltype(item)>>) {
                Step step(maybeDeferred(state->f, item));
                ++state->at;
                return step;
            } else {
                state->f(item);
                ++state->at;
                return Step::more();
            }
        };
    }

    std::shared_ptr<Core> m_core;
};

} // namespace millrace
