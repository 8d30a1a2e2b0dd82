#include "core/queue/jobqueueprivate.h"

#include <algorithm>

namespace millrace {

namespace {

constexpr std::chrono::milliseconds frameLength{16};

} // namespace

void JobQueue::Private::touch(Entry &entry)
{
    changes.noteChanged(entry.record.id, entry.marks);
    wantFrame();
}

void JobQueue::Private::touchForGood(Entry &entry)
{
    changes.noteChangedForGood(entry.record.id, entry.marks);
    wantFrame();
}

void JobQueue::Private::touchStatus()
{
    isStatusTouched = true;
    wantFrame();
}

void JobQueue::Private::wantFrame()
{
    if (!nextFrame.isActive() && !isGoing)
        nextFrame = clock.callLater(frameLength, [this] { frame(); });
}

/// Tells what happened since the last frame. Whoever is told may do anything, also destroy the queue.
void JobQueue::Private::frame()
{
    nextFrame.cancel();
    for (const JobId id : std::exchange(printing, {})) {
        if (Entry *entry = entries.find(id); entry && isUnderway(entry->record.state))
            takeLastLine(*entry);
    }
    writeDown();
    const JobChanges told = changes.takeChanges([this](JobId id) -> JobChangeLog::Marks * {
        Entry *entry = entries.find(id);
        return entry ? &entry->marks : nullptr;
    });
    const bool tellStatus = std::exchange(isStatusTouched, false);
    const bool tellDrained = std::exchange(isDrained, false) && unended() == 0;
    const QPointer<JobQueue> queue(&q);
    if (!told.isEmpty())
        Q_EMIT queue->changed(told);
    if (queue && tellStatus)
        Q_EMIT queue->statusChanged();
    if (queue && tellDrained)
        Q_EMIT queue->drained();
}

/// Journals what must survive the program and was not written at once.
void JobQueue::Private::writeDown()
{
    std::vector<const JobRecord *> records;
    for (const JobId id : changes.takeUnwritten()) {
        if (Entry *entry = entries.find(id)) {
            entry->marks.unwritten = false;
            records.push_back(&entry->record);
        }
    }
    write(records);
}

void JobQueue::Private::write(const std::vector<const JobRecord *> &records)
{
    if (!journal || records.empty())
        return;
    lastMark = journal->note(records);
    touchStatus();
}

void JobQueue::noteAgain()
{
    if (!d->journal)
        return;
    d->writeSettings(d->settings());
    d->notAgain.clear();
    d->notAgain.reserve(size());
    d->entries.forEach([this](JobId id, const Private::Entry &) { d->notAgain.push_back(id); });
    d->noteSlice();
}

void JobQueue::Private::noteSlice()
{
    noteSome(dispatchQueue.isStopped() ? notAgain.size()
                                       : slice); // After a stop nobody waits for more turns.
    if (!notAgain.empty())
        nextNote = clock.callLater(Clock::Duration::zero(), [this] { noteSlice(); });
}

void JobQueue::Private::noteSome(std::size_t most)
{
    std::vector<const JobRecord *> records;
    records.reserve(std::min(most, notAgain.size()));
    for (; most > 0 && !notAgain.empty(); --most, notAgain.pop_back()) {
        if (const Entry *entry = entries.find(notAgain.back())) // Else it was removed since.
            records.push_back(&entry->record);
    }
    write(records);
    if (notAgain.empty())
        touchStatus();
}

QueueSettings JobQueue::Private::settings() const
{
    return {QueueId::Default, width, dispatchQueue.isPaused(), hostCap};
}

void JobQueue::Private::writeSettings(const QueueSettings &settings)
{
    if (journal)
        lastMark = journal->noteSettings(settings);
    touchStatus();
}

} // namespace millrace
