#pragma once

#include "core/queue/jobrecord.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <sys/resource.h>

#include <csignal>
#include <vector>

namespace millrace::test {

inline JobRecord job(int number, JobKind kind, const QByteArray &what, JobState state)
{
    JobRecord job;
    job.number = JobNumber{quint64(number)};
    job.spec.kind = kind;
    job.spec.what = what;
    job.state = state;
    job.attempt = 1;
    job.priority = job.spec.priority = -number;
    job.endedAt = WallTime(std::chrono::milliseconds(1'000'000'000'000));
    JobOutcome outcome;
    outcome.exitCode = kind == JobKind::Command ? int(state == JobState::Failed) : -1;
    outcome.httpStatus = kind == JobKind::Fetch ? 200 : 0;
    outcome.reason = state == JobState::Failed ? FailureReason::ExitCode : FailureReason::None;
    outcome.file = QStringLiteral("0-999/%1").arg(number);
    job.outcome = std::make_shared<const JobOutcome>(outcome);
    return job;
}

inline std::vector<JobRecord> someJobs()
{
    std::vector<JobRecord> jobs{
        job(1, JobKind::Fetch, "http://a.example/ü?a=1,2", JobState::Finished),
        job(2, JobKind::Command, "=cmd|' /C calc'!A0", JobState::Failed),
        job(3, JobKind::Command, "printf '%s\n' \"x\ty\"", JobState::Pending),
        job(4, JobKind::Command, "'quoted' -1", JobState::Interrupted),
    };
    auto options = std::make_shared<JobOptions>();
    options->workingDirectory = QStringLiteral("/srv/a b");
    options->tags = {QStringLiteral("a,b"), QStringLiteral("\"c\"")};
    options->retry = RetryPolicy{4};
    jobs[1].spec.options = options;
    jobs[1].spec.key = "-key";
    return jobs;
}

inline QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("can't be read");
}

inline void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("can't write");
}

/// While it lives, no file grows beyond so many bytes: what a full disk does, to this process alone.
class FullDisk
{
public:
    explicit FullDisk(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit now{bytes, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &now);
    }
    ~FullDisk() { setrlimit(RLIMIT_FSIZE, &m_before); }
    Q_DISABLE_COPY_MOVE(FullDisk)

private:
    rlimit m_before = {};
};

/// A folder of the test's own.
class Folder
{
public:
    [[nodiscard]] QString path(const QString &name = {}) const { return m_folder.filePath(name); }
    [[nodiscard]] QStringList files() const
    {
        return QDir(m_folder.path())
            .entryList(QDir::AllEntries | QDir::System | QDir::Hidden | QDir::NoDotAndDotDot);
    }

private:
    QTemporaryDir m_folder;
};

} // namespace millrace::test
