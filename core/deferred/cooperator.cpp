#include "core/deferred/cooperator.h"

#include "core/deferred/detail/cooperatorcore.h"

namespace millrace {

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
