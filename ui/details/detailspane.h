#pragma once

#include "core/queue/jobqueue.h"

#include <QTabWidget>
#include <QTimer>

#include <optional>
#include <vector>

namespace millrace {

class AttemptsView;
class EnvironmentView;
class OutputView;
class OverviewView;
class ResultView;
class WindowHost;

/// All about the selected job, tab by tab; a summary where several are selected.
///
/// Follows the queue at most ten times a second, and only the tab that is shown. Output, result and environment are of
/// the latest attempt, or of the one that is chosen among the attempts.
class DetailsPane : public QTabWidget
{
    Q_OBJECT

public:
    enum class Tab : std::uint8_t { Overview, Output, Result, Attempts, Environment };

    /// All outlive it.
    DetailsPane(JobQueue &queue, const Clock &clock, WindowHost &host, QWidget *parent = nullptr);

    void setJobs(const std::vector<JobId> &ids);
    void showTab(Tab tab);
    /// The path of the shown job's result file; empty if there is none.
    [[nodiscard]] QString resultFile() const;
    /// What takes the keyboard in the tab that is shown.
    [[nodiscard]] QWidget *focusWidgetOfTab() const;

Q_SIGNALS:
    void openFolderRequested(const QString &file);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void take(const JobChanges &changes);
    void refresh();
    void refreshTab(const JobRecord &job);
    void nameTabs(const JobRecord &job, const std::optional<JobRecord> &chosen);
    void showSeveral();

    JobQueue &m_queue;
    const Clock &m_clock;
    std::vector<JobId> m_ids;
    JobId m_shown; // In the overview.
    OverviewView *m_overview;
    OutputView *m_output;
    ResultView *m_result;
    AttemptsView *m_attempts;
    EnvironmentView *m_environment;
    QTimer m_later;
};

} // namespace millrace
