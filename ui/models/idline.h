#pragma once

#include "core/queue/jobid.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace millrace {

/// Ids that wait to be looked at, each once.
class IdLine
{
public:
    void add(JobId id);
    [[nodiscard]] bool isEmpty() const { return m_head == m_ids.size(); }
    [[nodiscard]] std::size_t size() const { return m_ids.size() - m_head; }
    /// The first at most \a most; valid until the next call.
    [[nodiscard]] std::span<const JobId> next(std::size_t most);
    [[nodiscard]] std::span<const JobId> all() const { return std::span(m_ids).subspan(m_head); }
    /// All, and forgets them.
    [[nodiscard]] std::vector<JobId> takeAll();

private:
    std::vector<JobId> m_ids;
    std::size_t m_head = 0;
    std::vector<std::uint32_t> m_waiting; ///< By slot: generation + 1, or 0.
};

} // namespace millrace
