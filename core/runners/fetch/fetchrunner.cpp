#include "core/runners/fetch/fetchrunner.h"

#include "core/deferred/deferred.h"
#include "core/runners/fetch/fetch.h"

#include <QTimer>

#include <unordered_map>
#include <vector>

namespace millrace {

namespace {

constexpr std::chrono::milliseconds tickInterval{100};

} // namespace

class FetchRunner::Private
{
public:
    struct Underway
    {
        std::shared_ptr<Fetch> fetch;
        Resolver<JobOutcomePtr> resolver;
    };

    Private(ResultsWriter &resultsWriter, FetchSettings fetchSettings)
        : settings(std::move(fetchSettings)), writer(resultsWriter)
    {
        m_tick.setInterval(tickInterval);
        QObject::connect(&m_tick, &QTimer::timeout, &m_tick, [this] { tick(); });
    }

    void start(JobId id, Underway job)
    {
        const std::shared_ptr<Fetch> fetch = job.fetch;
        underway.insert_or_assign(id, std::move(job));
        if (!m_tick.isActive())
            m_tick.start();
        fetch->begin();
    }

    void ended(JobId id, JobOutcomePtr outcome)
    {
        auto node = underway.extract(id);
        if (node.empty())
            return;
        Resolver<JobOutcomePtr> resolver = std::move(node.mapped().resolver);
        node = {};
        if (outcome)
            resolver.callback(std::move(outcome));
        else
            resolver.errback(Failure::of(CancelledError()));
    }

    FetchSettings settings;
    ResultsWriter &writer;
    UnsavedFetches unsaved; ///< Outlives the fetches, like the next.
    CurlMulti curl;
    std::unordered_map<JobId, Underway> underway;

private:
    void tick()
    {
        if (underway.empty())
            return m_tick.stop();
        // A fetch that ends in its tick may change the map, or end the runner.
        std::vector<std::weak_ptr<Fetch>> fetches;
        fetches.reserve(underway.size());
        for (const auto &[id, job] : underway)
            fetches.push_back(job.fetch);
        const auto now = std::chrono::steady_clock::now();
        for (const auto &fetch : fetches) {
            if (const auto still = fetch.lock())
                still->tick(now);
        }
    }

    QTimer m_tick;
};

FetchRunner::FetchRunner(ResultsWriter &writer, FetchSettings settings)
    : d(std::make_unique<Private>(writer, std::move(settings)))
{}

FetchRunner::~FetchRunner()
{
    // Their Resolvers fire (AbandonedError) when they go: with nothing left that could be cancelled from
    // there.
    auto underway = std::exchange(d->underway, {});
    for (auto &[id, job] : underway)
        job.fetch.reset();
}

const FetchSettings &FetchRunner::settings() const
{
    return d->settings;
}

void FetchRunner::setSettings(FetchSettings settings)
{
    d->settings = std::move(settings);
}

Deferred<JobOutcomePtr> FetchRunner::launch(const JobLaunch &job, JobSink &sink)
{
    auto [deferred, resolver] = makeDeferred<JobOutcomePtr>();
    auto ended = [d = d.get(), id = job.id](JobOutcomePtr outcome) { d->ended(id, std::move(outcome)); };
    auto fetch = std::make_shared<Fetch>(FetchContext{d->curl, d->writer, d->settings, d->unsaved}, job, sink,
                                         std::move(ended));
    d->start(job.id, {std::move(fetch), std::move(resolver)});
    return std::move(deferred);
}

void FetchRunner::cancel(JobId id)
{
    const auto found = d->underway.find(id);
    if (found != d->underway.end())
        std::shared_ptr(found->second.fetch)->cancel();
}

} // namespace millrace
