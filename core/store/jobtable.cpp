#include "core/store/jobtable.h"

#include "core/store/checksum.h"
#include "core/store/optionscodec.h"
#include "core/store/schema.h"

#include <algorithm>

namespace millrace {

namespace {

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

template <class Job>
std::int64_t stateSum(const Job &job, std::int64_t revision)
{
    return Checksum(shapes::jobs.tag)
        .add(stored(job.number))
        .add(revision)
        .add(int(job.state))
        .add(job.attempt)
        .add(job.priority)
        .add(job.position)
        .add(stored(job.queuedAt))
        .add(stored(job.startedAt))
        .add(stored(job.endedAt))
        .add(stored(job.heldUntil))
        .value();
}

std::int64_t specSum(JobNumber number, QueueId queue, JobKind kind, int asked, std::int64_t options,
                     std::string_view key, std::string_view what)
{
    return Checksum(shapes::jobs.tag)
        .add(stored(number))
        .add(int(queue))
        .add(int(kind))
        .add(asked)
        .add(options)
        .add(key)
        .add(what)
        .value();
}

} // namespace

JobTable::JobTable(Database &database, SharedTable &shared, JobNumber highest)
    : m_database(database),
      m_shared(shared),
      m_highest(highest),
      m_insert(database, "INSERT INTO jobs VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      m_update(database,
               "UPDATE jobs SET revision = ?2, state = ?3, attempt = ?4, priority = ?5, position = ?6,"
               " queued = ?7, started = ?8, ended = ?9, held = ?10, state_sum = ?11 WHERE number = ?1"),
      m_standing(database, "SELECT state, attempt, started FROM jobs WHERE number = ?"),
      m_erase(database, "DELETE FROM jobs WHERE number = ?"),
      m_read(database, "SELECT * FROM jobs WHERE number > ? ORDER BY number")
{}

JobTable::Written JobTable::write(const NotedJob &job, std::int64_t revision)
{
    const std::int64_t sum = stateSum(job, revision);
    if (mayKnow(job.number)) {
        m_update.run(stored(job.number), revision, int(job.state), job.attempt, job.priority,
                     std::int64_t(job.position), stored(job.queuedAt), stored(job.startedAt),
                     stored(job.endedAt), stored(job.heldUntil), sum);
        if (m_database.changes() == 1)
            return Written::Changed;
    }
    const std::int64_t options = optionsId(job.options);
    m_insert.run(stored(job.number), revision, int(job.queue), int(job.kind), int(job.state), job.attempt,
                 job.priority, job.asked, std::int64_t(job.position), stored(job.queuedAt),
                 stored(job.startedAt), stored(job.endedAt), stored(job.heldUntil), options, sum,
                 specSum(job.number, job.queue, job.kind, job.asked, options, view(job.key), view(job.what)),
                 job.key, job.what);
    m_highest = std::max(m_highest, job.number);
    return Written::Added;
}

std::optional<JobStanding> JobTable::standing(JobNumber number)
{
    std::optional<JobStanding> found;
    if (m_standing.bind(stored(number)).step())
        found = {static_cast<JobState>(m_standing.integer(0)), static_cast<int>(m_standing.integer(1)),
                 wallTime(m_standing.integer(2))};
    m_standing.reset();
    return found;
}

bool JobTable::erase(JobNumber number)
{
    m_erase.run(stored(number));
    return m_database.changes() == 1;
}

void JobTable::rewind(JobNumber after)
{
    m_read.bind(stored(after));
}

JobTable::Next JobTable::next(JobRecord &record)
{
    if (!m_read.step())
        return Next::End;
    record.number = JobNumber(std::uint64_t(m_read.integer(0)));
    const std::int64_t revision = m_read.integer(1);
    record.queue = QueueId(quint16(m_read.integer(2)));
    record.spec.kind = JobKind(quint8(m_read.integer(3)));
    record.state = JobState(quint8(m_read.integer(4)));
    record.attempt = int(m_read.integer(5));
    record.priority = int(m_read.integer(6));
    record.spec.priority = int(m_read.integer(7));
    record.position = std::uint64_t(m_read.integer(8));
    record.queuedAt = wallTime(m_read.integer(9));
    record.startedAt = wallTime(m_read.integer(10));
    record.endedAt = wallTime(m_read.integer(11));
    record.heldUntil = wallTime(m_read.integer(12));
    const std::int64_t options = m_read.integer(13);
    const std::string_view key = m_read.view(16);
    const std::string_view what = m_read.view(17);
    record.spec.key = QByteArray(key.data(), qsizetype(key.size()));
    record.spec.what = QByteArray(what.data(), qsizetype(what.size()));
    const bool isSound = stateSum(record, revision) == m_read.integer(14) &&
                         specSum(record.number, record.queue, record.spec.kind, record.spec.priority, options,
                                 key, what) == m_read.integer(15) &&
                         readOptions(record, options);
    return isSound ? Next::Sound : Next::Damaged;
}

std::int64_t JobTable::optionsId(const std::shared_ptr<const JobOptions> &options)
{
    if (options != m_lastOptions) {
        m_lastId = m_shared.idOf(encodedOptions(options.get()));
        m_lastOptions = options;
    }
    return m_lastId;
}

bool JobTable::readOptions(JobRecord &record, std::int64_t id)
{
    if (id == 0) {
        record.spec.options = nullptr;
        return true;
    }
    if (id != m_lastReadId) {
        bool understood = false;
        m_lastRead = decodedOptions(m_shared.body(id), understood);
        m_lastReadId = m_lastRead ? id : 0;
    }
    record.spec.options = m_lastRead;
    return m_lastRead != nullptr;
}

} // namespace millrace
