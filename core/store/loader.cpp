#include "core/store/loader.h"

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

void Loader::start(JournalFile &file)
{
    m_removedBefore = file.accounts().removed();
    for (const JobNumber number : m_removedBefore)
        m_removed.insert(quint64(number));
    bool sound = true;
    m_settings = file.accounts().settings(sound);
    m_settingsKept = sound && file.database().number("SELECT count(*) FROM settings") > 0;
    m_damage = m_damage || !sound || !file.ledgerIsSound();
    m_end = file.ledger().nextNumber;
}

bool Loader::next(JournalFile &file, RestoredJobs &piece, std::vector<NotedJob> &changed)
{
    piece.settings = m_settings;
    piece.settingsKept = m_settingsKept;
    piece.nextNumber = m_end;
    piece.records.reserve(jobsAPiece);
    file.jobs().rewind(m_after);
    for (int read = 0; read < jobsAPiece; ++read) {
        JobRecord record;
        const JobTable::Next found = file.jobs().next(record);
        m_done = found == JobTable::Next::End || record.number <= m_after || record.number >= m_end;
        if (m_done)
            break;
        m_after = record.number;
        if (m_removed.contains(quint64(record.number)))
            continue;
        if (found == JobTable::Next::Damaged) {
            ++m_report.damaged;
            m_damage = true;
            continue;
        }
        addOutcome(file, record);
        if (mapState(record))
            changed.emplace_back(record);
        ++m_report.restored;
        piece.records.push_back(std::move(record));
    }
    file.jobs().endReading();
    return !m_done;
}

void Loader::addOutcome(JournalFile &file, JobRecord &record)
{
    int damaged = 0;
    std::optional<AttemptRecord> attempt;
    for (int n = record.attempt; n >= 1 && n >= record.attempt - 1 && !attempt; --n)
        attempt = file.attempt({record.number, n}, damaged);
    if (attempt)
        record.outcome = std::move(attempt->outcome);
    m_report.damagedResults += std::uint64_t(damaged);
    m_damage = m_damage || damaged > 0;
}

bool Loader::mapState(JobRecord &record)
{
    if (record.state == JobState::Interrupted)
        ++m_report.interrupted;
    if (!isUnderway(record.state))
        return false;
    // Cancelling counts as underway: it may have been the program's end that asked.
    const bool repeat = record.spec.kind == JobKind::Fetch || optionsOf(record.spec).safeToRepeat;
    record.state = repeat ? JobState::Pending : JobState::Interrupted;
    ++(repeat ? m_report.requeued : m_report.interrupted);
    record.endedAt = {};
    record.heldUntil = {};
    record.outcome = abandoned();
    return true;
}

} // namespace millrace
