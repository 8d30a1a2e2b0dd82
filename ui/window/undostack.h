#pragma once

#include "ui/window/undocommands.h"

#include <QObject>
#include <QString>

#include <deque>
#include <memory>

namespace millrace {

/// The changes of a queue that can be taken back, the latest first. Bounded: the oldest are forgotten.
class UndoStack : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t most = 50;            ///< Changes.
    static constexpr std::size_t mostJobs = 2'000'000; ///< Jobs in all of them; the latest always stays.

    /// \a queue outlives it.
    explicit UndoStack(JobQueue &queue, QObject *parent = nullptr);

    /// \a done says what was done: "Removed 12 jobs".
    void push(const QString &done, std::unique_ptr<UndoCommand> command);
    void undo();
    [[nodiscard]] bool isEmpty() const { return m_changes.empty(); }

Q_SIGNALS:
    void pushed(const QString &done);
    /// \a jobs are as they were before; \a left were not, as they had gone on meanwhile.
    void undone(const QString &done, int jobs, int left);

private:
    struct Change
    {
        QString done;
        std::unique_ptr<UndoCommand> command;
    };

    void forgetOldest();

    JobQueue &m_queue;
    std::deque<Change> m_changes;
    NewIds m_newIds;
};

} // namespace millrace
