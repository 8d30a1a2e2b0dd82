// What the writer does when the disk or the database fails it.
#include "core/store/salvage.h"
#include "core/store/storewriter.h"

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

} // namespace

void StoreWriter::fail(SqlError error)
{
    m_file.reset();
    if (error.meansDamage() && m_rebuilds < rebuildsAtMost) {
        try {
            return mend();
        } catch (const SqlError &worse) {
            error = worse;
        } catch (const std::exception &worse) {
            error = SqlError(SQLITE_ERROR, worse.what());
        }
    }
    m_retryAt = Inbox::Clock::now() + m_place.retryEvery;
    const StoreTrouble::Kind kind = kindOf(error);
    if (m_trouble != kind)
        m_listener.troubled({kind, QString::fromUtf8(error.what()), m_place.dataDirectory});
    m_trouble = kind;
    try {
        m_file = std::make_unique<JournalFile>(m_place); // what can't be written can mostly still be read
    } catch (const std::exception &) {
    }
}

void StoreWriter::reopen()
{
    m_file.reset();
    finishRebuild(m_place);
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
    ++m_rebuilds;
    rebuild(m_place, m_report);
    m_triedRevision = -1; // whether the batch is in or not: it is written again
    if (m_isOpen)
        m_file = std::make_unique<JournalFile>(m_place);
    if (m_isOpen && m_loader)
        m_loader->start(*m_file, m_rebuilds > 0);
    else if (m_isOpen)
        m_listener.rebuilt(m_report);
}

} // namespace millrace
