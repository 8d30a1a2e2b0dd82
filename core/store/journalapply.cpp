// What a batch does to the rows: the other half of JournalFile.
//
// Of a job that changed several times within a batch only the last row counts, and a table takes rows best in the order
// of its tree: so both kinds of rows are gathered first, and written together at the end.

#include "core/store/journalfile.h"

#include <algorithm>

namespace millrace {

namespace {

/// Result files up to this size are read for their checksum before their row is written, so much a
/// transaction.
constexpr std::int64_t readAtOnce = 1'048'576;
constexpr std::int64_t readInAll = 16 * readAtOnce;

} // namespace

void JournalFile::apply(const std::vector<NotedJob> &jobs)
{
    for (const NotedJob &job : jobs) {
        if (job.attempt > 0)
            applyAttempt(job);
        if (m_jobs.mayKnow(job.number))
            m_changed.push_back(&job);
        else
            writeJob(job);
        m_ledger.nextNumber = std::max(m_ledger.nextNumber, JobNumber(std::uint64_t(stored(job.number)) + 1));
        if (m_removed > 0) { // put back
            m_accounts.eraseRemoved(job.number);
            if (m_database.changes() == 1)
                --m_removed;
        }
    }
}

void JournalFile::writeJob(const NotedJob &job)
{
    if (m_jobs.write(job, m_ledger.revision) == JobTable::Written::Added)
        ++m_ledger.jobs;
}

void JournalFile::writeChanged()
{
    std::stable_sort(m_changed.begin(), m_changed.end(),
                     [](const NotedJob *a, const NotedJob *b) { return a->number < b->number; });
    for (std::size_t n = 0; n < m_changed.size(); ++n) {
        const bool isLast = n + 1 == m_changed.size() || m_changed[n + 1]->number != m_changed[n]->number;
        if (isLast)
            writeJob(*m_changed[n]);
    }
    m_changed.clear();
}

void JournalFile::applyAttempt(const NotedJob &job)
{
    AttemptRecord attempt{job.attempt, job.startedAt, job.endedAt, job.state, job.outcome, job.lastLine};
    if (isUnderway(job.state)) {
        // What is known of the attempt before, which may have ended and been followed within one frame.
        if (job.attempt < 2 || !job.outcome)
            return;
        writeChanged();
        const std::optional<JobStanding> before = m_jobs.standing(job.number);
        const bool known = before && before->attempt == job.attempt - 1;
        attempt = {job.attempt - 1, known ? before->startedAt : WallTime{},
                   job.startedAt,   JobState::Pending,
                   job.outcome,     {}};
    }
    m_ended.push_back({job.number, std::move(attempt)});
}

void JournalFile::writeEnded()
{
    std::stable_sort(m_ended.begin(), m_ended.end(), [](const EndedAttempt &a, const EndedAttempt &b) {
        return std::pair(a.job, a.record.attempt) < std::pair(b.job, b.record.attempt);
    });
    for (const auto &[job, attempt] : m_ended) {
        const AttemptId id{job, attempt.attempt};
        if (!m_attempts.write(id, attempt, m_ledger.revision) || !attempt.outcome)
            continue;
        writeResult(id, ResultStream::Output, attempt.outcome->folder, attempt.outcome->file);
        writeResult(id, ResultStream::Error, attempt.outcome->folder, attempt.outcome->errorFile);
    }
    m_ended.clear();
}

void JournalFile::writeResult(AttemptId id, ResultStream stream, const QString &folder, const QString &file)
{
    if (file.isEmpty())
        return;
    ResultRow result{id,   stream, ResultPlace{folder, file}.text(m_resultFiles.home()), ResultRow::missing,
                     true, 0};
    if (const auto seen = m_resultFiles.look(result.file, m_readBytes < readInAll ? readAtOnce : -1)) {
        result.size = seen->size;
        result.sealed = seen->read;
        result.checksum = seen->checksum;
        m_readBytes += seen->read ? seen->size : 0;
        if (!result.sealed)
            m_unsealed.push_back(result);
    }
    m_results.write(result, m_ledger.revision);
}

void JournalFile::apply(const std::vector<JobNumber> &removed)
{
    for (const JobNumber number : removed) {
        m_accounts.writeRemoved(number);
        m_removed += std::size_t(m_database.changes());
    }
}

void JournalFile::apply(const QueueSettings &settings)
{
    m_accounts.write(settings, m_ledger.revision);
}

void JournalFile::apply(const SealedResults &sealed)
{
    for (const ResultRow &row : sealed.rows) {
        bool damaged = false;
        if (m_results.read(row.attempt, row.stream, damaged)) // it may be purged by now
            m_results.write(row, m_ledger.revision);
    }
}

} // namespace millrace
