// What the writer does when the disk or the database fails it.
#include "core/store/logcheck.h"
#include "core/store/salvage.h"
#include "core/store/storewriter.h"

#include <new>
#include <sqlite3.h>

namespace millrace {

namespace {

constexpr int rebuildsAtMost = 3;

StoreTrouble::Kind kindOf(const SqlError &error)
{
    switch (error.primaryCode()) {
    case SQLITE_FULL:
        return StoreTrouble::Kind::DiskFull;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
        return StoreTrouble::Kind::ReadOnly;
    default:
        return StoreTrouble::Kind::InputOutput;
    }
}

/// What isn't SQLite's is no sign of damage: a sound database would be rebuilt for want of memory.
SqlError asSqlError(const std::exception &what)
{
    if (const auto *error = dynamic_cast<const SqlError *>(&what))
        return *error;
    const bool isMemory = dynamic_cast<const std::bad_alloc *>(&what) != nullptr;
    return {isMemory ? SQLITE_NOMEM : SQLITE_INTERNAL, what.what()};
}

} // namespace

void StoreWriter::fail(const std::exception &what)
{
    SqlError error = asSqlError(what);
    m_file.reset();
    m_isDamaged = m_isDamaged || (error.meansDamage() && m_rebuilds < rebuildsAtMost);
    if (m_isDamaged) {
        try {
            return mend();
        } catch (const std::exception &worse) {
            error = asSqlError(worse);
        }
    }
    m_retryAt = Inbox::Clock::now() + m_place.retryEvery;
    const StoreTrouble::Kind kind = kindOf(error);
    if (m_trouble != kind)
        m_listener.troubled({kind, QString::fromUtf8(error.what()), m_place.dataDirectory});
    m_trouble = kind;
    if (m_isDamaged)
        return;
    try {
        m_file = std::make_unique<JournalFile>(m_place); // what can't be written can mostly still be read
    } catch (const std::exception &) {
    }
}

void StoreWriter::reopen()
{
    m_file.reset();
    takeRebuilt();
    if (m_isDamaged || isLogDamaged(m_place.database() + QStringLiteral("-wal")))
        throw SqlError(SQLITE_CORRUPT, "the database is damaged");
    auto file = std::make_unique<JournalFile>(m_place);
    // A sync that failed may have left pages in memory that the disk never got: bring all of it there again.
    file->makeDurable();
    if (file->revision() == m_triedRevision || m_place.without == StorePlace::Guard::Reread)
        m_batch.erase(m_batch.begin(), m_batch.begin() + std::ptrdiff_t(m_tried)); // the rest came in since
    m_triedRevision = -1;
    m_tried = 0;
    m_file = std::move(file);
}

/// Goes on with what is sound of a damaged database.
void StoreWriter::mend()
{
    rebuild(m_place, m_report);
    goOnRebuilt();
    m_retryAt = {};
    if (m_isOpen)
        m_file = std::make_unique<JournalFile>(m_place);
}

/// A rebuild that the file system refused, or a kill took, at its last steps is ended first of all. True if so.
bool StoreWriter::takeRebuilt()
{
    const std::optional<QString> aside = finishRebuild(m_place);
    if (!aside)
        return false;
    // What it missed is known only if it was ours.
    m_report.changesMissing = m_report.changesMissing || !m_isDamaged;
    m_report.keptAside = *aside;
    goOnRebuilt();
    return true;
}

void StoreWriter::goOnRebuilt()
{
    ++m_rebuilds;
    m_isDamaged = false;
    m_triedRevision = -1; // whether the batch is in or not: it is written again
    m_tried = 0;
    m_isLoadStale = m_loader.has_value();
    if (m_isOpen && !m_loader)
        m_listener.rebuilt(m_report);
    m_isRebuiltInLoad = m_isRebuiltInLoad || (m_loader && m_loader->hasDelivered());
}

} // namespace millrace
