#include "ui/models/rowsort.h"

#include <algorithm>
#include <array>

namespace millrace {

namespace {

constexpr int digitBits = 11;
constexpr std::size_t digits = std::size_t{1} << digitBits;

bool before(const SortEntry &a, const SortEntry &b)
{
    return a.key.minor != b.key.minor ? a.key.minor < b.key.minor : a.id.slot < b.id.slot;
}

std::size_t digitOf(const SortEntry &entry, int shift)
{
    return std::size_t(entry.key.major >> shift) & (digits - 1);
}

/// One stable counting pass; false if all entries have the same digit and nothing was moved.
bool pass(const std::vector<SortEntry> &from, std::vector<SortEntry> &to, int shift)
{
    std::array<std::uint32_t, digits> starts{};
    for (const SortEntry &entry : from)
        ++starts[digitOf(entry, shift)];
    if (starts[digitOf(from.front(), shift)] == from.size())
        return false;
    std::uint32_t sum = 0;
    for (std::uint32_t &start : starts)
        start = std::exchange(sum, sum + start);
    for (const SortEntry &entry : from)
        to[starts[digitOf(entry, shift)]++] = entry;
    return true;
}

} // namespace

void sortEntries(std::vector<SortEntry> &entries, const RowSort &sort, const std::atomic<bool> &abandoned)
{
    if (entries.size() < 2 || abandoned)
        return;
    if (sort.byText()) {
        const RowLess less(sort);
        std::ranges::sort(entries, [less](const SortEntry &a, const SortEntry &b) {
            return less(a.key, a.id.slot, b.key, b.id.slot);
        });
        return;
    }
    // Records come in the order of their numbers, so this is usually done already.
    if (!std::ranges::is_sorted(entries, before))
        std::ranges::sort(entries, before);
    std::vector<SortEntry> spare(entries.size());
    for (int shift = 0; shift < 64 && !abandoned; shift += digitBits) {
        if (pass(entries, spare, shift))
            entries.swap(spare);
    }
}

} // namespace millrace
