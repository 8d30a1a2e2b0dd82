#include "core/store/salvage.h"

#include "core/store/checksum.h"
#include "core/store/filesystem.h"
#include "core/store/flightrecorder.h"
#include "core/store/pagescan.h"
#include "core/store/schema.h"

#include <QDateTime>
#include <QFile>
#include <QHash>

#include <array>
#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sqlite3.h>

using namespace Qt::StringLiterals;

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
        if (!hasItsColumns(m_shape, cells) || !isSound(m_shape, key, cells))
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

/// Copies all sound rows; returns how many rows of jobs were there that can't be believed.
std::uint64_t refill(Database &database, const QString &damaged)
{
    std::vector<Refilling> tables;
    for (const TableShape *shape : shapes::all)
        tables.emplace_back(database, *shape);
    std::uint64_t unsound = 0;
    PageScan(damaged).run([&tables, &unsound](std::int64_t key, std::vector<Cell> &cells) {
        for (Refilling &table : tables) {
            if (table.offer(key, cells))
                return;
        }
        unsound += cells.size() == std::size_t(shapes::jobs.columns) ? 1 : 0;
    });
    return unsound;
}

/// An older copy of a job's row may have survived where a newer one did not: what its attempts say stands.
void reconcile(JournalFile &file)
{
    std::vector<NotedJob> ended;
    Statement newer(file.database(),
                    "SELECT a.id FROM attempts a JOIN jobs j ON j.number = a.id >> 16"
                    " WHERE a.revision > j.revision AND (a.id & 65535) >= j.attempt ORDER BY a.id");
    Statement job(file.database(), "SELECT priority, position, queued FROM jobs WHERE number = ?");
    while (newer.step()) {
        const AttemptId id = AttemptId::ofRow(newer.integer(0));
        int damaged = 0;
        const std::optional<AttemptRecord> attempt = file.attempt(id, damaged);
        if (!attempt || !job.bind(stored(id.job)).step())
            continue;
        NotedJob &news = ended.emplace_back();
        news.number = id.job;
        news.state = attempt->end;
        news.attempt = id.attempt;
        news.priority = int(job.integer(0));
        news.position = std::uint64_t(job.integer(1));
        news.queuedAt = wallTime(job.integer(2));
        news.startedAt = attempt->startedAt;
        news.endedAt = attempt->endedAt;
        news.outcome = attempt->outcome;
        news.lastLine = attempt->lastLine;
    }
    newer.reset();
    job.reset();
    if (!ended.empty())
        file.commit(std::array{JournalEntry(std::move(ended))});
}

/// A job that ended has an attempt that did; where that was lost, one that has nothing to tell takes its place.
void replaceAttempts(JournalFile &file)
{
    std::vector<std::pair<AttemptId, AttemptRecord>> lost;
    Statement query(
        file.database(),
        "SELECT number, attempt, state, started, ended FROM jobs WHERE attempt > 0 AND state IN (3, 4, 5)"
        " AND NOT EXISTS (SELECT 1 FROM attempts WHERE id = (number << 16 | attempt))");
    static_assert(int(JobState::Finished) == 3 && int(JobState::Cancelled) == 5);
    while (query.step()) {
        const AttemptId id{JobNumber{std::uint64_t(query.integer(0))}, int(query.integer(1))};
        lost.emplace_back(id, AttemptRecord{id.attempt,
                                            wallTime(query.integer(3)),
                                            wallTime(query.integer(4)),
                                            JobState(quint8(query.integer(2))),
                                            nullptr,
                                            {}});
    }
    query.reset();
    file.database().execute("BEGIN IMMEDIATE");
    for (const auto &[id, attempt] : lost)
        file.attempts().write(id, attempt, file.revision());
    file.database().execute("COMMIT");
}

QString rebuilding(const StorePlace &place)
{
    return place.dataDirectory + u"/millrace.rebuilding.db"_s;
}

QString rebuilt(const StorePlace &place)
{
    return place.dataDirectory + u"/millrace.rebuilt.db"_s;
}

/// A name for the damaged file, with the date, that nothing has yet.
QString nameAside(const StorePlace &place)
{
    const QString name = place.dataDirectory + u"/millrace-damaged-"_s +
                         QDateTime::currentDateTime().toString(u"yyyyMMdd-HHmmss"_s);
    QString free = name;
    for (int more = 2; QFile::exists(free + u".db"_s) || QFile::exists(free + u".db-wal"_s); ++more)
        free = name + u'-' + QString::number(more);
    return free + u".db"_s;
}

/// Replaces what is there. \throws SqlError when the file system refuses: what comes next would lose something.
void move(const QString &from, const QString &to)
{
    if (::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) == 0)
        return;
    const int error = errno;
    throw SqlError(error == ENOSPC ? SQLITE_FULL : SQLITE_IOERR,
                   "could not rename " + QFile::encodeName(from).toStdString() + ": " + std::strerror(error));
}

void moveAside(const StorePlace &place, const QString &aside)
{
    const QString log = place.database() + u"-wal"_s;
    if (QFile::exists(log)) // a log of its must never meet the new file
        move(log, aside + u"-wal"_s);
    if (QFile::exists(place.database()))
        move(place.database(), aside);
}

void removeDatabase(const QString &path)
{
    for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s, u"-journal"_s})
        QFile::remove(path + suffix);
}

} // namespace

void rebuild(const StorePlace &place, LoadReport &report)
{
    StorePlace fresh = place;
    fresh.databaseName = u"/millrace.rebuilding.db"_s;
    removeDatabase(rebuilding(place));
    {
        JournalFile file(fresh);
        file.database().execute("BEGIN IMMEDIATE");
        const std::uint64_t unsound = refill(file.database(), place.database());
        // A job without the options that its list asked for would be another job.
        file.database().execute(
            "DELETE FROM jobs WHERE options <> 0 AND options NOT IN (SELECT id FROM shared)");
        file.database().execute("COMMIT");
        std::int64_t latest = 0;
        report.damaged = file.recount(unsound, latest);
        report.changesMissing =
            report.changesMissing || latest < FlightRecorder::durableRevision(place.dataDirectory);
    }
    {
        JournalFile file(fresh);
        reconcile(file);
        replaceAttempts(file);
        file.makeDurable();
        file.closeInOrder();
    }
    move(rebuilding(place), rebuilt(place));
    syncDirectory(place.dataDirectory);
    report.keptAside = nameAside(place);
    moveAside(place, report.keptAside);
    finishRebuild(place);
}

void finishRebuild(const StorePlace &place)
{
    if (!QFile::exists(rebuilt(place)))
        return;
    moveAside(place, nameAside(place)); // killed before the damaged file was moved: then it moves now
    move(rebuilt(place), place.database());
    syncDirectory(place.dataDirectory);
}

} // namespace millrace
