#pragma once

#include "core/queue/jobqueue.h"

#include <QStatusBar>

#include <deque>
#include <optional>

class QLabel;
class QToolButton;

namespace millrace {

class Sparkline;

/// "width 8 (2 closing) · 8 underway · 5,653 pending · 31 jobs/s ▁▂▅▇ · 212 GB free · saved ✓"; parts can be
/// clicked.
class QueueStatusBar : public QStatusBar
{
    Q_OBJECT

public:
    /// \a queue outlives it.
    explicit QueueStatusBar(const JobQueue &queue, QWidget *parent = nullptr);

    /// What is free where results go, as the program measured it off the GUI thread; -1 is unknown.
    void setFreeSpace(qint64 bytes);
    /// The store's trouble as one sentence, empty when there is none; replaces "saved".
    void setStoreTrouble(const QString &sentence);
    /// So many jobs were accepted and are not in the queue yet: nothing is said to be saved meanwhile.
    void setHeldJobs(qint64 jobs);
    /// A filter lets through so many of the jobs; says so where that isn't all.
    void setShown(int rows, int total);
    /// The rows of the table are held in place; says so quietly.
    void setRowsHeld(bool held);

Q_SIGNALS:
    void widthClicked();
    /// Filter words.
    void chosen(const QString &words);
    void freeSpaceClicked();
    /// With the store's trouble, or that there is none.
    void savedClicked(const QString &sentence);

private:
    void keepUp();
    void refresh();
    QToolButton *addPart(const QString &accessibleName);

    const JobQueue &m_queue;
    QToolButton *m_width = nullptr;
    QToolButton *m_underway = nullptr;
    QToolButton *m_pending = nullptr;
    QToolButton *m_failed = nullptr;
    QToolButton *m_space = nullptr;
    QToolButton *m_saved = nullptr;
    QLabel *m_rate = nullptr;
    QLabel *m_shown = nullptr;
    QLabel *m_held = nullptr;
    Sparkline *m_sparkline = nullptr;
    qint64 m_freeSpace = -1;
    qint64 m_heldJobs = 0;
    [[nodiscard]] bool isSaved() const;
    [[nodiscard]] QString savedSentence() const;

    QString m_trouble;
};

} // namespace millrace
