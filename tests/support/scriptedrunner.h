#pragma once

#include "core/deferred/clock.h"
#include "core/queue/jobrunner.h"

#include <QByteArray>
#include <QHash>

#include <chrono>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace millrace::test {

/// What a scripted job does with one attempt.
struct Script
{
    /// When it ends; absent: only when it is told to, by finish() or cancel.
    std::optional<std::chrono::milliseconds> after = std::chrono::milliseconds(200);
    JobOutcome outcome{};
    /// How long it takes to be gone after a cancel; asked a second time it is gone at once. Absent: it
    /// doesn't listen.
    std::optional<std::chrono::milliseconds> cancelTakes = std::chrono::milliseconds(0);
    /// What it prints, and when.
    std::vector<std::pair<std::chrono::milliseconds, QByteArray>> prints{};
    QByteArray printsOnCancel{};
};

/// A JobRunner that does what it is told, by the text of each job, on any clock.
///
/// A job whose text has no script takes the default one: it finishes after 200 ms.
/// \code
/// ScriptedRunner runner(clock);
/// runner.script("curl x", {failing(FailureReason::HttpStatus), Script{}}); // fails once, then goes well
/// queue.setRunner(JobKind::Command, &runner);
/// \endcode
class ScriptedRunner final : public JobRunner
{
public:
    explicit ScriptedRunner(Clock &clock) : m_clock(clock) {}
    ~ScriptedRunner() override
    {
        for (auto &[id, work] : m_underway)
            work.stopCalls();
    }

    void setDefault(Script script) { m_default = std::move(script); }
    /// The n-th attempt of the job does what the n-th script says, later ones what the last says.
    void script(const QByteArray &what, std::vector<Script> attempts)
    {
        m_scripts[what] = std::move(attempts);
    }

    /// Ends an underway job at once.
    void finish(const QByteArray &what, const JobOutcome &outcome = {})
    {
        if (const auto id = idOf(what))
            end(*id, outcome);
    }
    void print(const QByteArray &what, QByteArrayView bytes)
    {
        if (const auto id = idOf(what))
            m_underway.at(*id).sink->printed(*id, bytes);
    }
    void releaseSlot(const QByteArray &what)
    {
        if (const auto id = idOf(what))
            m_underway.at(*id).sink->releaseSlot(*id);
    }
    void progress(const QByteArray &what, JobProgress progress)
    {
        if (const auto id = idOf(what))
            m_underway.at(*id).sink->progressed(*id, progress);
    }

    /// The texts of all launches, in order.
    [[nodiscard]] const QList<QByteArray> &launched() const { return m_launched; }
    [[nodiscard]] std::size_t underway() const { return m_underway.size(); }
    /// How often cancel() was asked for underway jobs.
    [[nodiscard]] int cancels() const { return m_cancels; }

    Deferred<JobOutcomePtr> launch(const JobLaunch &job, JobSink &sink) override
    {
        m_launched.append(job.spec.what);
        const Script script = scriptOf(job);
        auto [deferred, resolver] = makeDeferred<JobOutcomePtr>();
        Work &work = m_underway[job.id];
        work.what = job.spec.what;
        work.sink = &sink;
        work.cancelTakes = script.cancelTakes;
        work.printsOnCancel = script.printsOnCancel;
        work.resolver = std::move(resolver);
        for (const auto &[when, bytes] : script.prints) {
            work.calls.push_back(m_clock.callLater(
                when, [this, id = job.id, text = bytes] { m_underway.at(id).sink->printed(id, text); }));
        }
        if (script.after) {
            work.calls.push_back(m_clock.callLater(
                *script.after, [this, id = job.id, outcome = script.outcome] { end(id, outcome); }));
        }
        return std::move(deferred);
    }

    void cancel(JobId id) override
    {
        const auto found = m_underway.find(id);
        if (found == m_underway.end())
            return;
        ++m_cancels;
        Work &work = found->second;
        if (!work.printsOnCancel.isEmpty())
            work.sink->printed(id, work.printsOnCancel);
        if (!work.cancelTakes)
            return;
        const auto takes =
            std::exchange(work.isCancelled, true) ? std::chrono::milliseconds(0) : *work.cancelTakes;
        work.calls.push_back(m_clock.callLater(takes, [this, id] { endCancelled(id); }));
    }

private:
    struct Work
    {
        QByteArray what;
        JobSink *sink = nullptr;
        std::optional<std::chrono::milliseconds> cancelTakes;
        QByteArray printsOnCancel;
        Resolver<JobOutcomePtr> resolver;
        std::vector<DelayedCall> calls;
        bool isCancelled = false;

        void stopCalls()
        {
            for (DelayedCall &call : calls)
                call.cancel();
        }
    };

    [[nodiscard]] Script scriptOf(const JobLaunch &job) const
    {
        const auto found = m_scripts.constFind(job.spec.what);
        if (found == m_scripts.cend() || found->empty())
            return m_default;
        return (*found)[std::min<std::size_t>(static_cast<std::size_t>(job.attempt), found->size()) - 1];
    }

    [[nodiscard]] std::optional<JobId> idOf(const QByteArray &what) const
    {
        for (const auto &[id, work] : m_underway) {
            if (work.what == what)
                return id;
        }
        return std::nullopt;
    }

    Resolver<JobOutcomePtr> take(JobId id)
    {
        auto node = m_underway.extract(id);
        node.mapped().stopCalls();
        return std::move(node.mapped().resolver);
    }
    void end(JobId id, const JobOutcome &outcome)
    {
        take(id).callback(std::make_shared<const JobOutcome>(outcome));
    }
    void endCancelled(JobId id) { take(id).errback(CancelledError()); }

    Clock &m_clock;
    Script m_default;
    QHash<QByteArray, std::vector<Script>> m_scripts;
    std::unordered_map<JobId, Work> m_underway;
    QList<QByteArray> m_launched;
    int m_cancels = 0;
};

/// An attempt that fails after 200 ms.
[[nodiscard]] inline Script failing(FailureReason reason, bool isTransient = false)
{
    Script script;
    script.outcome.reason = reason;
    script.outcome.transient = isTransient;
    return script;
}

} // namespace millrace::test
