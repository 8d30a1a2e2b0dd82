#pragma once

#include "core/deferred/manualclock.h"
#include "core/queue/jobqueue.h"
#include "tests/support/scriptedrunner.h"
#include "ui/models/jobtablemodel.h"

#include <QAbstractItemModelTester>

namespace millrace::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

inline JobSpec command(const QByteArray &line, int priority = 0)
{
    JobSpec spec;
    spec.what = line;
    spec.priority = priority;
    return spec;
}

inline JobSpec fetch(const QByteArray &url)
{
    JobSpec spec;
    spec.kind = JobKind::Fetch;
    spec.what = url;
    return spec;
}

/// A queue on a clock of its own, with a model that a tester watches.
struct World
{
    ManualClock clock;
    ScriptedRunner runner{clock};
    JobQueue queue{clock};
    JobTableModel model{queue, clock};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

    World()
    {
        queue.setRunner(JobKind::Command, &runner);
        queue.setRunner(JobKind::Fetch, &runner);
    }

    std::vector<JobId> put(int jobs, const char *start = "job ")
    {
        const auto of = QByteArrayView(start).startsWith("http") ? fetch : [](const QByteArray &line) {
            return command(line);
        };
        std::vector<JobSpec> specs;
        specs.reserve(static_cast<std::size_t>(jobs));
        for (int i = 0; i < jobs; ++i)
            specs.push_back(of(start + QByteArray::number(i)));
        return queue.putAll(std::move(specs));
    }

    QStringList shown() const
    {
        QStringList lines;
        for (int row = 0; row < model.rowCount(); ++row)
            lines << model.index(row, columnIndex(JobColumn::What)).data().toString();
        return lines;
    }

    QString cell(int row, JobColumn column) const
    {
        return model.index(row, columnIndex(column)).data().toString();
    }

    QString told(JobId id) const
    {
        const JobRecord &job = *queue.find(id);
        return u"#%1 state %2 priority %3 position %4 ended %5"_s.arg(quint64(job.number))
            .arg(int(job.state))
            .arg(job.priority)
            .arg(job.position)
            .arg(job.endedAt.time_since_epoch().count());
    }

    void pass(std::chrono::milliseconds time = 300ms) { clock.advance(time); }
};

} // namespace millrace::test
