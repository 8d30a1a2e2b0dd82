#include "ui/models/idline.h"

#include <algorithm>
#include <utility>

namespace millrace {

void IdLine::add(JobId id)
{
    if (id.slot >= m_waiting.size())
        m_waiting.resize(std::max<std::size_t>(id.slot + 1, 2 * m_waiting.size()));
    if (std::exchange(m_waiting[id.slot], id.generation + 1) != id.generation + 1)
        m_ids.push_back(id);
}

std::span<const JobId> IdLine::next(std::size_t most)
{
    if (isEmpty()) {
        m_ids.clear();
        m_head = 0;
        return {};
    }
    const std::span<const JobId> ids(m_ids.data() + m_head, std::min(most, size()));
    m_head += ids.size();
    for (const JobId id : ids) {
        // Unless a newer job of that slot waits, too.
        if (m_waiting[id.slot] == id.generation + 1)
            m_waiting[id.slot] = 0;
    }
    return ids;
}

std::vector<JobId> IdLine::takeAll()
{
    const std::span<const JobId> rest = next(size());
    std::vector<JobId> ids(rest.begin(), rest.end());
    (void)next(0);
    return ids;
}

} // namespace millrace
