#pragma once

#include "ui/models/textarena.h"

#include <cstdint>
#include <span>
#include <vector>

namespace millrace {

/// Finds which of many texts have a word in them.
///
/// Texts that lie one behind the other in their arena, as those of jobs do that came together, are searched as one:
/// a call a text would take longer than looking at its bytes.
class TextScan
{
public:
    /// Text \a number, which is higher than any before.
    void add(std::uint32_t number, ArenaText text)
    {
        if (!text.isNull() && (m_runs.empty() || !m_runs.back().takes(number, text)))
            m_runs.push_back({text, text.view().end(), number, 1});
    }

    /// Sets found[number] of every text that has \a word in it, and leaves the others alone.
    void find(QByteArrayView word, std::span<std::uint8_t> found) const;

private:
    /// Texts of consecutive numbers: one behind the other, or all one and the same.
    struct Run
    {
        ArenaText begin;
        const char *end; ///< Of the last text.
        std::uint32_t first, count;
        bool isShared = false;

        /// False if it can't be a part of this.
        bool takes(std::uint32_t number, ArenaText text)
        {
            const bool isSame = text.start() == begin.start() && (isShared || count == 1);
            const bool isBehind = text.start() == end && !isShared;
            if (number != first + count || !(isBehind || isSame))
                return false;
            isShared = isSame;
            end = text.view().end();
            ++count;
            return true;
        }
    };

    static void findInRow(const Run &run, QByteArrayView word, std::span<std::uint8_t> found);

    std::vector<Run> m_runs;
};

/// Where \a word starts in \a text first; null if nowhere. As memmem(), but made for words that are rare in much text.
[[nodiscard]] const char *findWord(QByteArrayView text, QByteArrayView word);

} // namespace millrace
