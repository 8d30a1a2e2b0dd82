#include "core/store/loader.h"

#include <algorithm>
#include <sqlite3.h>
#include <utility>

namespace millrace {

namespace {

/// A piece takes the window about 2 ms.
constexpr int jobsAPiece = 2048;

const JobOutcomePtr &abandoned()
{
    static const JobOutcomePtr outcome = [] {
        auto made = std::make_shared<JobOutcome>();
        made->reason = FailureReason::Abandoned;
        return made;
    }();
    return outcome;
}

} // namespace

void Loader::start(JournalFile &file, bool isRebuilt)
{
    m_isRebuilt = isRebuilt;
    m_removedBefore = file.accounts().removed();
    m_removed.clear();
    for (const JobNumber number : m_removedBefore)
        m_removed.insert(quint64(number));
    bool sound = true;
    m_settings = file.accounts().settings(sound);
    m_settingsKept = sound && file.database().number("SELECT count(*) FROM settings") > 0;
    m_expected = file.ledger().jobs;
    m_after = JobNumber{0};
    m_rows = 0;
    if (m_delivered.empty())
        m_end = file.ledger().nextNumber;
    doubt(!sound || !file.ledgerIsSound());
}

void Loader::doubt(bool damaged) const
{
    if (damaged && !m_isRebuilt && m_place.without != StorePlace::Guard::Checksums)
        throw SqlError(SQLITE_CORRUPT, "rows of the database are not what was written");
}

bool Loader::next(JournalFile &file, RestoredJobs &piece, std::vector<NotedJob> &changed)
{
    piece.settings = m_settings;
    piece.settingsKept = m_settingsKept;
    piece.nextNumber = m_end;
    piece.records.reserve(jobsAPiece);
    LoadReport counts = m_report;
    JobNumber after = m_after;
    int rows = 0;
    bool more = true;
    for (file.jobs().rewind(m_after); rows < jobsAPiece; ++rows) {
        JobRecord record;
        const JobTable::Next found = file.jobs().next(record);
        more = found != JobTable::Next::End && record.number < m_end;
        if (!more)
            break;
        doubt(found == JobTable::Next::Damaged || record.number <= after);
        after = record.number;
        if (found == JobTable::Next::Damaged && m_isRebuilt) {
            ++counts.damaged;
            continue;
        }
        const auto index = std::size_t(record.number);
        if (m_removed.contains(quint64(record.number)) || (index < m_delivered.size() && m_delivered[index]))
            continue;
        addOutcome(file, record);
        if (mapState(record, counts))
            changed.emplace_back(record);
        ++counts.restored;
        piece.records.push_back(std::move(record));
    }
    file.jobs().endReading();
    m_rows += std::uint64_t(rows);
    doubt(!more && m_rows != m_expected);
    m_after = after;
    m_report = counts;
    // Only ever grows: after a rebuild it starts again from the first, and what was delivered stays so.
    m_delivered.resize(std::max(m_delivered.size(), std::size_t(after) + 1));
    for (const JobRecord &record : piece.records)
        m_delivered[std::size_t(record.number)] = true;
    return more;
}

void Loader::addOutcome(JournalFile &file, JobRecord &record)
{
    int damaged = 0;
    std::optional<AttemptRecord> attempt;
    for (int n = record.attempt; n >= 1 && n >= record.attempt - 1 && !attempt; --n)
        attempt = file.attempt({record.number, n}, damaged);
    doubt(damaged > 0 || (isEnded(record.state) && record.attempt > 0 && !attempt));
    if (!attempt)
        return;
    record.outcome = std::move(attempt->outcome);
    record.lastLine = std::move(attempt->lastLine);
}

/// True if the crash changed it.
bool Loader::mapState(JobRecord &record, LoadReport &counts) const
{
    const bool repeat = record.spec.kind == JobKind::Fetch || optionsOf(record.spec).safeToRepeat;
    if (isUnderway(record.state)) {
        // Cancelling counts as underway: it may have been the program's end that asked.
        record.state = repeat ? JobState::Pending : JobState::Interrupted;
        counts.requeued += repeat ? 1 : 0;
    } else if (record.state == JobState::Pending && counts.changesMissing && !repeat) {
        record.state = JobState::Interrupted; // it may have run since
    } else {
        counts.interrupted += record.state == JobState::Interrupted ? 1 : 0;
        return false;
    }
    counts.interrupted += repeat ? 0 : 1;
    record.endedAt = {};
    record.heldUntil = {};
    record.outcome = abandoned();
    return true;
}

} // namespace millrace
