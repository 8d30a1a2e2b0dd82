#pragma once

#include <QtGlobal>

#include <cstddef>

namespace millrace {

/// What a list may cost us. A source beyond maxBytes or maxJobs is refused whole: half a list looks like a
/// list.
struct ListLimits
{
    qint64 maxBytes = qint64{1} << 30;
    std::size_t maxJobs = 5'000'000;
    std::size_t maxLine = std::size_t{64} << 10;  ///< Of a URL or command: bytes of UTF-8.
    std::size_t maxRecord = std::size_t{1} << 20; ///< Of a line of JSON or a record of CSV, which hold more.
    std::size_t maxProblems = 1'000;              ///< Kept with their text; the others are only counted.
};

} // namespace millrace
