#pragma once

#include "core/queue/jobchanges.h"
#include "core/queue/jobrecord.h"

#include <QByteArray>
#include <QHash>
#include <QString>

#include <cstdint>
#include <vector>

namespace millrace {

/// Numbers the distinct names among jobs (hosts, kinds of failure) and counts who has them. Grows only.
class NameCounts
{
public:
    using Number = std::uint32_t;
    static constexpr Number none = UINT32_MAX;
    struct Entry
    {
        QByteArray name;
        QString label; ///< As a person reads it; empty: the name is.
        std::uint32_t jobs = 0;
    };

    Number add(const QByteArray &name, const QString &label = {});
    void drop(Number number);
    [[nodiscard]] const std::vector<Entry> &entries() const { return m_entries; }
    /// How many have this name now.
    /// \cost O(1)
    [[nodiscard]] std::uint32_t jobsOf(const QByteArray &name) const;
    /// The most frequent ones that start with \a start, most frequent first, at most \a most; names without jobs are
    /// left out.
    /// \cost O(names)
    [[nodiscard]] std::vector<Entry> top(std::size_t most, QByteArrayView start = {}) const;

private:
    QHash<QByteArray, Number> m_numbers;
    std::vector<Entry> m_entries;
};

/// How many jobs there are by host, and how many failed in the same way.
class JobTally
{
public:
    NameCounts hosts;
    NameCounts failures; ///< By the filter words that find them ("reason:httpStatus status:404").
    JobCounts counts;
};

} // namespace millrace
