#pragma once

#include "core/store/database.h"
#include "core/store/notedjob.h"
#include "core/store/resultfiles.h"
#include "core/store/storetypes.h"

#include <optional>
#include <vector>

namespace millrace {

/// Which of an attempt's files.
enum class ResultStream : std::uint8_t { Output = 0, Error = 1 };

/// Where a result lies and what it looked like when it was obtained.
struct ResultRow
{
    static constexpr std::int64_t missing = -1;

    AttemptId attempt;
    ResultStream stream = ResultStream::Output;
    QString file;                ///< As ResultPlace::text().
    std::int64_t size = missing; ///< In bytes, as it lay there; missing: there was none.
    bool sealed = false;         ///< The checksum is there; a large file is read after its row is safe.
    std::int64_t checksum = 0;

    [[nodiscard]] static JobNumber jobOfRow(std::int64_t row) { return AttemptId::ofRow(row >> 1).job; }
    [[nodiscard]] std::int64_t row() const { return (attempt.row() << 1) | int(stream); }
};

/// Compares a result's file with its row. Any thread; as long as the file.
[[nodiscard]] ResultCheck checked(const ResultFiles &folder, const ResultRow &row,
                                  const std::atomic<bool> &ending);

/// The rows of results' whereabouts. Writer thread only.
class ResultTable
{
public:
    explicit ResultTable(Database &database);

    void write(const ResultRow &result, std::int64_t revision);
    [[nodiscard]] std::optional<ResultRow> read(AttemptId attempt, ResultStream stream, bool &damaged);
    [[nodiscard]] std::vector<ResultRow> ofJob(JobNumber job);
    /// Those whose checksum is still to come, at most \a most.
    [[nodiscard]] std::vector<ResultRow> unsealed(int most);
    void eraseAll(JobNumber job);

private:
    Statement m_write, m_read, m_ofJob, m_unsealed, m_erase;
};

} // namespace millrace
