#pragma once

#include "app/datadirectory.h"
#include "app/export/exports.h"
#include "app/handover/handoverserver.h"
#include "app/program.h"
#include "app/settings/settingslayout.h"
#include "app/terminal.h"
#include "app/terminationsignals.h"
#include "ui/theme/theme.h"
#include "ui/window/windowparts.h"

#include <QObject>
#include <QSettings>

#include <memory>
#include <vector>

class QApplication;

namespace millrace {

class ExampleServer;
class FreeSpaceWatch;
class HistoryBound;
class MainWindow;
class WindowStore;

/// The program behind the window: shows it first, then starts what works.
///
/// Nothing slow comes before the first paint; the jobs of the last time come in while the window is up already.
class WindowProgram : public QObject, private WindowHost
{
    Q_OBJECT

public:
    /// \a sources are reviewed first.
    WindowProgram(QApplication &application, std::vector<ListSource> sources, const DataDirectory &data,
                  DataLock::Attempt lock);
    ~WindowProgram() override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void quit(Underway underway) override;
    [[nodiscard]] std::size_t unsavedChanges() const override { return m_program.unsaved(); }
    [[nodiscard]] bool keepsJobs() const override;
    void quitUnsaved() override { m_program.closeUnsaved(); }
    [[nodiscard]] int boundedWidth(int width) override;
    void preferencesChanged(const Preferences &preferences) override;
    void openFolder(const QString &file) override;
    void tryExample() override;
    void attempts(JobNumber job, std::function<void(std::vector<JobAttempt>)> answer) override;
    void compareResult(JobNumber job, int attempt, std::function<void(bool changed)> answer) override;

    void exportJobs(std::vector<JobId> jobs, ListFormat format, const QString &file,
                    ExportAnswer answer) override;
    void writeStatus(const QString &list, ExportAnswer answer) override;

    void startWork();
    void takeUp();
    void endBySignal(int times);
    void finish();

    DataDirectory m_data;
    DataLock::Attempt m_lock;
    QSettings m_settings;
    SettingsLayout m_layout;
    Preferences m_preferences;
    Terminal m_terminal; // Who started it in one reads there why it doesn't end.
    Program m_program;
    Exports m_exports;
    std::vector<ListSource> m_sources; // To be reviewed first.
    Theme m_theme;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<WindowStore> m_store;
    std::unique_ptr<FreeSpaceWatch> m_freeSpace;
    std::unique_ptr<HistoryBound> m_history;
    std::unique_ptr<ExampleServer> m_example;
    TerminationSignals m_signals;
    HandoverServer m_handover;
    bool m_isWorking = false;
    bool m_isRestored = false;
    std::unique_ptr<QObject> m_alive; // Goes first: nothing is answered to a window that is going.
};

} // namespace millrace
