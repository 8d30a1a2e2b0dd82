#pragma once

#include "core/deferred/manualclock.h"
#include "core/queue/jobqueue.h"
#include "tests/support/recordingjournal.h"
#include "tests/support/scriptedrunner.h"

#include <QByteArrayList>
#include <QObject>

#include <optional>
#include <vector>

namespace millrace::test {

/// A JobQueue on a manual clock, with a scripted runner for both kinds, and what it has told.
class QueueFixture
{
public:
    explicit QueueFixture(int width = 0)
    {
        queue.emplace(clock);
        queue->setRunner(JobKind::Command, &runner);
        queue->setRunner(JobKind::Fetch, &runner);
        queue->setRandom([] { return 1.0; });
        queue->setWidth(width);
        QObject::connect(&*queue, &JobQueue::changed, &*queue,
                         [this](const JobChanges &told) { changes.push_back(told); });
        QObject::connect(&*queue, &JobQueue::statusChanged, &*queue, [this] { ++statusChanges; });
        QObject::connect(&*queue, &JobQueue::drained, &*queue, [this] { ++drains; });
    }

    /// One that starts with http is a fetch.
    static JobSpec spec(const QByteArray &what)
    {
        JobSpec spec;
        spec.kind = what.startsWith("http") ? JobKind::Fetch : JobKind::Command;
        spec.what = what;
        return spec;
    }
    std::vector<JobId> put(const QByteArrayList &whats)
    {
        std::vector<JobSpec> specs;
        for (const QByteArray &what : whats)
            specs.push_back(spec(what));
        return queue->putAll(std::move(specs));
    }
    JobId put(const QByteArray &what) { return put(QByteArrayList{what}).front(); }

    [[nodiscard]] JobState state(JobId id) const { return queue->find(id)->state; }
    /// Lets one frame go by.
    void frame() { clock.advance(std::chrono::milliseconds(16)); }

    ManualClock clock;
    ScriptedRunner runner{clock};
    RecordingJournal journal;
    std::vector<JobChanges> changes;
    int statusChanges = 0;
    int drains = 0;
    std::optional<JobQueue> queue;
};

} // namespace millrace::test
