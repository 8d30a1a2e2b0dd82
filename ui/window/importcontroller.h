#pragma once

#include "core/joblist/joblistreader.h"
#include "ui/actions/actiontable.h"

#include <QObject>
#include <QPointer>
#include <QStringList>

#include <deque>
#include <vector>

class QMimeData;
class QWidget;

namespace millrace {

class ImportSheet;
class JobQueue;

/// Everything that brings jobs in: drops, files, the clipboard, typed lines and lists handed over by app.
///
/// Reads each lot off the GUI thread and shows it in an import sheet; what the user accepts there is put, a slice a
/// turn (JobQueue::putList()). Lots that come while one is being reviewed wait for their turn, and what was accepted
/// waits while hold() says so.
class ImportController : public QObject
{
    Q_OBJECT

public:
    ImportController(JobQueue &queue, QWidget *window, QObject *parent = nullptr);
    ~ImportController() override;

    /// False if the action is not one of these.
    bool trigger(ActionId id);

    /// Reviews these sources together as one list.
    void review(std::vector<ListSource> sources);
    void openFiles(const QStringList &paths);
    void openText(const QString &name, const QString &text);
    /// The queue is still getting the jobs of the last time: what is accepted now must come after them, as its numbers
    /// do, and is kept until release().
    void hold() { m_isHolding = true; }
    void release();
    /// How many jobs were accepted and wait for that.
    [[nodiscard]] qint64 heldJobs() const;

    /// The names of the lists that nobody has accepted or refused yet.
    [[nodiscard]] QStringList unreviewed() const;

    /// True if something in it could be a list: files, links or text.
    [[nodiscard]] static bool canTake(const QMimeData &data);
    /// Local files are read as lists, links become fetches; text is read as it is where neither comes with it. \a name is what text is called.
    void take(const QMimeData &data, const QString &name);

Q_SIGNALS:
    /// A list that was reviewed is in the queue, as a whole.
    void added(int jobs, const QString &source);
    /// Why nothing was taken.
    void said(const QString &sentence);
    void heldChanged(qint64 jobs);

private:
    void chooseFiles();
    void paste();
    void typeJobs();
    void startNext();
    void finish(const JobListPtr &list);
    void put(const JobListPtr &list);

    JobQueue &m_queue;
    QWidget *m_window;
    JobListReader *m_reader;
    QPointer<ImportSheet> m_sheet;
    QStringList m_reviewed; // Names of what the sheet is about.
    std::deque<std::vector<ListSource>> m_waiting;
    std::vector<JobListPtr> m_held;
    bool m_isHolding = false;
};

} // namespace millrace
