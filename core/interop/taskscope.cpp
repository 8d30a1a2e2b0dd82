#include "core/interop/taskscope.h"

#include <algorithm>
#include <utility>

namespace millrace {

namespace {

thread_local std::shared_ptr<TaskScope> currentScope;

} // namespace

std::shared_ptr<TaskScope> TaskScope::current()
{
    return currentScope;
}

void TaskScope::cancel()
{
    m_cancelled = true;
    for (TaskWait *wait : std::vector<TaskWait *>(m_waits))
        if (std::find(m_waits.begin(), m_waits.end(), wait) != m_waits.end()) // Ended by cancelling another.
            wait->cancel();
}

TaskScope::Entered::Entered(std::shared_ptr<TaskScope> scope)
    : m_previous(std::exchange(currentScope, std::move(scope)))
{}

TaskScope::Entered::~Entered()
{
    currentScope = std::move(m_previous);
}

} // namespace millrace
