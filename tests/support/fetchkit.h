#pragma once

#include "core/deferred/deferred.h"
#include "core/runners/fetch/fetchrunner.h"
#include "core/runners/resultsfolder.h"
#include "core/runners/resultswriter.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>

#include <functional>
#include <memory>
#include <vector>

namespace millrace::test {

/// A real fetch runner on a temporary results folder, and what came of its jobs.
struct FetchKit
{
    /// One attempt, from launch on.
    struct Job
    {
        JobId id;
        bool cancelled = false;
        JobOutcomePtr outcome; ///< Once it ended, if it wasn't cancelled.
        QString error;         ///< Ended in another way than by an outcome or CancelledError.

        [[nodiscard]] bool isOver() const { return cancelled || outcome || !error.isEmpty(); }
        [[nodiscard]] FailureReason reason() const
        {
            return outcome ? outcome->reason : FailureReason::Internal;
        }
        [[nodiscard]] QString detail() const { return outcome ? outcome->detail : error; }
    };
    using JobRef = std::shared_ptr<Job>;

    struct Sink final : JobSink
    {
        void progressed(JobId, JobProgress now) override { progress.push_back(now); }
        void printed(JobId, QByteArrayView bytes) override { text.append(bytes); }
        void releaseSlot(JobId id) override
        {
            if (released)
                released(id);
        }
        std::function<void(JobId)> released;
        std::vector<JobProgress> progress;
        QByteArray text;
    };

    explicit FetchKit(FetchSettings settings = {}, const QString &results = {})
        : folder(results.isEmpty() ? dir.path() + QStringLiteral("/results") : results),
          writer(folder),
          runner(std::make_unique<FetchRunner>(writer, std::move(settings)))
    {}

    JobRef fetch(const QByteArray &url, const JobOptions &options = {}, int attempt = 1,
                 std::uint64_t number = 0)
    {
        auto job = std::make_shared<Job>();
        job->id = JobId{++count, 1};
        JobSpec spec;
        spec.kind = JobKind::Fetch;
        spec.what = url;
        spec.options = std::make_shared<const JobOptions>(options);
        const JobLaunch launch{job->id, JobNumber{number ? number : count}, attempt, spec};
        runner->launch(launch, sink).addBoth([job](const Outcome<JobOutcomePtr> &ended) {
            if (ended.hasValue())
                job->outcome = ended.value();
            else if (ended.failure().is<CancelledError>())
                job->cancelled = true;
            else
                job->error = QString::fromStdString(ended.failure().message());
        });
        return job;
    }

    [[nodiscard]] QByteArray read(const JobRef &job) const
    {
        QFile file(folder.path() + u'/' + (job->outcome ? job->outcome->file : QString()));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    /// Every file below the results folder, by its name there, sorted.
    [[nodiscard]] QStringList files() const
    {
        QStringList names;
        QDirIterator entries(folder.path(), QDir::Files | QDir::Hidden | QDir::System,
                             QDirIterator::Subdirectories);
        while (entries.hasNext())
            names.append(QDir(folder.path()).relativeFilePath(entries.next()));
        names.sort();
        return names;
    }

    QTemporaryDir dir;
    Sink sink;
    ResultsFolder folder;
    ResultsWriter writer;
    std::unique_ptr<FetchRunner> runner;
    std::uint32_t count = 0;
};

} // namespace millrace::test
