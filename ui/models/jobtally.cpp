#include "ui/models/jobtally.h"

#include <algorithm>

namespace millrace {

NameCounts::Number NameCounts::add(const QByteArray &name, const QString &label)
{
    auto found = m_numbers.find(name);
    if (found == m_numbers.end()) {
        found = m_numbers.insert(name, Number(m_entries.size()));
        m_entries.push_back({name, label, 0});
    }
    ++m_entries[*found].jobs;
    return *found;
}

void NameCounts::drop(Number number)
{
    if (number != none)
        --m_entries[number].jobs;
}

std::uint32_t NameCounts::jobsOf(const QByteArray &name) const
{
    const auto found = m_numbers.constFind(name);
    return found == m_numbers.cend() ? 0 : m_entries[*found].jobs;
}

std::vector<NameCounts::Entry> NameCounts::top(std::size_t most, QByteArrayView start) const
{
    std::vector<const Entry *> alive;
    for (const Entry &entry : m_entries) {
        if (entry.jobs > 0 && entry.name.startsWith(start))
            alive.push_back(&entry);
    }
    const auto end = alive.begin() + std::ptrdiff_t(std::min(most, alive.size()));
    std::partial_sort(alive.begin(), end, alive.end(), [](const Entry *a, const Entry *b) {
        return a->jobs != b->jobs ? a->jobs > b->jobs : a->name < b->name;
    });
    std::vector<Entry> best;
    std::transform(alive.begin(), end, std::back_inserter(best), [](const Entry *entry) { return *entry; });
    return best;
}

} // namespace millrace
