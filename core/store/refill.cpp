#include "core/store/refill.h"

#include "core/store/checksum.h"
#include "core/store/database.h"
#include "core/store/pagescan.h"
#include "core/store/schema.h"

#include <QHash>
#include <QSet>

#include <bit>

namespace millrace {

namespace {

std::int64_t sumOver(const TableShape &shape, std::uint64_t columns, std::int64_t key,
                     const std::vector<Cell> &cells)
{
    Checksum sum(shape.tag);
    for (int column = 0; column < shape.columns; ++column) {
        if ((columns >> column & 1) == 0)
            continue;
        const Cell &cell = cells[std::size_t(column)];
        if ((shape.added >> column & 1) != 0 && cell.bytes.isEmpty())
            continue;
        if (column == 0)
            sum.add(key);
        else if (cell.isNumber)
            sum.add(cell.number);
        else
            sum.add(std::string_view(cell.bytes.constData(), std::size_t(cell.bytes.size())));
    }
    return sum.value();
}

/// Also of the right kinds: a flipped bit can make an empty text a zero, which a checksum of the values would not tell.
bool hasItsKinds(const TableShape &shape, const std::vector<Cell> &cells)
{
    for (int column = 1; column < shape.columns; ++column) {
        if (cells[std::size_t(column)].isNumber != ((shape.bytes >> column & 1) == 0))
            return false;
    }
    return true;
}

/// Gives a row of an older version the columns that came since.
bool hasItsColumns(const TableShape &shape, std::vector<Cell> &cells)
{
    const auto all = std::size_t(shape.columns);
    if (cells.size() > all || cells.size() + std::size_t(std::popcount(shape.added)) < all)
        return false;
    cells.resize(all, Cell{.isNumber = false, .number = 0, .bytes = {}});
    return true;
}

bool isSound(const TableShape &shape, std::int64_t key, const std::vector<Cell> &cells)
{
    return hasItsKinds(shape, cells) &&
           sumOver(shape, shape.sumOver, key, cells) == cells[std::size_t(shape.sumColumn)].number &&
           (shape.secondSumColumn < 0 || sumOver(shape, shape.secondSumOver, key, cells) ==
                                             cells[std::size_t(shape.secondSumColumn)].number);
}

bool isSoundRow(const TableShape &shape, std::int64_t key, std::vector<Cell> &cells)
{
    return hasItsColumns(shape, cells) && isSound(shape, key, cells);
}

/// One table of the new database.
class Refilling
{
public:
    Refilling(Database &database, const TableShape &shape)
        : m_shape(shape),
          m_insert(database, ("INSERT OR REPLACE INTO " + QByteArray(shape.name) + " VALUES(?" +
                              QByteArray(", ?").repeated(shape.columns - 1) + ')')
                                 .constData())
    {}

    /// False: not a sound row of this table.
    bool offer(std::int64_t key, std::vector<Cell> &cells)
    {
        if (!isSoundRow(m_shape, key, cells))
            return false;
        const std::int64_t revision =
            m_shape.revisionColumn < 0 ? 0 : cells[std::size_t(m_shape.revisionColumn)].number;
        const auto known = m_revisions.constFind(key);
        if (known != m_revisions.constEnd() && *known >= revision)
            return true;
        m_revisions.insert(key, revision);
        m_insert.reset();
        for (int column = 0; column < m_shape.columns; ++column) {
            const Cell &cell = cells[std::size_t(column)];
            if (column == 0)
                m_insert.bindAt(1, key);
            else if (cell.isNumber)
                m_insert.bindAt(column + 1, cell.number);
            else
                m_insert.bindAt(column + 1, cell.bytes);
        }
        m_insert.finish();
        return true;
    }

private:
    const TableShape &m_shape;
    Statement m_insert;
    QHash<std::int64_t, std::int64_t> m_revisions;
};

} // namespace

RefillReport refill(Database &database, const QString &damaged)
{
    std::vector<Refilling> tables;
    for (const TableShape *shape : shapes::all) {
        if (shape != &shapes::removed)
            tables.emplace_back(database, *shape);
    }
    RefillReport report;
    QSet<std::int64_t> removed;
    PageScan(damaged).run([&](std::int64_t key, std::vector<Cell> &cells) {
        for (Refilling &table : tables) {
            if (table.offer(key, cells))
                return;
        }
        if (isSoundRow(shapes::removed, key, cells))
            removed.insert(key);
        report.unsound += cells.size() == std::size_t(shapes::jobs.columns) ? 1 : 0;
    });
    for (const std::int64_t number : removed)
        report.removed.push_back(JobNumber(std::uint64_t(number)));
    return report;
}

} // namespace millrace
