#include "core/store/journalfile.h"

#include "core/store/filesystem.h"
#include "core/store/schema.h"

#include <QFile>
#include <QSet>

#include <algorithm>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace millrace {

namespace {

Ledger readLedger(LedgerTable &table, bool &sound)
{
    Ledger ledger;
    sound = table.read(ledger);
    return ledger;
}

/// Jobs name passwords and environments: they are nobody else's to read, whatever the folder allows. The log gets its
/// rights from the database.
void keepPrivate(const QString &database)
{
    const int file = ::open(QFile::encodeName(database).constData(),
                            O_RDONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0)
        return; // SQLite says what is wrong with it
    struct stat status = {};
    if (::fstat(file, &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        ::fchmod(file, S_IRUSR | S_IWUSR);
    ::close(file);
}

} // namespace

JournalFile::JournalFile(const StorePlace &place)
    : m_database(openDatabase(place)),
      m_resultFiles(place.resultsDirectory),
      m_shared(m_database),
      m_accounts(m_database),
      m_ledger(readLedger(m_accounts, m_ledgerIsSound)),
      m_jobs(m_database, m_shared, JobNumber(std::uint64_t(stored(m_ledger.nextNumber)) - 1)),
      m_attempts(m_database, m_shared),
      m_results(m_database),
      m_removed(m_accounts.removed().size())
{}

Database JournalFile::openDatabase(const StorePlace &place)
{
    QFile file(place.database());
    if (file.open(QIODevice::ReadOnly))
        checkHeader(file.read(100).toStdString(), migrations());
    file.close();
    keepPrivate(place.database());
    Database database(place.database(), Database::Access::ReadWrite,
                      place.vfs.isEmpty() ? nullptr : place.vfs.constData());
    // Exclusive: no second connection can get in, and the index of the log is in our memory, not in a mapped
    // file.
    database.execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -32768; PRAGMA temp_store = "
                     "MEMORY; PRAGMA page_size = 4096");
    if (isOnNetworkFileSystem(place.dataDirectory))
        database.execute("PRAGMA journal_mode = TRUNCATE");
    else
        database.execute("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 2000;"
                         " PRAGMA journal_size_limit = 16777216");
    database.execute(place.without == StorePlace::Guard::FullSync ? "PRAGMA synchronous = OFF"
                                                                  : "PRAGMA synchronous = FULL");
    // A log stays until the store is closed in order: that it is missing means something.
    database.keepFilesOnClose();
    migrate(database, migrations());
    return database;
}

void JournalFile::transact(const auto &work)
{
    m_database.execute("BEGIN IMMEDIATE");
    try {
        ++m_ledger.revision;
        work();
        m_accounts.write(m_ledger);
        m_database.execute("COMMIT");
    } catch (...) {
        m_database.rollback();
        throw;
    }
}

void JournalFile::commit(std::span<const JournalEntry> batch)
{
    m_readBytes = 0;
    m_changed.clear(); // of one that failed
    m_ended.clear();
    transact([this, batch] {
        for (const JournalEntry &entry : batch)
            std::visit([this](const auto &part) { apply(part); }, entry);
        writeChanged();
        writeEnded();
    });
}

void JournalFile::makeDurable()
{
    if (m_database.number("PRAGMA wal_checkpoint(TRUNCATE)") != 0)
        throw SqlError(SQLITE_BUSY, "the write-ahead log is in use");
}

void JournalFile::setClean(bool clean, WallTime now)
{
    transact([this, clean, now] {
        m_ledger.clean = clean;
        m_ledger.endedAt = clean ? now : WallTime{};
    });
    // The file itself must say that it is in use: then a log that is missing at the next start is noticed.
    makeDurable();
}

std::uint64_t JournalFile::recount(std::uint64_t unsound, std::int64_t &latest)
{
    Ledger found;
    const bool known = m_accounts.read(found) && found.revision > 0;
    const auto jobs = std::uint64_t(m_database.number("SELECT count(*) FROM jobs"));
    const std::int64_t highest = m_database.number("SELECT max(number) FROM jobs");
    latest = m_database.number("SELECT max((SELECT coalesce(max(revision), 0) FROM jobs), "
                               "(SELECT coalesce(max(revision), 0) FROM attempts))");
    latest = std::max(latest, found.revision);
    transact([this, &found, jobs, highest, latest] {
        m_ledger = found;
        m_ledger.revision = latest + 1;
        m_ledger.nextNumber = std::max(found.nextNumber, JobNumber(std::uint64_t(highest) + 1));
        m_ledger.jobs = jobs;
        m_ledger.clean = false;
    });
    if (known)
        return found.jobs > jobs ? found.jobs - jobs : 0;
    return unsound;
}

void JournalFile::closeInOrder()
{
    sqlite3_db_config(m_database.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
}

std::vector<QString> JournalFile::filesOnlyOf(std::span<const JobNumber> removed)
{
    QSet<QString> files;
    const QSet<JobNumber> numbers(removed.begin(), removed.end());
    std::vector<QString> own;
    for (const JobNumber number : removed) {
        for (const ResultRow &result : m_results.ofJob(number)) {
            if (isNamedAfter(number, result.file))
                own.push_back(result.file);
            else
                files.insert(result.file);
        }
    }
    if (files.isEmpty())
        return own;
    Statement others(m_database, "SELECT id, file FROM results");
    while (!files.isEmpty() && others.step()) {
        if (!numbers.contains(ResultRow::jobOfRow(others.integer(0))))
            files.remove(others.text(1));
    }
    own.insert(own.end(), files.cbegin(), files.cend());
    return own;
}

void JournalFile::drop(std::span<const JobNumber> removed)
{
    std::size_t dropped = 0;
    transact([this, removed, &dropped] {
        for (const JobNumber number : removed) {
            m_accounts.eraseRemoved(number);
            if (m_database.changes() == 0)
                continue; // put back meanwhile
            ++dropped;
            m_results.eraseAll(number);
            m_attempts.eraseAll(number);
            if (m_jobs.erase(number))
                --m_ledger.jobs;
        }
    });
    m_removed -= dropped;
}

std::optional<AttemptRecord> JournalFile::attempt(AttemptId id, int &damaged)
{
    bool unsound = false;
    std::optional<AttemptRecord> attempt = m_attempts.read(id, unsound);
    damaged += unsound ? 1 : 0;
    if (attempt)
        addFiles(*attempt, id, damaged);
    return attempt;
}

std::vector<AttemptRecord> JournalFile::attemptsOf(JobNumber job)
{
    std::vector<AttemptRecord> all = m_attempts.ofJob(job);
    int damaged = 0;
    for (AttemptRecord &attempt : all)
        addFiles(attempt, {job, attempt.attempt}, damaged);
    return all;
}

void JournalFile::addFiles(AttemptRecord &attempt, AttemptId id, int &damaged)
{
    if (!attempt.outcome)
        return;
    auto outcome = std::make_shared<JobOutcome>(*attempt.outcome);
    for (const ResultStream stream : {ResultStream::Output, ResultStream::Error}) {
        bool unsound = false;
        if (const auto row = m_results.read(id, stream, unsound)) {
            const ResultPlace place = ResultPlace::of(row->file, m_resultFiles.home());
            if (m_lastFolder != place.folder)
                m_lastFolder = place.folder; // one text for all that lie there
            outcome->folder = m_lastFolder;
            (stream == ResultStream::Output ? outcome->file : outcome->errorFile) = place.file;
        }
        damaged += unsound ? 1 : 0;
    }
    attempt.outcome = std::move(outcome);
}

} // namespace millrace
