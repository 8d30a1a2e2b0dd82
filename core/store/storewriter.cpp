#include "core/store/storewriter.h"

#include "core/store/filesystem.h"
#include "core/store/flightrecorder.h"
#include "core/store/logcheck.h"
#include "core/store/salvage.h"
#include "core/store/schema.h"

#include <QFileInfo>

#include <algorithm>
#include <array>
#include <sqlite3.h>
#include <tuple>

namespace millrace {

namespace {

using namespace std::chrono_literals;

constexpr auto groupCommit = 50ms;
/// Results that the last run left without a checksum; the rest waits for the next start.
constexpr int unsealedAtOnce = 1000;

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
        return answerThatNothingCanBeRead();
    for (bool stop = false; !stop;) {
        Inbox::Turn turn = wait();
        stop = turn.stop;
        std::move(turn.entries.begin(), turn.entries.end(), std::back_inserter(m_batch));
        if (turn.mark > 0)
            m_batchMark = turn.mark;
        if (stop)
            m_retryAt = {}; // the last chance
        if (!m_batch.empty() || m_trouble || m_isWriteDue)
            write();
        for (const auto &task : turn.tasks)
            task(m_file.get());
        if (stop && !m_batch.empty()) { // it may have been opened anew, or rebuilt, just now
            m_retryAt = {};
            write();
        }
        if (turn.load && m_file)
            loadPiece();
        else if (turn.load)
            m_inbox.wantPiece();
        sweep();
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
        } catch (const std::exception &error) {
            fail(error);
        }
        if (m_trouble && m_inbox.isStoppedBefore(m_retryAt))
            return false;
    }
}

/// As long as somebody may ask.
void StoreWriter::answerThatNothingCanBeRead()
{
    for (bool stop = false; !stop;) {
        const Inbox::Turn turn = m_inbox.wait({});
        stop = turn.stop;
        for (const auto &task : turn.tasks)
            task(nullptr);
    }
}

void StoreWriter::tryOpen()
{
    m_file.reset(); // what fail() opened has the lock
    if (!takeRebuilt() && m_isDamaged)
        throw SqlError(SQLITE_CORRUPT, "the database is still damaged");
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
    takeRecorded();
    m_loader->start(*m_file, m_rebuilds > 0);
    m_isLoadStale = false;
    seal(m_file->results().unsealed(unsealedAtOnce));
}

Inbox::Turn StoreWriter::wait()
{
    return m_inbox.wait({.load = m_loader && m_file && !m_isLoadHeld,
                         .write = !m_batch.empty() || m_isWriteDue,
                         .troubled = m_trouble.has_value(),
                         .writeFrom = m_trouble ? m_retryAt : m_lastCommit + groupCommit});
}

void StoreWriter::loadPiece()
{
    RestoredJobs piece;
    std::vector<NotedJob> changed;
    bool more = false;
    try {
        if (m_isLoadStale)
            m_loader->start(*m_file, m_rebuilds > 0);
        m_isLoadStale = false;
        more = m_loader->next(*m_file, piece, changed);
    } catch (const std::exception &error) {
        fail(error);
        m_inbox.wantPiece(); // it didn't come
        m_isLoadHeld = m_trouble.has_value();
        return;
    }
    m_isWriteDue =
        !m_isMarked; // reading comes first: a disk that can't be written shows its jobs all the same
    if (!changed.empty())
        m_batch.emplace_back(std::move(changed));
    m_listener.pieceRead(std::move(piece));
    if (more)
        return;
    m_listener.loaded(m_report, m_loader->removedBefore());
    m_loader.reset();
    // What was noted of the jobs that are in already is noted again.
    if (std::exchange(m_isRebuiltInLoad, false))
        m_listener.rebuilt(m_report);
}

/// A failed commit means unknown: the file is opened anew and tells by its revision what became of the batch.
void StoreWriter::write()
{
    if (m_trouble && Inbox::Clock::now() < m_retryAt)
        return;
    m_isLoadHeld = false;
    try {
        if (m_trouble || !m_file)
            reopen();
        if (!m_isMarked || m_file->ledger().clean)
            m_file->setClean(false, {});
        m_isMarked = true;
        m_isWriteDue = false;
        if (!m_batch.empty())
            writeOnce();
    } catch (const std::exception &error) {
        return fail(error);
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
    if (!news.empty() && m_file->ledger().clean)
        m_file->setClean(false, {});
    if (!news.empty())
        m_file->commit(std::array{JournalEntry(std::move(news))});
    FlightRecorder::clear(m_place.dataDirectory);
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
