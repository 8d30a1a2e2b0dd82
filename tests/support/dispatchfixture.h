#pragma once

#include "core/deferred/manualclock.h"
#include "core/deferred/unhandled.h"
#include "core/queue/resizabledispatchqueue.h"

#include <QByteArray>
#include <QByteArrayList>

#include <chrono>
#include <map>
#include <optional>
#include <vector>

namespace millrace::test {

/// A dispatch queue of named jobs on a manual clock. A job takes 200 ms, or until it is told to end.
class DispatchFixture
{
public:
    using Queue = ResizableDispatchQueue<QByteArray, int>;
    using Job = Queue::Job;

    /// How a job answers to being cancelled.
    enum class Cancels { ByDeferred, ByRequest, Never };

    explicit DispatchFixture(int width = 0)
        : queue([this](Launching<QByteArray> &launching) { return launch(launching); }, clock, width)
    {
        queue.setObserver([this](const Job &job) { ended.push_back(job); });
        setUnhandledFailureHook([this](const Failure &, const std::source_location &) { ++unhandled; });
    }
    ~DispatchFixture() { setUnhandledFailureHook({}); }

    /// Ends an underway job.
    void finish(const QByteArray &name, int result = 0) { take(name).callback(result); }
    void fail(const QByteArray &name) { take(name).errback(Error("it broke")); }

    [[nodiscard]] QByteArrayList names(const std::vector<JobId> &ids) const
    {
        QByteArrayList names;
        for (const JobId id : ids)
            names += *queue.arg(id);
        return names;
    }
    [[nodiscard]] QByteArrayList pending() const { return names(queue.pending()); }
    [[nodiscard]] QByteArrayList underway() const { return names(queue.underway()); }
    [[nodiscard]] static QByteArrayList names(const std::vector<Job> &jobs)
    {
        QByteArrayList names;
        for (const Job &job : jobs)
            names += job.arg;
        return names;
    }
    /// The names of those that ended so, in the order in which they did.
    [[nodiscard]] QByteArrayList endedAs(JobEnd end) const
    {
        QByteArrayList names;
        for (const Job &job : ended) {
            if (job.end == end)
                names += job.arg;
        }
        return names;
    }

    ManualClock clock;
    std::optional<std::chrono::milliseconds> duration = std::chrono::milliseconds(200);
    Cancels cancels = Cancels::ByDeferred;
    QByteArrayList launched;
    QByteArrayList stopRequests; ///< Of jobs that cancel by request.
    std::vector<Job> ended;
    int unhandled = 0;
    std::map<QByteArray, Resolver<int>> resolvers;
    Queue queue; ///< Goes first.

private:
    Deferred<int> launch(Launching<QByteArray> &launching)
    {
        const QByteArray name = launching.arg();
        launched += name;
        auto [deferred, resolver] = makeDeferred<int>();
        resolvers[name] = std::move(resolver);
        if (cancels != Cancels::ByDeferred) {
            launching.onCancel([this, name] {
                stopRequests += name;
                if (cancels == Cancels::ByRequest)
                    clock.callLater(std::chrono::milliseconds(50), [this, name] { endAsCancelled(name); });
            });
        }
        if (duration) {
            clock.callLater(*duration, [this, name] {
                if (resolvers.contains(name) && resolvers[name].isPending())
                    take(name).callback(0);
            });
        }
        return std::move(deferred);
    }

    void endAsCancelled(const QByteArray &name)
    {
        if (resolvers.contains(name))
            take(name).errback(CancelledError());
    }

    Resolver<int> take(const QByteArray &name)
    {
        auto node = resolvers.extract(name);
        return node.empty() ? Resolver<int>() : std::move(node.mapped());
    }
};

} // namespace millrace::test
