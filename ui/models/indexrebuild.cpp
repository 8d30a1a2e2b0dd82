#include "ui/models/indexrebuild.h"

#include "ui/models/textscan.h"

#include <QElapsedTimer>
#include <QPromise>
#include <QThreadPool>

#include <algorithm>
#include <limits>

namespace millrace {

/// What the sorting thread works on; it keeps all that the keys point to.
struct IndexRebuild::Task
{
    RowSort sort;
    std::vector<SortEntry> entries;
    std::shared_ptr<TextArena> lowered;
    std::shared_ptr<TextArena> texts = std::make_shared<TextArena>();
    std::atomic<bool> abandoned = false;
    QPromise<void> promise;
};

IndexRebuild::IndexRebuild(JobIndex &index, const RowSort &sort, WallTime now)
    : m_index(index), m_sort(sort), m_now(now), m_task(std::make_shared<Task>())
{
    m_task->sort = sort;
    m_task->lowered = index.lowered();
    m_task->entries.reserve(std::size_t(index.total()));
    m_keys.resize(index.facts().size());
}

IndexRebuild::IndexRebuild(JobIndex &index, const FilterExpression &filter) : m_index(index), m_filter(filter)
{
    m_match.resize(index.facts().size());
}

IndexRebuild::~IndexRebuild()
{
    if (m_task)
        m_task->abandoned = true;
}

void IndexRebuild::advance(std::chrono::microseconds budget)
{
    constexpr std::uint32_t stretch = 4096;
    const auto slots = std::uint32_t(m_index.facts().size());
    QElapsedTimer spent;
    spent.start();
    while (m_slot < slots) {
        slice(std::min(slots, m_slot + stretch));
        if (budget.count() > 0 && spent.nsecsElapsed() > budget.count() * 1000)
            break;
    }
    if (m_slot < slots)
        return;
    if (m_sort && m_state == State::Slicing && budget.count() > 0)
        startSorting();
    else if (m_state == State::Slicing)
        m_sort ? sortHere() : void(m_state = State::Ready);
}

void IndexRebuild::slice(std::uint32_t end)
{
    if (!m_sort && m_filter.isTextOnly())
        return sliceByText(end);
    const JobQueue &queue = m_index.queue();
    for (; m_slot < end; ++m_slot) {
        const JobIndex::Facts &facts = m_index.facts()[m_slot];
        if (!facts.known)
            continue;
        const JobId id{m_slot, facts.generation};
        // Gone already, though nobody has told yet: any place will do.
        const JobRecord *job = queue.find(id);
        if (!m_sort) {
            m_match[m_slot] = job && JobIndex::matches(m_filter, *job, facts);
            continue;
        }
        constexpr quint64 last = std::numeric_limits<quint64>::max();
        m_keys[m_slot] = job ? rowKey(*job, *m_sort, m_now, facts.lowered, *m_task->texts) : RowKey{last, 0};
        m_task->entries.push_back({m_keys[m_slot], id});
    }
}

/// Without a look at the jobs, but for what those underway have printed last.
void IndexRebuild::sliceByText(std::uint32_t end)
{
    TextScan what, said;
    std::vector<std::uint32_t> underway;
    for (std::uint32_t slot = m_slot; slot < end; ++slot) {
        const JobIndex::Facts &facts = m_index.facts()[slot];
        if (!facts.known)
            continue;
        if (isUnderway(facts.state)) {
            underway.push_back(slot);
            continue;
        }
        m_match[slot] = 1;
        what.add(slot - m_slot, facts.lowered);
        said.add(slot - m_slot, facts.said);
    }
    std::vector<std::uint8_t> found(end - m_slot);
    for (const FilterExpression::Term &term : m_filter.terms()) {
        std::ranges::fill(found, 0);
        for (const QByteArray &text : term.texts) {
            what.find(text, found);
            said.find(text, found);
        }
        for (std::size_t i = 0; i < found.size(); ++i)
            m_match[m_slot + i] &= std::uint8_t(found[i] != std::uint8_t(term.negated));
    }
    for (const std::uint32_t slot : underway) {
        const JobIndex::Facts &facts = m_index.facts()[slot];
        const JobRecord *job = m_index.queue().find({slot, facts.generation});
        m_match[slot] = job && JobIndex::matches(m_filter, *job, facts);
    }
    m_slot = end;
}

void IndexRebuild::startSorting()
{
    m_state = State::Sorting;
    m_done = m_task->promise.future();
    QThreadPool::globalInstance()->start([task = m_task] {
        task->promise.start();
        sortEntries(task->entries, task->sort, task->abandoned);
        task->promise.finish();
    });
}

void IndexRebuild::sortingFinished()
{
    m_state = State::Ready;
}

void IndexRebuild::sortHere()
{
    if (m_state == State::Sorting) {
        // The other thread has the entries: begin again with our own.
        m_task->abandoned = true;
        auto task = std::make_shared<Task>();
        task->sort = m_task->sort;
        task->lowered = m_task->lowered;
        task->texts = m_task->texts;
        m_task = std::move(task);
        for (std::uint32_t slot = 0; slot < m_keys.size(); ++slot) {
            if (const JobIndex::Facts &facts = m_index.facts()[slot]; facts.known)
                m_task->entries.push_back({m_keys[slot], {slot, facts.generation}});
        }
    }
    sortEntries(m_task->entries, *m_sort, m_task->abandoned);
    m_state = State::Ready;
}

JobIndex::Step IndexRebuild::finish()
{
    if (!m_sort)
        return m_index.refilter(m_filter, std::move(m_match));
    std::vector<JobId> all(m_task->entries.size());
    std::ranges::transform(m_task->entries, all.begin(), &SortEntry::id);
    return m_index.resort(*m_sort, std::move(m_keys), std::move(all), m_task->texts);
}

} // namespace millrace
