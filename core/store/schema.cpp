#include "core/store/schema.h"

#include "core/store/database.h"

#include <sqlite3.h>
#include <string>
#include <string_view>

namespace millrace {

namespace {

// Small columns first: the last ones may lie on overflow pages. Times are milliseconds since 1970, 0 is "not
// yet".
constexpr Migration jobsAndSettings{R"(
CREATE TABLE settings(queue INTEGER PRIMARY KEY, revision, width, paused, host_cap, sum);
-- Options and environments: one row for all the jobs and attempts that have the same.
CREATE TABLE shared(id INTEGER PRIMARY KEY, sum, row_sum, body BLOB);
CREATE INDEX shared_sum ON shared(sum);
-- state_sum covers what changes, spec_sum what never does.
CREATE TABLE jobs(number INTEGER PRIMARY KEY, revision, queue, kind, state, attempt, priority, asked, position,
    queued, started, ended, held, options, state_sum, spec_sum, key BLOB, what BLOB);
-- Taken out by the user, kept until nobody can undo it.
CREATE TABLE removed(number INTEGER PRIMARY KEY, sum);
)"};

constexpr Migration attemptsAndResults{R"(
-- id is job << 16 | attempt: (job, attempt) can't be there twice.
CREATE TABLE attempts(id INTEGER PRIMARY KEY, revision, started, ended, end_state, environment, sum,
    has_outcome, reason, transient, retry_after, bytes, error_bytes, http_status,
    resolved, connected, secured, first_byte, total,
    exit_code, signal, user_time, system_time, peak_memory, left_processes,
    detail BLOB, http_version BLOB, headers BLOB, content_type BLOB, effective_url BLOB, directory BLOB);
-- Where a result lies: id is attempt id << 1 | (0 output, 1 error output); content is the file's checksum once sealed.
CREATE TABLE results(id INTEGER PRIMARY KEY, revision, size, sealed, content, sum, file BLOB);
CREATE INDEX results_unsealed ON results(id) WHERE sealed = 0;
)"};

constexpr Migration accounts{R"(
-- What must add up: checked at every start.
CREATE TABLE ledger(id INTEGER PRIMARY KEY, revision, next_number, jobs, clean, ended_at, sum);
)"};

constexpr Migration lastLines{R"(
-- What an attempt printed last. Rows of before have it neither in the file nor in their checksum.
ALTER TABLE attempts ADD COLUMN last_line BLOB NOT NULL DEFAULT x'';
)"};

constexpr std::array steps{jobsAndSettings, attemptsAndResults, accounts, lastLines};

} // namespace

NewerSchema::NewerSchema(std::int64_t found)
    : std::runtime_error("the database has version " + std::to_string(found)), version(found)
{}

std::span<const Migration> migrations()
{
    return steps;
}

void checkHeader(const std::string &head, std::span<const Migration> steps)
{
    constexpr std::size_t headerSize = 100;
    if (head.empty())
        return; // new
    const auto byte = [&head](std::size_t at) { return std::int64_t{static_cast<unsigned char>(head[at])}; };
    const auto number = [&byte](std::size_t at) {
        return byte(at) << 24 | byte(at + 1) << 16 | byte(at + 2) << 8 | byte(at + 3);
    };
    const bool isOurs = head.size() >= headerSize &&
                        head.starts_with(std::string_view("SQLite format 3\0", 16)) && byte(16) == 0x10 &&
                        byte(17) == 0 && byte(18) <= 2 && byte(19) <= 2 && byte(20) == 0;
    if (!isOurs)
        throw SqlError(SQLITE_NOTADB, "the file is not a database of Millrace");
    const std::int64_t version = number(60) & 0xffff;
    if (number(68) == applicationId && number(60) == storedVersion(version) && version > std::ssize(steps))
        throw NewerSchema(version);
}

void migrate(Database &database, std::span<const Migration> chain)
{
    const auto newest = static_cast<std::int64_t>(chain.size());
    const std::int64_t header = database.number("PRAGMA user_version");
    const std::int64_t found = header & 0xffff;
    const bool ours = header == 0 ? database.number("SELECT count(*) FROM sqlite_schema") == 0
                                  : header == storedVersion(found) &&
                                        database.number("PRAGMA application_id") == applicationId;
    if (!ours)
        throw SqlError(SQLITE_NOTADB, "the file is not a database of Millrace");
    if (found > newest)
        throw NewerSchema(found);
    for (std::int64_t version = found; version < newest; ++version) {
        database.execute("BEGIN IMMEDIATE");
        try {
            database.execute(chain[static_cast<std::size_t>(version)].sql);
            // Both are in the header, so they change with the step or not at all.
            database.execute(("PRAGMA application_id = " + std::to_string(applicationId)).c_str());
            database.execute(("PRAGMA user_version = " + std::to_string(storedVersion(version + 1))).c_str());
            database.execute("COMMIT");
        } catch (...) {
            database.rollback();
            throw;
        }
    }
}

} // namespace millrace
