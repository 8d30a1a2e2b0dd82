#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>

namespace millrace {

class Database;

/// The database was written by a newer Millrace; it has not been touched.
class NewerSchema : public std::runtime_error
{
public:
    explicit NewerSchema(std::int64_t found);
    std::int64_t version;
};

/// One step of the schema: what turns version n-1 into version n.
struct Migration
{
    const char *sql;
};

/// The steps from an empty file to today's schema; only ever appended to.
[[nodiscard]] std::span<const Migration> migrations();

/// How version \a n stands in the header: twice, so that damage isn't taken for a newer program's.
[[nodiscard]] constexpr std::int64_t storedVersion(std::int64_t n)
{
    return n << 16 | n;
}

/// In the header of every database of ours ("MlRc"), so that somebody else's is recognised.
inline constexpr std::int64_t applicationId = 0x4d6c5263;

/// Looks at the first 100 bytes of a file before anybody opens it: opening may already change it.
/// \throws NewerSchema; SqlError, SQLITE_NOTADB
void checkHeader(const std::string &head, std::span<const Migration> steps);

/// Brings \a database to the last of \a steps, each in a transaction of its own.
/// \throws NewerSchema; SqlError, SQLITE_NOTADB for a database that isn't ours
void migrate(Database &database, std::span<const Migration> steps);

/// The tables that hold rows of their own worth: how to tell that a row is sound wherever it is found.
/// Column 0 is the INTEGER PRIMARY KEY of each.
struct TableShape
{
    const char *name;
    int columns;
    std::uint64_t bytes;      ///< The columns that hold bytes; all others hold whole numbers.
    std::uint64_t tag;        ///< Seeds the checksums: a row of one table is never taken for another's.
    int sumColumn;            ///< Checksum of the columns in sumOver, in their order.
    std::uint64_t sumOver;    ///< A bit a column.
    int secondSumColumn = -1; ///< jobs only: what never changes has a checksum of its own.
    std::uint64_t secondSumOver = 0;
    int revisionColumn = 1; ///< Of two sound copies of a row the higher revision counts; -1: none.
    std::uint64_t added =
        0; ///< The last columns, of bytes, that rows of an older version lack: summed up only where they
           ///< aren't empty.
};

namespace shapes {
constexpr std::uint64_t columns(std::initializer_list<int> list)
{
    std::uint64_t bits = 0;
    for (const int column : list)
        bits |= std::uint64_t{1} << column;
    return bits;
}
constexpr std::uint64_t allBut(int count, int sumColumn)
{
    return ((std::uint64_t{1} << count) - 1) & ~columns({sumColumn});
}
inline constexpr TableShape settings{"settings", 6, 0, 1, 5, allBut(6, 5)};
inline constexpr TableShape shared{"shared", 4, columns({3}), 2, 1, columns({3}), 2, columns({0, 3}), -1};
inline constexpr TableShape jobs{"jobs",
                                 18,
                                 columns({16, 17}),
                                 3,
                                 14,
                                 columns({0, 1, 4, 5, 6, 8, 9, 10, 11, 12}),
                                 15,
                                 columns({0, 2, 3, 7, 13, 16, 17})};
inline constexpr TableShape attempts{
    "attempts", 32, columns({25, 26, 27, 28, 29, 30, 31}), 4, 6, allBut(32, 6), -1, 0, 1, columns({31})};
inline constexpr TableShape results{"results", 7, columns({6}), 5, 5, allBut(7, 5)};
inline constexpr TableShape removed{"removed", 2, 0, 6, 1, 0b01, -1, 0, -1};
inline constexpr TableShape ledger{"ledger", 7, 0, 7, 6, allBut(7, 6)};
inline constexpr std::array<const TableShape *, 7> all{&settings, &shared,  &jobs,  &attempts,
                                                       &results,  &removed, &ledger};
} // namespace shapes

} // namespace millrace
