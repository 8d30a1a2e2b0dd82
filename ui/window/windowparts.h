#pragma once

#include "core/joblist/joblist.h"
#include "ui/details/jobattempt.h"
#include "ui/settings/preferences.h"
#include "ui/window/exportreport.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace millrace {

class Clock;
class JobQueue;
class LayoutStore;
enum class Underway : std::uint8_t;

/// What the window asks of the program around it. GUI thread; nothing here may block.
class WindowHost
{
public:
    virtual ~WindowHost() = default;

    /// Stops the queue, saves everything and ends the program. Called again with
    /// Cancel, it escalates. The window stays until quitting is done.
    virtual void quit(Underway underway) = 0;

    /// How many changes of jobs are not on the disk yet.
    [[nodiscard]] virtual std::size_t unsavedChanges() const = 0;
    /// False where nothing is kept and nothing will be: then unsavedChanges() are the jobs that have not ended.
    [[nodiscard]] virtual bool keepsJobs() const { return true; }
    /// After quit(), while the store can't write: doesn't wait for it any more. What is not saved is lost.
    virtual void quitUnsaved() = 0;

    /// How many jobs may be underway at once where \a width is wanted: as many, or what the machine bears if that is less,
    /// which the user has been told then.
    [[nodiscard]] virtual int boundedWidth(int width) { return width; }

    /// The user accepted \a preferences: keep them and hand them to the runners.
    virtual void preferencesChanged(const Preferences &preferences) = 0;

    /// Shows the folder of the result \a file (a path), or the results folder if it is empty, in the file manager.
    virtual void openFolder(const QString &file) = 0;

    /// "Try an example": hand a short safe list to MainWindow::importing(), or do nothing.
    virtual void tryExample() {}

    /// Answers with all attempts of a job, oldest first; empty if only the latest is known. May answer at
    /// once or later, on the GUI thread; must not after the window is gone.
    virtual void attempts(JobNumber job, std::function<void(std::vector<JobAttempt>)> answer) = 0;

    /// Answers with true if the result of an attempt is not what was obtained any more. When and where: as attempts().
    virtual void compareResult(JobNumber job, int attempt, std::function<void(bool changed)> answer) = 0;

    using ExportAnswer = std::function<void(const ExportReport &report)>;
    /// Writes \a jobs with their states and results to \a file, whole or not at all; answers later.
    virtual void exportJobs(std::vector<JobId> jobs, ListFormat format, const QString &file,
                            ExportAnswer answer) = 0;
    /// Writes into a plain-text list what became of each of its jobs; answers later.
    virtual void writeStatus(const QString &list, ExportAnswer answer) = 0;
};

/// What a start found of the run before.
struct RestoredCounts
{
    qint64 all = 0;          ///< Jobs in the table again.
    qint64 again = 0;        ///< Of them: were underway, and are pending again.
    qint64 interrupted = 0;  ///< Of them: commands that were underway and wait for a decision.
    bool isDoubtful = false; ///< Its latest changes are lost: they may have run or not.
};

/// What MainWindow is made of and borrows; all of it outlives the window.
struct WindowParts
{
    JobQueue &queue;
    WindowHost &host;
    LayoutStore &layout;
    Clock &clock;
    Preferences preferences;
};

} // namespace millrace
