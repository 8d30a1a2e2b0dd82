#pragma once

#include "core/runners/command/commandrunner.h"
#include "core/runners/resultsfolder.h"
#include "core/runners/resultswriter.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <map>
#include <memory>
#include <optional>

namespace millrace {

/// Keeps all that a job printed, by its id.
class PrintedSink final : public JobSink
{
public:
    void progressed(JobId, JobProgress) override {}
    void printed(JobId id, QByteArrayView bytes) override
    {
        ++prints;
        texts[id].append(bytes);
        biggest = std::max(biggest, bytes.size());
    }
    void skipped(JobId id, qint64 bytes) override { gaps[id] += bytes; }

    std::map<JobId, QByteArray> texts;
    std::map<JobId, qint64> gaps;
    qsizetype biggest = 0;
    int prints = 0; ///< Of all jobs.
};

/// A real command runner on a temporary results folder, and what came of its jobs.
struct CommandKit
{
    /// One attempt, from launch on.
    struct Job
    {
        JobId id;
        bool cancelled = false;
        JobOutcomePtr outcome; ///< Once it ended; what it left, if it was cancelled.
        QString error;         ///< Ended in another way than by an outcome or CancelledError.

        [[nodiscard]] bool isOver() const { return cancelled || outcome || !error.isEmpty(); }
    };
    using JobRef = std::shared_ptr<Job>;

    explicit CommandKit(CommandSettings settings = {})
        : folder(dir.path() + QStringLiteral("/results")), writer(folder)
    {
        settings.shim = QStringLiteral(MILLRACE_SHIM);
        runner = std::make_unique<CommandRunner>(writer, std::move(settings));
    }

    JobRef run(const QByteArray &line, const JobOptions &options = {})
    {
        auto job = std::make_shared<Job>();
        const JobSpec spec{.what = line, .key = {}, .options = std::make_shared<const JobOptions>(options)};
        job->id = JobId{++count, 1};
        const JobLaunch launch{.id = job->id, .number = JobNumber{count}, .attempt = 1, .spec = spec};
        runner->launch(launch, sink).addBoth([job](const Outcome<JobOutcomePtr> &ended) {
            const auto *cutOff = ended.hasValue() ? nullptr : ended.failure().as<JobCutOff>();
            if (cutOff)
                job->outcome = cutOff->outcome();
            if (ended.hasValue())
                job->outcome = ended.value();
            else if (ended.failure().is<CancelledError>())
                job->cancelled = true;
            else
                job->error = QString::fromStdString(ended.failure().message());
        });
        return job;
    }

    [[nodiscard]] QByteArray read(const QString &name) const
    {
        QFile file(folder.path() + u'/' + name);
        return !name.isEmpty() && file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    [[nodiscard]] QByteArray output(const JobRef &job) const { return read(job->outcome->file); }
    [[nodiscard]] QByteArray errors(const JobRef &job) const { return read(job->outcome->errorFile); }

    /// Every file below the results folder, by its name.
    [[nodiscard]] QStringList files() const;

    QTemporaryDir dir;
    PrintedSink sink;
    ResultsFolder folder;
    ResultsWriter writer;
    std::unique_ptr<CommandRunner> runner;
    std::uint32_t count = 0;
};

/// A sleep that no other process has in its command line.
[[nodiscard]] QByteArray sleeper();

/// How many processes have \a text in their command line: what a job left behind.
[[nodiscard]] int processesWith(const QByteArray &text);

/// Processes of this one that have ended and weren't reaped.
[[nodiscard]] int zombieCount();

} // namespace millrace
