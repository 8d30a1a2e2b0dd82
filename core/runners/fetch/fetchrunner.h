#pragma once

#include "core/queue/jobrunner.h"
#include "core/runners/fetch/fetchlimits.h"

#include <memory>

namespace millrace {

class ResultsWriter;

/// Executes the fetch kind: GETs (or whatever the list asks for) of http and https URLs into files.
///
/// Launching costs no thread and no process; how many are underway is up to the queue. A 4xx or 5xx answer is
/// a failure whose body is kept as the result; nothing else that is incomplete is.
/// \code
/// ResultsFolder folder(path);
/// ResultsWriter writer(folder);
/// FetchRunner fetches(writer);
/// queue.setRunner(JobKind::Fetch, &fetches);
/// \endcode
class FetchRunner : public JobRunner
{
public:
    /// \param writer outlives the runner.
    explicit FetchRunner(ResultsWriter &writer, FetchSettings settings = {});
    /// Aborts what is underway.
    ~FetchRunner() override;

    [[nodiscard]] const FetchSettings &settings() const;
    void setSettings(FetchSettings settings);

    [[nodiscard]] Deferred<JobOutcomePtr> launch(const JobLaunch &job, JobSink &sink) override;
    void cancel(JobId id) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace millrace
