#pragma once

#include "core/queue/jobrunner.h"
#include "core/runners/fetch/curlmulti.h"
#include "core/runners/fetch/fetchanswer.h"
#include "core/runners/fetch/fetchbody.h"
#include "core/runners/fetch/fetchfailure.h"
#include "core/runners/fetch/fetchlimits.h"
#include "core/runners/fetch/fetchrequest.h"
#include "core/runners/fetch/fetchurl.h"

#include <QSet>

#include <chrono>
#include <functional>
#include <memory>

namespace millrace {

/// The results of fetches that hold no slot any more and are not on the disk yet: bounded (FetchLimits), so that a
/// slow disk holds up the fetching in the end.
struct UnsavedFetches
{
    int results = 0;
    qint64 bytes = 0;
};

/// What all fetches of a runner share; outlives them.
struct FetchContext
{
    CurlMulti &curl;
    ResultsWriter &writer;
    const FetchSettings &settings;
    UnsavedFetches &unsaved;
};

/// One attempt of a fetch: its hops from redirect to redirect, its limits, its file.
///
/// States: made ─begin()─▶ transferring (hop after hop) ─▶ writing ─▶ ended. Writing, it holds no slot unless too
/// many do (UnsavedFetches). Destroying it aborts it, and tells nobody.
class Fetch final : public CurlMulti::Listener, public std::enable_shared_from_this<Fetch>
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    /// Told once, with null for a cancelled one. The fetch may be destroyed in it.
    using Ended = std::function<void(JobOutcomePtr)>;

    Fetch(const FetchContext &context, const JobLaunch &job, JobSink &sink, Ended ended);
    ~Fetch();
    Fetch(const Fetch &) = delete;
    Fetch &operator=(const Fetch &) = delete;

    /// May end before it returns: a URL that is none.
    void begin();
    /// Aborts the transfer; ended once nothing of it is left. What is complete and being written ends well.
    void cancel();
    /// Looks whether a time limit has passed, and reports progress. To be called some ten times a second.
    void tick(TimePoint now);

private:
    static size_t onHeader(char *data, size_t size, size_t count, void *self);
    static size_t onBody(char *data, size_t size, size_t count, void *self);
    static int onRequest(void *self, char *, char *, int, int);
    static CURLcode onTls(CURL *, void *, void *self);
    void ended(CURLcode code) override;

    void startHop();
    void setOptions();
    bool takeHeader(QByteArrayView line);
    bool headersComplete();
    bool takeBody(QByteArrayView bytes);
    void goOn();

    void follow();
    [[nodiscard]] FetchFailure redirectFault(const FetchUrl &next) const;
    void checkTimes(TimePoint now);
    [[nodiscard]] FetchFailure timeFault(TimePoint now);
    [[nodiscard]] FetchFailure speedFault(TimePoint now);
    void report();
    void printStatus();

    void fail(const FetchFailure &failure);
    void complete();
    void describe(const FetchFailure &failure);
    void noteTimings();
    void endTransfer();
    [[nodiscard]] QByteArray wantedName() const;
    [[nodiscard]] bool countUnsaved();
    void saved(const WrittenResult &written);
    void noteSaved();
    void finish();

    FetchContext m_context;
    const JobId m_id;
    const JobNumber m_number;
    const int m_attempt;
    JobSink &m_sink;
    Ended m_ended;
    const QByteArray m_outputName;
    const std::chrono::milliseconds m_timeout;

    FetchUrl m_url;
    FetchRequest m_request;
    FetchAnswer m_answer;
    FetchBody m_body;
    QSet<QByteArray> m_left; ///< By redirects, before m_url.
    std::shared_ptr<JobOutcome> m_outcome = std::make_shared<JobOutcome>();

    CURL *m_easy = nullptr; ///< Null when no transfer runs.
    FetchFailure m_fault;   ///< Of ours, found while libcurl was calling; it ends the transfer.
    TimePoint m_begun{}, m_hopBegun{}, m_tlsBegun{}, m_requestSent{}, m_speedSince{};
    qint64 m_speedFrom = 0;
    qint64 m_headerBytes = 0;
    qint64 m_dropped = 0; ///< Of a redirect's body.
    qint64 m_reported = 0;
    qint64 m_unsaved = -1; ///< Bytes that it counts for among the unsaved; -1 if it isn't one of them.
    bool m_paused = false;
    bool m_headersDone = false;
    bool m_printed = false;
    bool m_cancelled = false;
    char m_said[CURL_ERROR_SIZE] = "";
};

} // namespace millrace
