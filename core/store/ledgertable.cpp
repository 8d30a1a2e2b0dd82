#include "core/store/ledgertable.h"

#include "core/store/checksum.h"
#include "core/store/schema.h"

namespace millrace {

namespace {

std::int64_t sumOf(const Ledger &ledger)
{
    return Checksum(shapes::ledger.tag)
        .add(1)
        .add(ledger.revision)
        .add(stored(ledger.nextNumber))
        .add(ledger.jobs)
        .add(int(ledger.clean))
        .add(stored(ledger.endedAt))
        .value();
}

std::int64_t sumOf(const QueueSettings &settings, std::int64_t revision)
{
    return Checksum(shapes::settings.tag)
        .add(int(settings.queue))
        .add(revision)
        .add(settings.width)
        .add(int(settings.paused))
        .add(settings.hostCap)
        .value();
}

std::int64_t sumOf(JobNumber removed)
{
    return Checksum(shapes::removed.tag).add(stored(removed)).value();
}

} // namespace

LedgerTable::LedgerTable(Database &database)
    : m_readLedger(database, "SELECT * FROM ledger WHERE id = 1"),
      m_writeLedger(database, "INSERT OR REPLACE INTO ledger VALUES(1, ?, ?, ?, ?, ?, ?)"),
      m_readSettings(database, "SELECT * FROM settings WHERE queue = 0"),
      m_writeSettings(database, "INSERT OR REPLACE INTO settings VALUES(?, ?, ?, ?, ?, ?)"),
      m_readRemoved(database, "SELECT number, sum FROM removed"),
      m_writeRemoved(database, "INSERT OR IGNORE INTO removed VALUES(?, ?)"),
      m_findRemoved(database, "SELECT sum FROM removed WHERE number = ?"),
      m_eraseRemoved(database, "DELETE FROM removed WHERE number = ?")
{}

bool LedgerTable::read(Ledger &ledger)
{
    bool sound = true;
    if (m_readLedger.bind().step()) {
        ledger.revision = m_readLedger.integer(1);
        ledger.nextNumber = JobNumber(std::uint64_t(m_readLedger.integer(2)));
        ledger.jobs = std::uint64_t(m_readLedger.integer(3));
        ledger.clean = m_readLedger.integer(4) != 0;
        ledger.endedAt = wallTime(m_readLedger.integer(5));
        sound = sumOf(ledger) == m_readLedger.integer(6);
    }
    m_readLedger.reset();
    return sound;
}

void LedgerTable::write(const Ledger &ledger)
{
    m_writeLedger.run(ledger.revision, stored(ledger.nextNumber), std::int64_t(ledger.jobs),
                      int(ledger.clean), stored(ledger.endedAt), sumOf(ledger));
}

QueueSettings LedgerTable::settings(bool &sound)
{
    QueueSettings settings;
    sound = true;
    if (m_readSettings.bind().step()) {
        settings.width = int(m_readSettings.integer(2));
        settings.paused = m_readSettings.integer(3) != 0;
        settings.hostCap = int(m_readSettings.integer(4));
        sound = sumOf(settings, m_readSettings.integer(1)) == m_readSettings.integer(5);
    }
    m_readSettings.reset();
    return sound ? settings : QueueSettings{};
}

void LedgerTable::write(const QueueSettings &settings, std::int64_t revision)
{
    m_writeSettings.run(int(settings.queue), revision, settings.width, int(settings.paused), settings.hostCap,
                        sumOf(settings, revision));
}

void LedgerTable::writeRemoved(JobNumber number)
{
    m_writeRemoved.run(stored(number), sumOf(number));
}

void LedgerTable::eraseRemoved(JobNumber number)
{
    m_eraseRemoved.run(stored(number));
}

bool LedgerTable::isRemoved(JobNumber number)
{
    const bool isThere =
        m_findRemoved.bind(stored(number)).step() && m_findRemoved.integer(0) == sumOf(number);
    m_findRemoved.reset();
    return isThere;
}

std::vector<JobNumber> LedgerTable::removed()
{
    std::vector<JobNumber> numbers;
    for (m_readRemoved.bind(); m_readRemoved.step();) {
        const JobNumber number{std::uint64_t(m_readRemoved.integer(0))};
        if (sumOf(number) == m_readRemoved.integer(1))
            numbers.push_back(number);
    }
    m_readRemoved.reset();
    return numbers;
}

} // namespace millrace
