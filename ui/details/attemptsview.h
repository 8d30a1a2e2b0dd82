#pragma once

#include "ui/details/jobattempt.h"

#include <QTableWidget>

#include <optional>

#include <vector>

namespace millrace {

class WindowHost;

/// Every launch of a job: when, how long, how it ended. One can be chosen, for the other tabs to show.
class AttemptsView : public QTableWidget
{
    Q_OBJECT

public:
    /// \a host outlives it.
    explicit AttemptsView(WindowHost &host, QWidget *parent = nullptr);

    /// Shows what the record knows, and all attempts as soon as the host told them.
    void show(const JobRecord &job);
    void showNothing();
    /// \a job as the chosen attempt left it; absent if none of it is chosen, or the latest.
    [[nodiscard]] std::optional<JobRecord> chosenOf(const JobRecord &job) const;

private:
    void fill();
    void merge(const JobAttempt &latest);
    void mergeLatest();

    WindowHost &m_host;
    JobRecord m_job;
    std::vector<JobAttempt> m_attempts;
    quint64 m_asked = 0; // Answers to older questions are left.
};

} // namespace millrace
