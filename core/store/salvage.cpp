#include "core/store/salvage.h"

#include "core/store/filesystem.h"
#include "core/store/flightrecorder.h"
#include "core/store/refill.h"

#include <QDateTime>
#include <QFile>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sqlite3.h>

using namespace Qt::StringLiterals;

namespace millrace {

namespace {

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

/// Whether they were put back is not known any more: then they are there, but a command does not run by itself.
void holdBack(JournalFile &file, const std::vector<JobNumber> &removed)
{
    file.database().execute("BEGIN IMMEDIATE");
    for (const JobNumber number : removed) {
        JobRecord job;
        file.jobs().rewind(JobNumber(std::uint64_t(stored(number)) - 1));
        const bool isThere = file.jobs().next(job) == JobTable::Next::Sound && job.number == number;
        file.jobs().endReading();
        if (!isThere || job.state != JobState::Pending || job.spec.kind == JobKind::Fetch ||
            optionsOf(job.spec).safeToRepeat)
            continue;
        job.state = JobState::Interrupted;
        job.heldUntil = {};
        file.jobs().write(NotedJob(job), file.revision());
    }
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

/// Replaces what is there.
/// \throws SqlError when the file system refuses: what comes next would lose something.
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
    // What belongs to it must never meet the new file: a journal would be rolled back into it.
    for (const QString &suffix : {u"-wal"_s, u"-journal"_s, u""_s}) {
        if (QFile::exists(place.database() + suffix))
            move(place.database() + suffix, aside + suffix);
    }
}

void removeDatabase(const QString &path)
{
    for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s, u"-journal"_s})
        QFile::remove(path + suffix);
}

/// All that is sound, in a file of its own that is complete and on the disk.
void buildAnew(const StorePlace &place, LoadReport &report)
{
    StorePlace fresh = place;
    fresh.databaseName = u"/millrace.rebuilding.db"_s;
    RefillReport found;
    {
        JournalFile file(fresh);
        file.database().execute("BEGIN IMMEDIATE");
        found = refill(file.database(), place.database());
        // A job without the options that its list asked for would be another job.
        file.database().execute(
            "DELETE FROM jobs WHERE options <> 0 AND options NOT IN (SELECT id FROM shared)");
        file.database().execute("COMMIT");
        std::int64_t latest = 0;
        report.damaged = file.recount(found.unsound, latest);
        report.changesMissing =
            report.changesMissing || latest < FlightRecorder::durableRevision(place.dataDirectory);
    }
    JournalFile file(fresh);
    reconcile(file);
    replaceAttempts(file);
    holdBack(file, found.removed);
    file.makeDurable();
    file.closeInOrder();
}

} // namespace

void rebuild(const StorePlace &place, LoadReport &report)
{
    removeDatabase(rebuilding(place));
    try {
        buildAnew(place, report);
        move(rebuilding(place), rebuilt(place));
    } catch (...) {
        removeDatabase(rebuilding(place)); // the room may be what it takes to go on
        throw;
    }
    syncDirectory(place.dataDirectory);
    report.keptAside = finishRebuild(place).value_or(QString());
}

std::optional<QString> finishRebuild(const StorePlace &place)
{
    removeDatabase(rebuilding(place)); // killed before it was complete
    if (!QFile::exists(rebuilt(place)))
        return std::nullopt;
    const QString aside = nameAside(place);
    moveAside(place, aside); // killed before the damaged file was moved: then it moves now
    move(rebuilt(place), place.database());
    syncDirectory(place.dataDirectory);
    return QFile::exists(aside) || QFile::exists(aside + u"-wal"_s) ? aside : QString();
}

} // namespace millrace
