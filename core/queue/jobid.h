#pragma once

#include <QtGlobal> // Before std: moc can't parse <compare> as the first of a file.

#include <compare>
#include <cstdint>
#include <functional>

namespace millrace {

/// Names one job for as long as it exists; a stale id is recognised, never mistaken for a newer job.
///
/// A slot of the slab and the generation that slot had when the job was put. Valid within one run of the
/// program; what lasts across runs is JobNumber.
struct JobId
{
    std::uint32_t slot = UINT32_MAX;
    std::uint32_t generation = 0;

    [[nodiscard]] constexpr bool isValid() const noexcept { return slot != UINT32_MAX; }
    friend constexpr auto operator<=>(const JobId &, const JobId &) noexcept = default; // NOLINT
};

/// What a person calls a job ("#4212") and the store knows it by: counted from 1, never used twice in one
/// data directory, the same after a restart.
enum class JobNumber : std::uint64_t {};

/// Names a queue. There is one queue today; a record carries its queue so that several can come.
enum class QueueId : std::uint16_t { Default = 0 };

} // namespace millrace

template <>
struct std::hash<millrace::JobId>
{
    std::size_t operator()(const millrace::JobId &id) const noexcept
    {
        return std::hash<std::uint64_t>{}((std::uint64_t{id.generation} << 32) | id.slot);
    }
};
