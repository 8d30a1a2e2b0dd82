#pragma once

#include "core/queue/jobqueue.h"
#include "ui/actions/actiontable.h"

#include <QObject>

#include <functional>
#include <vector>

class QWidget;

namespace millrace {

class UndoStack;
class WindowHost;

/// Steers the queue for the user: turns actions on the selected jobs, or on all, into calls of JobQueue.
///
/// What can be taken back is done at once and pushed on the undo stack; ending underway work is asked.
class QueueController : public QObject
{
    Q_OBJECT

public:
    using Selection = std::function<std::vector<JobId>()>;

    /// All outlive it; \a window is what questions are asked over.
    QueueController(JobQueue &queue, UndoStack &undo, Selection selection, WindowHost &host, QWidget *window,
                    QObject *parent = nullptr);

    /// False if the action is not one of the queue's.
    bool trigger(ActionId id);

    void setWidth(int width);
    /// A drag of rows.
    void moveBefore(const std::vector<JobId> &ids, JobId before);
    /// Interrupted jobs, from the banner.
    void retry(std::vector<JobId> ids);
    void markFailed(const std::vector<JobId> &ids);

Q_SIGNALS:
    /// Jobs stand elsewhere in the line, because the user said so.
    void reordered();

private:
    bool triggerOnSelection(ActionId id);
    bool triggerOnQueue(ActionId id);

    void cancel(std::vector<JobId> ids);
    void cancelNow(const std::vector<JobId> &ids);
    void askToCancel(std::vector<JobId> ids, qint64 pending, qint64 underway);
    void remove(const std::vector<JobId> &ids);
    void move(const std::vector<JobId> &ids, Place place);
    void changePriority(const std::vector<JobId> &ids, int by);
    void askForPriority(std::vector<JobId> ids);
    void setPriority(const std::vector<JobId> &ids, int priority);
    void noteMove(const QString &done, std::vector<JobPlace> before);
    [[nodiscard]] std::vector<JobId> allIn(std::initializer_list<JobState> states) const;
    [[nodiscard]] std::vector<JobId> those(const std::vector<JobId> &ids,
                                           std::initializer_list<JobState> states) const;
    [[nodiscard]] std::vector<JobRecord> records(const std::vector<JobId> &ids) const;

    JobQueue &m_queue;
    UndoStack &m_undo;
    Selection m_selection;
    WindowHost &m_host;
    QWidget *m_window;
};

} // namespace millrace
