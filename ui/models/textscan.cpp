#include "ui/models/textscan.h"

#include <algorithm>
#include <cstring>

namespace millrace {

namespace {

/// Whether the word with these bytes at its ends may start in the block at \a from. Without a way out of the loop: so the
/// compiler makes it a few instructions.
template <std::ptrdiff_t block>
bool mayStartIn(const char *from, std::ptrdiff_t reach, char first, char last)
{
    unsigned char any = 0;
    for (std::ptrdiff_t i = 0; i < block; ++i)
        any |= static_cast<unsigned char>((from[i] == first) & (from[i + reach] == last));
    return any != 0;
}

} // namespace

const char *findWord(QByteArrayView text, QByteArrayView word)
{
    if (word.isEmpty())
        return text.data();
    constexpr std::ptrdiff_t block = 32;
    const char *from = text.data();
    const char *const end = from + text.size();
    const std::ptrdiff_t reach = word.size() - 1;
    const auto isAt = [&word, reach](const char *place) {
        return *place == word.front() && std::memcmp(place, word.data(), std::size_t(reach + 1)) == 0;
    };
    for (; end - from >= reach + block; from += block) {
        if (!mayStartIn<block>(from, reach, word.front(), word.back()))
            continue;
        const char *found = std::find_if(from, from + block, [&](const char &c) { return isAt(&c); });
        if (found != from + block)
            return found;
    }
    for (; end - from > reach; ++from) {
        if (isAt(from))
            return from;
    }
    return nullptr;
}

void TextScan::find(QByteArrayView word, std::span<std::uint8_t> found) const
{
    for (const Run &run : m_runs) {
        if (!run.isShared)
            findInRow(run, word, found);
        else if (findWord(run.begin.view(), word))
            std::ranges::fill(found.subspan(run.first, run.count), 1);
    }
}

void TextScan::findInRow(const Run &run, QByteArrayView word, std::span<std::uint8_t> found)
{
    QByteArrayView text = run.begin.view();
    std::uint32_t number = run.first;
    const char *from = text.begin();
    while (const char *hit = findWord({from, run.end}, word)) {
        while (hit >= text.end() && text.end() != run.end) {
            text = ArenaText(text.end()).view();
            ++number;
        }
        // Else it is in the length in front of a text, or goes on into the next.
        const bool isInside = hit >= text.begin() && hit + word.size() <= text.end();
        if (isInside)
            found[number] = 1;
        if (isInside && text.end() == run.end)
            return;
        from = isInside ? text.end() : hit + 1;
    }
}

} // namespace millrace
