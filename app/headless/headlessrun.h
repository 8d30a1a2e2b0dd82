#pragma once

#include "app/commandline.h"
#include "app/headless/linewriter.h"
#include "app/headless/runreporter.h"
#include "app/program.h"
#include "app/terminal.h"
#include "app/terminationsignals.h"
#include "core/joblist/joblistreader.h"
#include "ui/settings/preferences.h"

#include <QObject>

#include <memory>
#include <optional>

namespace millrace {

/// `millrace run`: reads the lists, runs them to the end on the same core as the window, and reports in the terminal.
///
/// States: reading ─▶ restoring (with --data-dir) ─▶ running ─▶ closing ─▶ ended.
/// Without --data-dir nothing is kept but the results: neither the window's queue nor its settings' folder is touched.
class HeadlessRun : public QObject
{
    Q_OBJECT

public:
    enum ExitCode { AllFinished = 0, SomeDidNot = 1, Misuse = 2 };

    explicit HeadlessRun(const CommandLine &line, QObject *parent = nullptr);
    ~HeadlessRun() override;

    /// \fires ended(), from the event loop.
    void start();

Q_SIGNALS:
    void ended(int exitCode);

private:
    void take(const JobListPtr &list);
    [[nodiscard]] bool tellProblems(const JobList &list);
    void openStore();
    void takeReport(const LoadReport &report);
    void tellDamage(const LoadReport &report);
    void run();
    void begin(const std::vector<JobId> &expected);
    [[nodiscard]] std::vector<JobId> takeRestored();
    void closeWhenDone();
    void stop(int times);
    void cutOff();
    void outputFailed(int error);
    void finish();
    void refuse(const QString &sentence, int exitCode = Misuse);

    CommandLine m_line;
    Preferences m_preferences;
    Terminal m_terminal;
    std::unique_ptr<LineWriter> m_json;
    TerminationSignals m_signals;
    Program m_program;
    RunReporter m_reporter;
    JobListReader m_reader;
    JobListPtr m_list;
    LoadReport m_report;
    bool m_isRunning = false;
    bool m_isOver = false;
    bool m_isIncomplete = false; // Something of the lists or of an earlier run was not done.
};

} // namespace millrace
