#include "core/queue/jobqueueprivate.h"

#include <algorithm>
#include <cmath>

namespace millrace {

QueueStatus JobQueue::status() const
{
    QueueStatus status;
    status.width = d->width;
    const auto slots = static_cast<int>(d->dispatchQueue.slotsHeld());
    status.closing = std::max(0, slots - d->width);
    status.saving = static_cast<int>(d->dispatchQueue.underwayCount()) - slots;
    status.paused = d->dispatchQueue.isPaused();
    status.stopped = d->dispatchQueue.isStopped();
    status.held = d->held();
    status.hostCap = d->hostCap;
    if (const auto until = d->dispatchQueue.heldByRateUntil())
        status.nextStart =
            d->clock.wallNow() + std::chrono::ceil<std::chrono::milliseconds>(*until - d->clock.now());
    status.counts = d->counts;
    status.jobsPerSecond = d->statistics.perSecond(d->clock.now());
    status.arriving = d->arriving();
    if (d->isHeld(Hold::ResultsTrouble))
        status.unwritten = d->unwritten;
    status.saved =
        !d->journal || (d->savedMark >= d->lastMark && status.arriving == 0 && d->notAgain.empty());
    return status;
}

std::size_t JobQueue::size() const
{
    return d->entries.size();
}

const JobRecord *JobQueue::find(JobId id) const
{
    const Private::Entry *entry = d->entries.find(id);
    return entry ? &entry->record : nullptr;
}

std::vector<JobId> JobQueue::all() const
{
    std::vector<std::pair<JobNumber, JobId>> numbered;
    numbered.reserve(size());
    d->entries.forEach([&numbered](JobId id, const Private::Entry &entry) {
        numbered.emplace_back(entry.record.number, id);
    });
    std::sort(numbered.begin(), numbered.end());
    std::vector<JobId> ids;
    ids.reserve(numbered.size());
    for (const auto &[number, id] : numbered)
        ids.push_back(id);
    return ids;
}

std::vector<JobId> JobQueue::underway() const
{
    std::vector<JobId> ids = d->dispatchQueue.underway();
    for (JobId &id : ids)
        id = *d->dispatchQueue.arg(id);
    return ids;
}

std::optional<WaitReason> JobQueue::waitReason(JobId id) const
{
    using Kind = WaitReason::Kind;
    const Private::Entry *entry = d->entries.find(id);
    if (!entry || entry->record.state != JobState::Pending)
        return std::nullopt;
    const auto wait = d->dispatchQueue.waitReason(entry->dispatched);
    WaitReason reason;
    if (!wait || wait->kind == DispatchWait::Kind::Stopped) {
        reason.kind = Kind::Stopped;
    } else if (wait->kind == DispatchWait::Kind::HeldUntil) {
        reason.kind = Kind::HeldUntil;
        reason.until = entry->record.heldUntil;
    } else if (const auto hold = d->held()) {
        reason.kind = Kind::Held;
        reason.hold = *hold;
    } else if (wait->kind == DispatchWait::Kind::Paused) {
        reason.kind = Kind::Paused;
    } else if (wait->kind == DispatchWait::Kind::NoWidth) {
        reason.kind = Kind::NoWidth;
    } else if (wait->kind == DispatchWait::Kind::Arriving) {
        reason.kind = Kind::Arriving;
    } else if (wait->kind == DispatchWait::Kind::GroupFull) {
        reason.kind = Kind::HostFull;
        reason.host = d->hosts[static_cast<std::size_t>(wait->group)];
    } else if (wait->kind == DispatchWait::Kind::RateLimited) {
        reason.kind = Kind::RateLimited;
        reason.until =
            d->clock.wallNow() + std::chrono::ceil<std::chrono::milliseconds>(wait->until - d->clock.now());
    } else {
        reason.rank = wait->rank;
    }
    return reason;
}

QByteArray JobQueue::tail(JobId id) const
{
    const auto tail = d->tails.find(id);
    return tail == d->tails.end() ? QByteArray() : tail->second.bytes();
}

qint64 JobQueue::printedBytes(JobId id) const
{
    const auto tail = d->tails.find(id);
    return tail == d->tails.end() ? 0 : tail->second.printed();
}

std::optional<std::chrono::milliseconds> JobQueue::meanDuration() const
{
    const auto took = d->statistics.durations();
    if (!took)
        return std::nullopt;
    return std::chrono::milliseconds(std::llround(took->mean * 1000));
}

std::optional<QueueEstimate> JobQueue::estimate(int width) const
{
    const auto took = d->statistics.durations();
    const std::uint32_t left = d->unended();
    if (!took || width <= 0 || left == 0)
        return std::nullopt;
    // The work that is left is uncertain by how much the single jobs differ, and by how few have been
    // observed.
    const double work = left * took->mean;
    const double doubt = 2 * took->deviation * std::sqrt(left + double(left) * left / double(took->count));
    // Full hosts leave slots of the width empty.
    double share = 1.0 / width;
    for (std::size_t group = 1; d->hostCap > 0 && group < d->hosts.size(); ++group) {
        const auto pending = double(d->dispatchQueue.pendingIn(static_cast<GroupId>(group)));
        share = std::max(share, pending / left / d->hostCap);
    }
    const auto time = [](double seconds) {
        return std::chrono::milliseconds(std::llround(std::min(std::max(seconds, 0.0), 1e9) * 1000));
    };
    return QueueEstimate{time((work - doubt) * share),
                         time((work + doubt) * share + took->longest * (width > 1))};
}

} // namespace millrace
