#pragma once

#include "core/joblist/joblistreader.h"
#include "ui/actions/actiontable.h"

#include <QObject>
#include <QPointer>

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
/// turn (JobQueue::putList()). Lots that come while one is being reviewed wait for their turn.
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

    /// True if something in it could be a list: files, links or text.
    [[nodiscard]] static bool canTake(const QMimeData &data);
    /// Local files are read as lists, links become fetches, text is read as it is. \a name is what text is called.
    void take(const QMimeData &data, const QString &name);

Q_SIGNALS:
    /// A list that was reviewed is in the queue, as a whole.
    void added(int jobs, const QString &source);
    /// The name of the last list that was put, for the window's title.
    void said(const QString &sentence);

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
    std::deque<std::vector<ListSource>> m_waiting;
};

} // namespace millrace
