#include "ui/models/rowpatch.h"

#include <algorithm>

namespace millrace {

std::size_t RowPatch::position(const std::vector<JobId> &rows, const RowKey &key, JobId id,
                               std::size_t from) const
{
    const auto isBefore = [this, &key](const JobId &row, JobId sought) {
        return m_less(m_keys[row.slot], row.slot, key, sought.slot);
    };
    const auto begin = rows.begin() + std::ptrdiff_t(from);
    return std::size_t(std::lower_bound(begin, rows.end(), id, isBefore) - rows.begin());
}

void RowPatch::sortBoth()
{
    const auto before = [this](const SortEntry &a, const SortEntry &b) {
        return m_less(a.key, a.id.slot, b.key, b.id.slot);
    };
    std::ranges::sort(m_taken, before);
    std::ranges::sort(m_put, before);
}

bool RowPatch::apply(const std::vector<JobId> &rows, std::vector<JobId> &patched)
{
    sortBoth();
    patched.clear();
    if (const std::size_t needed = rows.size() + m_put.size(); patched.capacity() < needed)
        patched.reserve(needed +
                        needed / 8); // The next patch may put more: not every one shall need new memory.
    std::size_t copied = 0;
    const auto copyUpTo = [&rows, &patched, &copied](std::size_t end) {
        patched.insert(patched.end(), rows.begin() + std::ptrdiff_t(copied),
                       rows.begin() + std::ptrdiff_t(end));
        copied = end;
    };
    const std::size_t unchanged = rows.size();
    auto taken = m_taken.cbegin();
    auto put = m_put.cbegin();
    std::size_t takenAt = taken == m_taken.cend() ? unchanged : position(rows, taken->key, taken->id);
    std::size_t putAt = put == m_put.cend() ? unchanged : position(rows, put->key, put->id);
    const std::size_t firstPut = putAt;
    while (taken != m_taken.cend() || put != m_put.cend()) {
        if (put != m_put.cend() && (taken == m_taken.cend() || putAt <= takenAt)) {
            copyUpTo(putAt);
            patched.push_back(put->id);
            if (++put != m_put.cend())
                putAt = position(rows, put->key, put->id, putAt);
        } else {
            copyUpTo(takenAt);
            ++copied;
            if (++taken != m_taken.cend())
                takenAt = position(rows, taken->key, taken->id, takenAt);
        }
    }
    copyUpTo(unchanged);
    return !m_taken.empty() || firstPut < unchanged;
}

} // namespace millrace
