#include "core/store/attempttable.h"

#include "core/store/checksum.h"
#include "core/store/outcomefields.h"
#include "core/store/schema.h"

namespace millrace {

namespace {

constexpr int sumColumn = 6;
constexpr int firstField = 7;
constexpr int lastLineColumn = shapes::attempts.columns - 1;

/// What goes into a column: a number, or bytes.
std::int64_t cell(FailureReason reason)
{
    return int(reason);
}
std::int64_t cell(std::integral auto number)
{
    return std::int64_t{number};
}
std::int64_t cell(std::chrono::microseconds duration)
{
    return duration.count();
}
std::int64_t cell(const std::optional<std::chrono::milliseconds> &duration)
{
    return duration ? duration->count() : -1;
}
QByteArray cell(const QString &text)
{
    return text.toUtf8();
}
QByteArray cell(const QByteArray &bytes)
{
    return bytes;
}

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

/// Reads one column into a field and adds it to the checksum.
struct FieldReader
{
    Statement &query;
    Checksum &sum;
    int column = firstField + 1;

    std::int64_t number()
    {
        const std::int64_t value = query.integer(column++);
        sum.add(value);
        return value;
    }
    QByteArray bytes()
    {
        QByteArray value = query.bytes(column++);
        sum.add(view(value));
        return value;
    }
    void operator()(FailureReason &field) { field = FailureReason(number()); }
    void operator()(std::integral auto &field)
    {
        field = static_cast<std::remove_reference_t<decltype(field)>>(number());
    }
    void operator()(std::chrono::microseconds &field) { field = std::chrono::microseconds(number()); }
    void operator()(std::optional<std::chrono::milliseconds> &field)
    {
        if (const std::int64_t count = number(); count >= 0)
            field = std::chrono::milliseconds(count);
    }
    void operator()(QString &field) { field = QString::fromUtf8(bytes()); }
    void operator()(QByteArray &field) { field = bytes(); }
};

Checksum headSum(AttemptId id, std::int64_t revision, const AttemptRecord &attempt, std::int64_t environment)
{
    return Checksum(shapes::attempts.tag)
        .add(id.row())
        .add(revision)
        .add(stored(attempt.startedAt))
        .add(stored(attempt.endedAt))
        .add(int(attempt.end))
        .add(environment);
}

/// Not where there is none: the rows of before have it not in their sums.
void addLastLine(Checksum &sum, const QByteArray &line)
{
    if (!line.isEmpty())
        sum.add(view(line));
}

constexpr auto insertion =
    "INSERT INTO attempts VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
    " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO NOTHING";

} // namespace

AttemptTable::AttemptTable(Database &database, SharedTable &shared)
    : m_database(database),
      m_shared(shared),
      m_insert(database, insertion),
      m_erase(database, "DELETE FROM attempts WHERE id >= ? AND id < ?"),
      m_read(database, "SELECT * FROM attempts WHERE id = ?"),
      m_ofJob(database, "SELECT * FROM attempts WHERE id >= ? AND id < ? ORDER BY id")
{}

bool AttemptTable::write(AttemptId id, const AttemptRecord &attempt, std::int64_t revision)
{
    static const JobOutcome none;
    const JobOutcome &outcome = attempt.outcome ? *attempt.outcome : none;
    const std::int64_t environment = m_shared.idOf(outcome.environment);
    Checksum sum = headSum(id, revision, attempt, environment);
    m_insert.bind(id.row(), revision, stored(attempt.startedAt), stored(attempt.endedAt), int(attempt.end),
                  environment);
    const std::int64_t hasOutcome = attempt.outcome ? 1 : 0;
    m_insert.bindAt(firstField + 1, hasOutcome);
    sum.add(hasOutcome);
    std::vector<QByteArray> texts; // bound by reference
    texts.reserve(8);
    int parameter = firstField + 1;
    eachOutcomeField(outcome, [&](const auto &field) {
        if constexpr (std::is_same_v<decltype(cell(field)), QByteArray>) {
            texts.push_back(cell(field));
            m_insert.bindAt(++parameter, texts.back());
            sum.add(view(texts.back()));
        } else {
            m_insert.bindAt(++parameter, cell(field));
            sum.add(cell(field));
        }
    });
    const QByteArray lastLine = attempt.lastLine.toUtf8();
    addLastLine(sum, lastLine);
    m_insert.bindAt(lastLineColumn + 1, lastLine);
    m_insert.bindAt(sumColumn + 1, sum.value());
    m_insert.finish();
    return m_database.changes() == 1;
}

void AttemptTable::eraseAll(JobNumber job)
{
    const std::int64_t first = AttemptId{job, 0}.row();
    m_erase.run(first, first + (1 << AttemptId::attemptBits));
}

std::optional<AttemptRecord> AttemptTable::read(AttemptId id, bool &damaged)
{
    damaged = false;
    std::optional<AttemptRecord> found;
    if (m_read.bind(id.row()).step()) {
        found = current(m_read);
        damaged = !found;
    }
    m_read.reset();
    return found;
}

std::vector<AttemptRecord> AttemptTable::ofJob(JobNumber job)
{
    std::vector<AttemptRecord> all;
    const std::int64_t first = AttemptId{job, 0}.row();
    for (m_ofJob.bind(first, first + (1 << AttemptId::attemptBits)); m_ofJob.step();) {
        if (std::optional<AttemptRecord> attempt = current(m_ofJob))
            all.push_back(std::move(*attempt));
    }
    m_ofJob.reset();
    return all;
}

std::optional<AttemptRecord> AttemptTable::current(Statement &query)
{
    AttemptRecord attempt;
    const AttemptId id = AttemptId::ofRow(query.integer(0));
    const std::int64_t revision = query.integer(1);
    attempt.attempt = id.attempt;
    attempt.startedAt = wallTime(query.integer(2));
    attempt.endedAt = wallTime(query.integer(3));
    attempt.end = JobState(quint8(query.integer(4)));
    const std::int64_t environment = query.integer(5);
    const std::int64_t hasOutcome = query.integer(firstField);
    Checksum sum = headSum(id, revision, attempt, environment);
    sum.add(hasOutcome);
    auto outcome = std::make_shared<JobOutcome>();
    FieldReader reader{query, sum};
    eachOutcomeField(*outcome, [&reader](auto &field) { reader(field); });
    const QByteArray lastLine = query.bytes(lastLineColumn);
    addLastLine(sum, lastLine);
    if (sum.value() != query.integer(sumColumn))
        return std::nullopt;
    attempt.lastLine = QString::fromUtf8(lastLine);
    if (hasOutcome != 0) {
        outcome->environment = m_shared.body(environment);
        attempt.outcome = std::move(outcome);
    }
    return attempt;
}

} // namespace millrace
