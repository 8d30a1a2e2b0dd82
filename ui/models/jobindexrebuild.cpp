// How a JobIndex takes over a whole new order or filter.
#include "ui/models/jobindex.h"

#include <algorithm>
#include <iterator>

namespace millrace {

JobIndex::Step JobIndex::resort(const RowSort &sort, std::vector<RowKey> keys, std::vector<JobId> all,
                                std::shared_ptr<TextArena> texts)
{
    m_sort = sort;
    m_keys = std::move(keys);
    m_texts = std::move(texts);
    m_textsAtFirst = m_texts->bytes();
    if (m_filter.isEmpty()) {
        m_next = std::move(all);
    } else {
        m_all = std::move(all);
        m_next.clear();
        std::ranges::copy_if(m_all, std::back_inserter(m_next),
                             [this](JobId id) { return m_match[id.slot] != 0; });
    }
    return {.moved = true};
}

JobIndex::Step JobIndex::refilter(const FilterExpression &filter, std::vector<std::uint8_t> match)
{
    Step step{.moved = true};
    if (m_filter.isEmpty() && !filter.isEmpty())
        m_all = m_shown;
    m_filter = filter;
    // As much as there can be: memory that is never written costs nothing, growing into it does.
    const auto shown = std::size_t(std::ranges::count(match, 1));
    step.appeared.reserve(shown);
    step.vanished.reserve(m_shown.size());
    if (filter.isEmpty()) {
        m_next = std::exchange(m_all, {});
    } else {
        m_next.clear();
        m_next.reserve(shown);
        std::ranges::copy_if(m_all, std::back_inserter(m_next),
                             [&match](JobId id) { return match[id.slot] != 0; });
    }
    for (std::uint32_t slot = 0; slot < match.size(); ++slot) {
        if (match[slot] == m_match[slot])
            continue;
        (match[slot] ? step.appeared : step.vanished).push_back({slot, m_facts[slot].generation});
    }
    m_match = std::move(match);
    return step;
}

bool JobIndex::wantsResort() const
{
    constexpr std::size_t plenty = std::size_t{32} << 20;
    return m_texts->bytes() > plenty + 2 * m_textsAtFirst;
}

} // namespace millrace
