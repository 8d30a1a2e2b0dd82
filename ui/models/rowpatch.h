#pragma once

#include "ui/models/rowsort.h"

#include <vector>

namespace millrace {

/// Rows that leave their place in a sorted list and rows that come into it, in one go.
///
/// \a keys, by slot, are those by which the list is sorted *now*; entries that come bring their own.
class RowPatch
{
public:
    RowPatch(const std::vector<RowKey> &keys, const RowSort &sort) : m_keys(keys), m_less(sort) {}

    void take(JobId id) { m_taken.push_back({m_keys[id.slot], id}); }
    void put(const RowKey &key, JobId id) { m_put.push_back({key, id}); }

    [[nodiscard]] bool isEmpty() const { return m_taken.empty() && m_put.empty(); }

    /// Writes \a rows as they shall be into \a patched, whose memory is used again. False if all that was put
    /// came behind the last row and nothing was taken: \a patched is \a rows with more at the end.
    /// \cost O(changes · log rows) comparisons and one copy of the rows.
    bool apply(const std::vector<JobId> &rows, std::vector<JobId> &patched);

    /// Where \a id with \a key stands, or would stand.
    [[nodiscard]] std::size_t position(const std::vector<JobId> &rows, const RowKey &key, JobId id,
                                       std::size_t from = 0) const;

private:
    void sortBoth();

    const std::vector<RowKey> &m_keys;
    RowLess m_less;
    std::vector<SortEntry> m_taken, m_put;
};

} // namespace millrace
