#include "ui/window/undostack.h"

#include <algorithm>
#include <numeric>

namespace millrace {

UndoStack::UndoStack(JobQueue &queue, QObject *parent) : QObject(parent), m_queue(queue) {}

void UndoStack::push(const QString &done, std::unique_ptr<UndoCommand> command)
{
    m_changes.push_back({done, std::move(command)});
    forgetOldest();
    Q_EMIT pushed(done);
}

void UndoStack::undo()
{
    if (m_changes.empty())
        return;
    Change change = std::move(m_changes.back());
    m_changes.pop_back();
    const auto all = static_cast<int>(change.command->size());
    const int jobs = change.command->takeBack(m_queue, m_newIds);
    if (m_changes.empty())
        m_newIds.clear();
    Q_EMIT undone(change.done, jobs, std::max(0, all - jobs));
}

void UndoStack::forgetOldest()
{
    std::size_t jobs =
        std::accumulate(m_changes.begin(), m_changes.end(), std::size_t{0},
                        [](std::size_t sum, const Change &change) { return sum + change.command->size(); });
    while (m_changes.size() > 1 && (m_changes.size() > most || jobs > mostJobs)) {
        jobs -= m_changes.front().command->size();
        m_changes.pop_front();
    }
}

} // namespace millrace
