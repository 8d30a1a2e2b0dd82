#include "core/queue/jobqueueprivate.h"
#include "core/queue/retrydelay.h"

#include <QRandomGenerator>

#include <algorithm>
#include <stdexcept>

namespace millrace {

JobQueue::Private::Private(JobQueue &queue, Clock &theClock)
    : q(queue),
      clock(theClock),
      random([] { return QRandomGenerator::global()->generateDouble(); }),
      dispatchQueue([this](Launching<JobId> &launching) { return launch(launching); }, theClock)
{
    dispatchQueue.setObserver([this](const Dispatch::Job &job) { attemptEnded(job); });
}

JobQueue::JobQueue(Clock &clock, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(*this, clock))
{}

JobQueue::~JobQueue()
{
    d->isGoing = true; // what the ends of its jobs touch is told to nobody any more
    d->nextFrame.cancel();
    d->nextSlice.cancel();
    d->nextNote.cancel();
    const auto told = std::exchange(d->watchers, {}); // While there is a queue that they may ask.
}

// --- what it works with ------------------------------------------------------------------------------------

void JobQueue::setRunner(JobKind kind, JobRunner *runner)
{
    d->runners[static_cast<std::size_t>(kind)] = runner;
}

void JobQueue::setJournal(JobJournal *journal)
{
    if (journal && size() > 0)
        throw std::logic_error("a queue gets its journal before its jobs");
    d->journal = journal;
}

void JobQueue::setRetryPolicy(JobKind kind, const RetryPolicy &policy)
{
    d->retryPolicies[static_cast<std::size_t>(kind)] = policy;
}

void JobQueue::setRandom(std::function<double()> random)
{
    d->random = std::move(random);
}

void JobQueue::setSaved(JobJournal::Mark mark)
{
    d->savedMark = std::max(d->savedMark, mark);
    d->touchStatus();
}

// --- jobs in -----------------------------------------------------------------------------------------------

JobQueue::Private::Entry &JobQueue::Private::addEntry(JobRecord record)
{
    const JobId id = entries.emplace(Entry{std::move(record), {}, 0, {}, {}, false, false});
    Entry &entry = *entries.find(id);
    entry.record.id = id;
    ++counts[entry.record.state];
    nextNumber = std::max(nextNumber, static_cast<std::uint64_t>(entry.record.number) + 1);
    changes.noteAdded(id, entry.marks);
    wantFrame();
    return entry;
}

GroupId JobQueue::Private::groupOf(const JobSpec &spec)
{
    const QByteArray host = hostOf(spec);
    if (host.isEmpty())
        return GroupId::None;
    const auto known = groups.constFind(host);
    if (known != groups.cend())
        return *known;
    const auto group = static_cast<GroupId>(hosts.size());
    hosts.push_back(host);
    groups.insert(host, group);
    return group;
}

void JobQueue::Private::dispatch(Entry &entry, std::optional<std::uint64_t> position)
{
    if (dispatchQueue.isStopped())
        return; // It stays pending, for the next start.
    JobRecord &record = entry.record;
    PutOptions options;
    options.priority = record.priority;
    options.group = groupOf(record.spec);
    options.position = position;
    if (record.heldUntil > clock.wallNow())
        options.notBefore = clock.now() + (record.heldUntil - clock.wallNow());
    entry.dispatched = dispatchQueue.postHeldBack(record.id, options);
    record.position = dispatchQueue.keyOf(entry.dispatched)->position;
}

std::vector<JobId> JobQueue::putAll(std::vector<JobSpec> specs)
{
    if (d->dispatchQueue.isStopped())
        throw QueueStopped();
    std::vector<JobId> ids;
    std::vector<const JobRecord *> records;
    ids.reserve(specs.size());
    records.reserve(specs.size());
    const WallTime now = d->clock.wallNow();
    for (JobSpec &spec : specs) {
        JobRecord record;
        record.number = static_cast<JobNumber>(d->nextNumber);
        record.priority = spec.priority;
        record.queuedAt = now;
        record.spec = std::move(spec);
        Private::Entry &entry = d->addEntry(std::move(record));
        d->dispatch(entry, std::nullopt);
        ids.push_back(entry.record.id);
        records.push_back(&entry.record);
    }
    d->write(records);
    d->dispatchQueue.launchPosted();
    return ids;
}

void JobQueue::restore(RestoredJobs jobs)
{
    d->nextNumber = std::max(d->nextNumber, static_cast<std::uint64_t>(jobs.nextNumber));
    for (JobRecord &record : jobs.records) {
        Private::Entry &entry = d->addEntry(std::move(record));
        if (entry.record.state != JobState::Pending)
            continue;
        // Put again by hand after its last try, or underway in it when the program died: its tries begin anew.
        const RetryPolicy &policy = d->policyOf(entry.record.spec);
        if (entry.record.attempt >= policy.attempts)
            entry.earlierAttempts = entry.record.attempt;
        // The clock may have gone back since: nothing is held for longer than a pause may be.
        const auto longest = std::max(longestRetryAfter, policy.cap);
        if (entry.record.heldUntil - d->clock.wallNow() > longest)
            entry.record.heldUntil = d->clock.wallNow() + longest;
        d->dispatch(entry, entry.record.position);
    }
    if (!std::exchange(d->hasSettings, true)) {
        d->width = jobs.settings.width;
        d->hostCap = jobs.settings.hostCap;
        d->touchStatus();
        if (jobs.settings.paused)
            d->dispatchQueue.pause();
        const QPointer<JobQueue> alive(this); // Whoever is told of what launches now may destroy it.
        d->dispatchQueue.setGroupCap(d->hostCap);
        if (alive)
            d->dispatchQueue.setWidth(d->openWidth());
        if (!alive)
            return;
    }
    d->dispatchQueue.launchPosted();
}

Deferred<JobRecord> JobQueue::watch(JobId id)
{
    const Private::Entry *entry = d->entries.find(id);
    if (!entry)
        throw UnknownJob();
    Deferred<JobRecord> watched = JobWatchers<JobRecord>::watch(d->watchers[id], [](std::size_t) {});
    const bool isLeft = d->dispatchQueue.isStopped() && !entry->dispatched.isValid();
    if (isEnded(entry->record.state) || isLeft)
        d->tellWatchers(*entry);
    return watched;
}

// --- the gate ----------------------------------------------------------------------------------------------

void JobQueue::setWidth(int width)
{
    if (width < 0)
        throw std::invalid_argument("The width of a queue is not negative.");
    if (width == d->width)
        return;
    d->width = width;
    d->writeSettings(d->settings());
    d->dispatchQueue.setWidth(d->openWidth());
}

std::optional<Hold> JobQueue::Private::held() const
{
    const auto first = std::find(holds.begin(), holds.end(), true);
    return first == holds.end() ? std::nullopt : std::optional(static_cast<Hold>(first - holds.begin()));
}

void JobQueue::Private::setHeld(Hold why, bool isHeld)
{
    holds[static_cast<std::size_t>(why)] = isHeld;
    touchStatus();
    dispatchQueue.setWidth(openWidth());
}

void JobQueue::hold(Hold why)
{
    d->setHeld(why, true);
}

void JobQueue::release(Hold why)
{
    if (why == Hold::ResultsTrouble)
        d->unwritten = 0;
    d->setHeld(why, false);
}

void JobQueue::setHostCap(int cap)
{
    if (cap < 0)
        throw std::invalid_argument("The cap of a host is not negative.");
    if (cap == d->hostCap)
        return;
    d->hostCap = cap;
    d->writeSettings(d->settings());
    d->dispatchQueue.setGroupCap(cap);
}

void JobQueue::setRateLimit(const std::optional<RateLimit> &limit)
{
    d->dispatchQueue.setRateLimit(limit);
}

Deferred<void> JobQueue::pause()
{
    Deferred<void> idle = d->dispatchQueue.pause();
    d->writeSettings(d->settings());
    return idle;
}

void JobQueue::resume()
{
    if (d->dispatchQueue.isStopped())
        throw QueueStopped();
    QueueSettings resumed = d->settings();
    resumed.paused = false;
    d->writeSettings(resumed); // Before: whoever is told of it, or of what launches, may destroy the queue.
    d->dispatchQueue.resume();
}

} // namespace millrace
