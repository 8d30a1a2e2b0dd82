#pragma once

#include "core/deferred/cooperator.h"
#include "core/deferred/detail/waiterline.h"

#include <functional>
#include <memory>
#include <optional>

namespace millrace {

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
    /// As finish(), for a task that was not at its end: what it waits for is cancelled.
    void cutShort(State state, Failure failure);
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

} // namespace millrace
