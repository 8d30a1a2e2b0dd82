#include "core/store/resulttable.h"

#include "core/store/checksum.h"
#include "core/store/schema.h"

namespace millrace {

namespace {

constexpr int rowBits = AttemptId::attemptBits + 1;

std::int64_t firstRow(JobNumber job)
{
    return stored(job) << rowBits;
}

std::int64_t sumOf(const ResultRow &result, std::int64_t revision, std::string_view file)
{
    return Checksum(shapes::results.tag)
        .add(result.row())
        .add(revision)
        .add(result.size)
        .add(int(result.sealed))
        .add(result.checksum)
        .add(file)
        .value();
}

std::optional<ResultRow> current(Statement &query)
{
    ResultRow result;
    const std::int64_t row = query.integer(0);
    result.attempt = AttemptId::ofRow(row >> 1);
    result.stream = ResultStream(row & 1);
    result.size = query.integer(2);
    result.sealed = query.integer(3) != 0;
    result.checksum = query.integer(4);
    result.file = query.text(6);
    if (sumOf(result, query.integer(1), query.view(6)) != query.integer(5))
        return std::nullopt;
    return result;
}

std::vector<ResultRow> allOf(Statement &query)
{
    std::vector<ResultRow> all;
    while (query.step()) {
        if (std::optional<ResultRow> result = current(query))
            all.push_back(std::move(*result));
    }
    query.reset();
    return all;
}

} // namespace

ResultCheck checked(const ResultFiles &folder, const ResultRow &row, const std::atomic<bool> &ending)
{
    if (row.size == ResultRow::missing)
        return ResultCheck::Missing;
    const auto seen = folder.look(row.file, row.sealed ? row.size : -1, &ending);
    if (!seen)
        return ResultCheck::Missing;
    if (seen->size != row.size)
        return ResultCheck::Changed;
    if (!row.sealed || !seen->read)
        return ResultCheck::Unknown;
    return seen->checksum == row.checksum ? ResultCheck::Intact : ResultCheck::Changed;
}

ResultTable::ResultTable(Database &database)
    : m_write(database, "INSERT OR REPLACE INTO results VALUES(?, ?, ?, ?, ?, ?, ?)"),
      m_read(database, "SELECT * FROM results WHERE id = ?"),
      m_ofJob(database, "SELECT * FROM results WHERE id >= ? AND id < ? ORDER BY id"),
      m_unsealed(database, "SELECT * FROM results WHERE sealed = 0 ORDER BY id LIMIT ?"),
      m_erase(database, "DELETE FROM results WHERE id >= ? AND id < ?")
{}

void ResultTable::write(const ResultRow &result, std::int64_t revision)
{
    const QByteArray file = result.file.toUtf8();
    const std::string_view name(file.constData(), static_cast<std::size_t>(file.size()));
    m_write.run(result.row(), revision, result.size, int(result.sealed), result.checksum,
                sumOf(result, revision, name), file);
}

std::optional<ResultRow> ResultTable::read(AttemptId attempt, ResultStream stream, bool &damaged)
{
    damaged = false;
    std::optional<ResultRow> found;
    if (m_read.bind((attempt.row() << 1) | int(stream)).step()) {
        found = current(m_read);
        damaged = !found;
    }
    m_read.reset();
    return found;
}

std::vector<ResultRow> ResultTable::ofJob(JobNumber job)
{
    m_ofJob.bind(firstRow(job), firstRow(job) + (std::int64_t{1} << rowBits));
    return allOf(m_ofJob);
}

std::vector<ResultRow> ResultTable::unsealed(int most)
{
    m_unsealed.bind(most);
    return allOf(m_unsealed);
}

void ResultTable::eraseAll(JobNumber job)
{
    m_erase.run(firstRow(job), firstRow(job) + (std::int64_t{1} << rowBits));
}

} // namespace millrace
