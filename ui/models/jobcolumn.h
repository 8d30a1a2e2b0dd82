#pragma once

#include <QString>
#include <Qt>

#include <array>
#include <cstddef>
#include <cstdint>

namespace millrace {

/// The columns of the job table, in their first order. One table (jobcolumn.cpp) says all else about them.
enum class JobColumn : std::uint8_t {
    Number,
    State,
    Kind,
    What,
    Place,
    Priority,
    Progress,
    Elapsed,
    LastLine,
    Result,
    Attempts,
    Queued,
    Started,
    Ended,
};
inline constexpr std::size_t jobColumnCount = 14;

/// What a column sorts by.
enum class SortBy : std::uint8_t { Number, Text };

struct JobColumnInfo
{
    JobColumn column;
    const char *key;   ///< Its name in saved layouts and in the column chooser's object names.
    QString title;     ///< Translated.
    QString describes; ///< Translated, for the column chooser's tooltip.
    int width;         ///< In characters of the font, at first.
    bool shown;        ///< At first.
    bool figures;      ///< Right-aligned, tabular figures.
    bool live;         ///< Moves while a job is underway: re-sorted gently.
    SortBy sortBy;
};

[[nodiscard]] const JobColumnInfo &columnInfo(JobColumn column);
[[nodiscard]] constexpr int columnIndex(JobColumn column)
{
    return static_cast<int>(column);
}

/// What JobTableModel::data() knows beside Qt's own roles.
enum class JobRole : int {
    Id = Qt::UserRole + 1, ///< JobId.
    State,                 ///< int of JobState.
    Progress,              ///< double, 0 to 1; -1 unknown; invalid when there is nothing to show.
    WaitingAgain,          ///< bool: pending, between two attempts.
    Full,                  ///< QString: the cell's text before any cut (still capped), for copying.
};

} // namespace millrace
