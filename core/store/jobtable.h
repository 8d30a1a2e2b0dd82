#pragma once

#include "core/store/database.h"
#include "core/store/notedjob.h"
#include "core/store/sharedtable.h"

#include <optional>

namespace millrace {

/// What the row of a job says of its latest attempt.
struct JobStanding
{
    JobState state = JobState::Pending;
    int attempt = 0;
    WallTime startedAt{};
};

/// The rows of jobs. Writer thread only; all of it inside a transaction of the caller.
class JobTable
{
public:
    /// \param highest the highest number that may be there: beyond it, a job is known to be new.
    JobTable(Database &database, SharedTable &shared, JobNumber highest);

    enum class Written { Added, Changed };
    Written write(const NotedJob &job, std::int64_t revision);
    /// False: it is certainly not there.
    [[nodiscard]] bool mayKnow(JobNumber number) const { return number <= m_highest; }
    [[nodiscard]] std::optional<JobStanding> standing(JobNumber number);
    /// True if it was there.
    bool erase(JobNumber number);

    /// Reads on from the jobs after \a after.
    void rewind(JobNumber after);
    enum class Next { Sound, Damaged, End };
    /// The next job, without its outcome. Damaged: \a record has the number at most.
    /// \throws SqlError
    Next next(JobRecord &record);
    void endReading() { m_read.reset(); }

private:
    std::int64_t optionsId(const std::shared_ptr<const JobOptions> &options);
    bool readOptions(JobRecord &record, std::int64_t id);

    Database &m_database;
    SharedTable &m_shared;
    JobNumber m_highest;
    Statement m_insert, m_update, m_standing, m_erase, m_read;
    // Neighbours in a list mostly share their options.
    std::shared_ptr<const JobOptions> m_lastOptions, m_lastRead;
    std::int64_t m_lastId = 0, m_lastReadId = 0;
};

} // namespace millrace
