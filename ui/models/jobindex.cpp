#include "ui/models/jobindex.h"

#include "ui/models/filterwords.h"
#include "ui/models/rowpatch.h"
#include "ui/text/failuretext.h"

#include <algorithm>

namespace millrace {

JobIndex::JobIndex(const JobQueue &queue) : m_queue(queue) {}

int JobIndex::rowOf(JobId id) const
{
    if (id.slot >= m_facts.size())
        return -1;
    const auto sorted = m_shown.begin() + std::ptrdiff_t(m_sorted);
    const auto isBefore = [this, less = RowLess(m_sort)](JobId a, JobId b) {
        return less(m_keys[a.slot], a.slot, m_keys[b.slot], b.slot);
    };
    const auto found =
        m_between ? std::ranges::find(m_shown, id) : std::lower_bound(m_shown.begin(), sorted, id, isBefore);
    const auto row = std::size_t(found - m_shown.begin());
    return row < m_shown.size() && m_shown[row] == id ? int(row) : -1;
}

// Those that are pending, or were when their rows were placed: sorted, whatever the filter shows of them.
std::span<const JobId> JobIndex::line() const
{
    const bool isSorted = m_sort.column == RowSort::dispatchOrder && !(m_filter.isEmpty() && m_between);
    if (!isSorted)
        return {};
    const auto majorOf = [this](JobId id) { return m_keys[id.slot].major; };
    const std::span all = std::span(everything()).first(m_filter.isEmpty() ? m_sorted : m_all.size());
    const auto first = std::ranges::lower_bound(all, lineStart, {}, majorOf);
    return {first, std::ranges::lower_bound(first, all.end(), lineEnd, {}, majorOf)};
}

int JobIndex::placeInLine(JobId id) const
{
    const std::span<const JobId> waiting = line();
    const auto isBefore = [this, less = RowLess(m_sort)](JobId a, JobId b) {
        return less(m_keys[a.slot], a.slot, m_keys[b.slot], b.slot);
    };
    const auto found = std::lower_bound(waiting.begin(), waiting.end(), id, isBefore);
    return found != waiting.end() && *found == id ? int(found - waiting.begin()) : -1;
}

JobId JobIndex::nextInLine(JobId id) const
{
    const int place = placeInLine(id);
    if (place < 0)
        return {};
    for (const JobId next : line().subspan(std::size_t(place) + 1)) {
        if (m_facts[next.slot].state == JobState::Pending)
            return next;
    }
    return {};
}

bool JobIndex::hasLeftLine(JobId id) const
{
    const quint64 major = m_keys[id.slot].major;
    return m_facts[id.slot].state != JobState::Pending && major >= lineStart && major < lineEnd;
}

std::uint32_t JobIndex::underwayAtHostOf(JobId id) const
{
    const NameCounts::Number host = id.slot < m_facts.size() ? m_facts[id.slot].host : NameCounts::none;
    return host < m_underwayByHost.size() ? m_underwayByHost[host] : 0;
}

void JobIndex::grow(std::uint32_t slot)
{
    if (slot < m_facts.size())
        return;
    const std::size_t size = std::max<std::size_t>(slot + 1, m_facts.size() + m_facts.size() / 2);
    m_facts.resize(size);
    m_keys.resize(size);
    m_match.resize(size);
}

bool JobIndex::matches(const FilterExpression &filter, const JobRecord &job, const Facts &facts)
{
    if (filter.isEmpty() || !isUnderway(job.state))
        return filter.matches(job, facts.text());
    const QByteArray said = job.lastLine.toLower().toUtf8();
    return filter.matches(job, {facts.lowered.view(), said});
}

// --- counting ---------------------------------------------------------------------------------------------

void JobIndex::welcome(const JobRecord &job, Facts &facts)
{
    facts = {.generation = job.id.generation, .known = true, .state = job.state};
    facts.lowered = m_lowered->appendLowered(job.spec.what);
    if (const QByteArray host = hostOf(job.spec); !host.isEmpty())
        facts.host = m_tally.hosts.add(host);
    ++m_total;
    ++m_tally.counts[job.state];
    if (isUnderway(job.state)) {
        // As if it had been pending until now.
        --m_tally.counts[job.state];
        ++m_tally.counts[JobState::Pending];
        facts.state = JobState::Pending;
    }
    recount(job, facts);
}

void JobIndex::dismiss(JobId id, Facts &facts)
{
    leaveUnderway(id, facts);
    m_tally.hosts.drop(facts.host);
    m_tally.failures.drop(facts.failure);
    --m_tally.counts[facts.state];
    --m_total;
    facts.known = false;
    facts.lowered = facts.said = {};
}

void JobIndex::leaveUnderway(JobId id, const Facts &facts)
{
    if (!isUnderway(facts.state))
        return;
    const auto found = std::ranges::find(m_underway, id);
    if (found != m_underway.end()) {
        *found = m_underway.back();
        m_underway.pop_back();
    }
    if (facts.host != NameCounts::none)
        --m_underwayByHost[facts.host];
}

void JobIndex::recount(const JobRecord &job, Facts &facts)
{
    if (facts.state != job.state) {
        if (!isUnderway(job.state))
            leaveUnderway(job.id, facts);
        if (isUnderway(job.state) && !isUnderway(facts.state)) {
            m_underway.push_back(job.id);
            if (facts.host != NameCounts::none) {
                m_underwayByHost.resize(std::max<std::size_t>(m_underwayByHost.size(), facts.host + 1));
                ++m_underwayByHost[facts.host];
            }
        }
        --m_tally.counts[facts.state];
        ++m_tally.counts[job.state];
        facts.state = job.state;
    }
    m_tally.failures.drop(std::exchange(facts.failure, NameCounts::none));
    if (job.state == JobState::Failed && job.outcome)
        facts.failure = m_tally.failures.add(filterwords::wordsForFailure(*job.outcome).toUtf8(),
                                             text::failureGroup(*job.outcome));
    noteSaid(job, facts);
}

void JobIndex::noteSaid(const JobRecord &job, Facts &facts)
{
    facts.said = {};
    if (isUnderway(job.state))
        return; // Every line would be kept: it is looked at in the job.
    const QByteArray said = saidBy(job);
    if (said.isEmpty())
        return;
    if (said != m_lastSaid) {
        m_lastSaidText = m_lowered->appendLowered(said);
        m_lastSaid = said;
    }
    facts.said = m_lastSaidText;
}

// --- changes ----------------------------------------------------------------------------------------------

void JobIndex::look(std::span<const JobId> ids, Rows rows, WallTime now, std::vector<JobId> &waiting)
{
    for (const JobId id : ids) {
        grow(id.slot);
        Facts &facts = m_facts[id.slot];
        const bool wasKnown = facts.known && facts.generation == id.generation;
        const bool wasShown = wasKnown && m_match[id.slot];
        const JobRecord *job = m_queue.find(id);
        if (!job) {
            if (wasKnown) {
                dismiss(id, facts);
                m_moves.push_back({.id = id, .wasKnown = true, .wasShown = wasShown, .keyChanged = true});
            }
            continue;
        }
        m_touched |= wasKnown;
        if (wasKnown) {
            const bool endsLive = isUnderway(facts.state) != isUnderway(job->state);
            recount(*job, facts);
            const bool gentle =
                rows == Rows::Gentle && m_sort.isLive() && isUnderway(job->state) && !endsLive;
            if (rows == Rows::Held || gentle) {
                waiting.push_back(id);
                continue;
            }
        } else {
            welcome(*job, facts);
        }
        const RowKey key = rowKey(*job, m_sort, now, facts.lowered, *m_texts);
        const bool isShown = matches(m_filter, *job, facts);
        const bool keyChanged = !wasKnown || key != m_keys[id.slot];
        if (keyChanged || isShown != wasShown)
            m_moves.push_back({id, key, wasKnown, true, wasShown, isShown, keyChanged});
    }
}

JobIndex::Step JobIndex::step()
{
    Step step = patch(m_moves);
    m_moves.clear();
    step.touched = std::exchange(m_touched, false);
    return step;
}

JobIndex::Step JobIndex::patch(const std::vector<Move> &moves)
{
    Step step;
    RowPatch shown(m_keys, m_sort);
    RowPatch all(m_keys, m_sort);
    for (const Move &move : moves) {
        if (move.wasShown)
            shown.take(move.id);
        if (move.isShown)
            shown.put(move.key, move.id);
        if (move.isShown && !move.wasShown)
            step.appeared.push_back(move.id);
        if (move.wasShown && !move.isShown)
            step.vanished.push_back(move.id);
        if (move.wasKnown && move.keyChanged)
            all.take(move.id);
        if (move.isKnown && move.keyChanged)
            all.put(move.key, move.id);
    }
    if (!shown.isEmpty())
        step.moved = shown.apply(m_shown, m_next);
    if (!m_filter.isEmpty() && !all.isEmpty()) {
        all.apply(m_all, m_allNext);
        m_all.swap(m_allNext);
    }
    if (!step.moved && !step.appeared.empty()) {
        // In their order behind the last row.
        step.appeared.assign(m_next.end() - std::ptrdiff_t(step.appeared.size()), m_next.end());
    }
    for (const Move &move : moves) {
        // A slot may stand here twice: of a job that went, then of one that came.
        if (move.isKnown)
            m_keys[move.id.slot] = move.key;
        m_match[move.id.slot] = move.isShown;
    }
    return step;
}

void JobIndex::publishAppeared(const Step &step)
{
    m_between = step.moved;
    m_shown.insert(m_shown.end(), step.appeared.begin(), step.appeared.end());
    m_sorted = m_shown.size();
}

void JobIndex::publishOrder(const Step &step)
{
    m_shown.swap(m_next);
    m_sorted = m_shown.size();
    m_between = false;
    m_shown.insert(m_shown.end(), step.vanished.begin(), step.vanished.end());
}

void JobIndex::publishVanished(const Step &step)
{
    m_shown.resize(m_shown.size() - step.vanished.size());
}

} // namespace millrace
