#include "core/store/storewriter.h"

#include "core/store/filesystem.h"
#include "core/store/flightrecorder.h"
#include "core/store/logcheck.h"
#include "core/store/salvage.h"
#include "core/store/schema.h"

#include <QFileInfo>

#include <algorithm>
#include <array>
#include <limits>
#include <sqlite3.h>
#include <tuple>

namespace millrace {

namespace {

using namespace std::chrono_literals;

constexpr auto groupCommit = 50ms;
/// Results that the last run left without a checksum; the rest waits for the next start.
constexpr int unsealedAtOnce = 1000;
constexpr std::size_t droppedAtOnce = 20'000;

WallTime wallNow()
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

} // namespace

StoreWriter::StoreWriter(StorePlace place, StoreListener &listener)
    : m_place(std::move(place)), m_listener(listener), m_thread([this] { run(); })
{}

StoreWriter::~StoreWriter()
{
    m_files.stop(); // what it found out so far is in the inbox
    m_inbox.stop();
    m_thread.join();
}

void StoreWriter::run()
{
    if (!open())
        return;
    for (bool stop = false; !stop;) {
        Inbox::Turn turn = wait();
        stop = turn.stop;
        std::move(turn.entries.begin(), turn.entries.end(), std::back_inserter(m_batch));
        if (turn.mark > 0)
            m_batchMark = turn.mark;
        if (stop)
            m_retryAt = {}; // the last chance
        if (!m_batch.empty() || m_trouble)
            write();
        for (const auto &task : turn.tasks)
            task(m_file.get());
        if (turn.load)
            loadPiece();
    }
    finish();
}

/// False: the database can't be used, or the store is going.
bool StoreWriter::open()
{
    m_loader.emplace(m_place, m_report);
    for (;;) {
        try {
            tryOpen();
            m_isOpen = true;
            return true;
        } catch (const NewerSchema &newer) {
            m_listener.refused(StoreRefusal::Newer, QString::fromUtf8(newer.what()));
            return false;
        } catch (const SqlError &error) {
            fail(error);
        }
        if (m_trouble && m_inbox.isStoppedBefore(m_retryAt))
            return false;
    }
}

void StoreWriter::tryOpen()
{
    finishRebuild(m_place);
    const QFileInfo database(m_place.database());
    const bool isThere = database.exists() && database.size() > 0;
    const bool hasLog = QFileInfo::exists(m_place.database() + QStringLiteral("-wal"));
    if (isThere && m_rebuilds == 0 && isLogDamaged(m_place.database() + QStringLiteral("-wal")))
        throw SqlError(SQLITE_CORRUPT, "the write-ahead log is not what was written");
    m_file = std::make_unique<JournalFile>(m_place);
    const bool isBehind = m_file->revision() < FlightRecorder::durableRevision(m_place.dataDirectory);
    if (m_rebuilds == 0 && isBehind && hasLog)
        throw SqlError(SQLITE_CORRUPT,
                       "the database is older than it was"); // the log may have more than SQLite sees
    if (!std::exchange(m_report.isOpened, true)) {
        m_report.endedWell = m_rebuilds == 0 && m_file->ledger().clean;
        const bool logGone = m_rebuilds == 0 && isThere && !hasLog && !m_report.endedWell &&
                             !isOnNetworkFileSystem(m_place.dataDirectory);
        const bool allGone = !isThere && FlightRecorder::isThere(m_place.dataDirectory);
        m_report.changesMissing =
            m_report.changesMissing || logGone || allGone || (m_rebuilds == 0 && isBehind);
    }
    m_file->setClean(false, {});
    takeRecorded();
    m_loader->start(*m_file, m_rebuilds > 0);
    seal(m_file->results().unsealed(unsealedAtOnce));
}

Inbox::Turn StoreWriter::wait()
{
    return m_inbox.wait({.load = m_loader && m_file,
                         .write = !m_batch.empty(),
                         .troubled = m_trouble.has_value(),
                         .writeFrom = m_trouble ? m_retryAt : m_lastCommit + groupCommit});
}

void StoreWriter::loadPiece()
{
    RestoredJobs piece;
    std::vector<NotedJob> changed;
    bool more = false;
    try {
        more = m_loader->next(*m_file, piece, changed);
    } catch (const SqlError &error) {
        fail(error);
        m_inbox.wantPiece(); // it didn't come
        return;
    }
    if (!changed.empty())
        m_batch.emplace_back(std::move(changed));
    m_listener.pieceRead(std::move(piece));
    if (more)
        return;
    const std::vector<JobNumber> removed = m_loader->removedBefore();
    m_loader.reset();
    m_listener.loaded(m_report);
    if (m_place.purgesRemoved)
        purge(removed); // nobody can put them back any more
}

/// A failed commit means unknown: the file is opened anew and tells by its revision what became of the batch.
void StoreWriter::write()
{
    if (m_trouble && Inbox::Clock::now() < m_retryAt)
        return;
    try {
        if (m_trouble || !m_file)
            reopen();
        if (m_file->ledger().clean)
            m_file->setClean(false, {});
        if (!m_batch.empty())
            writeOnce();
    } catch (const SqlError &error) {
        fail(error);
        return;
    } catch (const std::exception &error) { // no memory, a defect of ours: as any other failed commit
        fail(SqlError(SQLITE_ERROR, error.what()));
        return;
    }
    if (std::exchange(m_trouble, std::nullopt))
        m_listener.recovered();
    m_listener.saved(m_batchMark, m_file->revision());
    m_written.clear(); // only now: a million jobs take a while to let go of
    seal(m_file->takeUnsealed());
}

void StoreWriter::writeOnce()
{
    m_lastCommit = Inbox::Clock::now();
    m_triedRevision = m_file->revision() + 1;
    m_tried = m_batch.size();
    m_file->commit(m_batch);
    m_triedRevision = -1;
    m_tried = 0;
    m_written = std::exchange(m_batch, {});
}

/// What a killed run noted in its last moments. Of a job, only what goes beyond its row is news: the rest is older.
void StoreWriter::takeRecorded()
{
    std::vector<NotedJob> news;
    for (auto &[job, isWhole] : FlightRecorder::read(m_place.dataDirectory)) {
        const std::optional<JobStanding> known = m_file->jobs().standing(job.number);
        const bool isNews =
            known ? job.attempt > known->attempt ||
                        (job.attempt == known->attempt && isUnderway(known->state) && !isUnderway(job.state))
                  : isWhole && job.number >= m_file->ledger().nextNumber;
        if (isNews)
            news.push_back(std::move(job));
    }
    std::stable_sort(news.begin(), news.end(), [](const NotedJob &a, const NotedJob &b) {
        return std::tuple(a.number, a.attempt, !isUnderway(a.state)) <
               std::tuple(b.number, b.attempt, !isUnderway(b.state));
    });
    if (!news.empty())
        m_file->commit(std::array{JournalEntry(std::move(news))});
    FlightRecorder::clear(m_place.dataDirectory);
}

/// Large results get their checksum after their row is safe.
void StoreWriter::seal(std::vector<ResultRow> results)
{
    for (ResultRow &row : results) {
        m_files.ask([this, row = std::move(row)](const std::atomic<bool> &ending) {
            const ResultFiles folder(m_place.resultsDirectory);
            const auto seen = folder.look(row.file, std::numeric_limits<std::int64_t>::max(), &ending);
            if (!seen || !seen->read || seen->size != row.size)
                return; // ended early, or already another file than was written down
            ResultRow sealed = row;
            sealed.sealed = true;
            sealed.checksum = seen->checksum;
            m_inbox.put(SealedResults{{std::move(sealed)}});
        });
    }
}

void StoreWriter::purge()
{
    m_inbox.put([this](JournalFile *file) {
        if (file && !m_loader) // while loading, it is left to the next start
            purge(file->accounts().removed());
    });
}

/// First the files, then the rows: a kill in between leaves rows that the next start drops, not files for ever.
void StoreWriter::purge(const std::vector<JobNumber> &numbers)
{
    if (numbers.empty())
        return;
    std::vector<QString> files;
    try {
        files = m_file->filesOnlyOf(numbers);
    } catch (const SqlError &error) {
        return fail(error);
    }
    m_files.ask([this, numbers, files = std::move(files)](const std::atomic<bool> &ending) {
        const ResultFiles results(m_place.resultsDirectory);
        for (const QString &name : files) {
            if (ending)
                return;
            static_cast<void>(results.remove(name)); // refused: it isn't ours to remove
        }
        m_inbox.put([this, numbers](JournalFile *file) { drop(file, numbers); });
    });
}

void StoreWriter::drop(JournalFile *file, const std::vector<JobNumber> &numbers)
{
    try {
        for (std::size_t from = 0; file && from < numbers.size(); from += droppedAtOnce)
            file->drop(std::span(numbers).subspan(from, std::min(numbers.size() - from, droppedAtOnce)));
    } catch (const SqlError &error) {
        fail(error);
    }
}

void StoreWriter::finish()
{
    if (!m_file || !m_batch.empty())
        return;
    try {
        m_file->setClean(true, wallNow());
        m_file->closeInOrder();
    } catch (const SqlError &) {
        // The next start sees that it didn't end well.
    }
}

} // namespace millrace
