#pragma once

#include "core/queue/jobqueue.h"

#include <QObject>
#include <QTimer>

#include <cstdint>
#include <unordered_set>
#include <vector>

namespace millrace {

class LineWriter;
class Terminal;

/// Tells what becomes of the jobs of a run: a line of JSON for each that ended, a sentence for each that failed, and
/// how far the whole is.
class RunReporter : public QObject
{
    Q_OBJECT

public:
    /// How the jobs that were expected ended.
    struct Result
    {
        qint64 finished = 0, failed = 0, cancelled = 0;
        qint64 left = 0;   ///< Still pending: the run was stopped.
        qint64 cutOff = 0; ///< The same, but they had begun.
    };

    /// \a json may be null: nobody wants it. All outlive this.
    RunReporter(JobQueue &queue, const QString &resultsFolder, Terminal &terminal, LineWriter *json,
                QObject *parent = nullptr);

    /// The jobs that this run is about; others, that ended before, are not told of.
    void expect(const std::vector<JobId> &jobs);
    /// These are underway and stopped: those that don't end are pending again.
    void cutOff(const std::vector<JobId> &jobs) { m_cutOff.insert(jobs.begin(), jobs.end()); }
    /// Takes in what the queue has not told yet.
    /// \cost a look at each job that is awaited.
    void settle();
    [[nodiscard]] Result result() const;

private:
    void take(const JobChanges &changes);
    void takeIfEnded(JobId id);
    void tell(const JobRecord &job);
    void showProgress();

    JobQueue &m_queue;
    QString m_resultsFolder;
    Terminal &m_terminal;
    LineWriter *m_json;
    std::unordered_set<JobId> m_awaited;
    std::unordered_set<JobId> m_cutOff;
    Result m_result;
    qint64 m_expected = 0;
    int m_failuresTold = 0;
    QTimer m_progressTimer;
};

} // namespace millrace
