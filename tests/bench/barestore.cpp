// What bench_store is measured beside: loops over SQLite's C API that do nothing else.

#include "tests/bench/barestore.h"

#include "core/store/database.h"
#include "core/store/schema.h"

#include <QDir>

#include <array>
#include <sqlite3.h>
#include <string>

using namespace Qt::StringLiterals;

namespace millrace::bench {

Cost bareImport(const QString &directory, const std::vector<JobRecord> &jobs)
{
    QDir().mkpath(directory);
    Database database(directory + u"/bare.db"_s, Database::Access::ReadWrite);
    database.execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    migrate(database, migrations());
    const Stopwatch watch;
    database.execute("BEGIN");
    sqlite3_stmt *insert = nullptr;
    sqlite3_prepare_v2(database.handle(), "INSERT INTO jobs VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", -1,
                       &insert, nullptr);
    for (const JobRecord &job : jobs) {
        const std::array<sqlite3_int64, 16> numbers{sqlite3_int64(job.number),
                                                    1,
                                                    0,
                                                    int(job.spec.kind),
                                                    int(job.state),
                                                    0,
                                                    0,
                                                    0,
                                                    sqlite3_int64(job.position),
                                                    job.queuedAt.time_since_epoch().count(),
                                                    0,
                                                    0,
                                                    0,
                                                    1,
                                                    sqlite3_int64(job.number) * 0x9e3779b97f4a7c,
                                                    sqlite3_int64(job.number) * 0x7f4a7c15bf58};
        for (std::size_t n = 0; n < numbers.size(); ++n)
            sqlite3_bind_int64(insert, int(n) + 1, numbers[n]);
        sqlite3_bind_blob(insert, 17, "", 0, SQLITE_STATIC);
        sqlite3_bind_blob(insert, 18, job.spec.what.constData(), int(job.spec.what.size()), SQLITE_STATIC);
        sqlite3_step(insert);
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    database.execute("COMMIT");
    return watch.cost();
}

Cost bareLoad(const QString &directory)
{
    struct Row
    {
        std::array<sqlite3_int64, 16> numbers;
        std::string key, what;
    };
    Database database(directory + u"/bare.db"_s, Database::Access::ReadWrite);
    const Stopwatch watch;
    std::vector<Row> rows;
    sqlite3_stmt *query = nullptr;
    sqlite3_prepare_v2(database.handle(), "SELECT * FROM jobs ORDER BY number", -1, &query, nullptr);
    const auto text = [query](int column) {
        const auto *data = static_cast<const char *>(sqlite3_column_blob(query, column));
        return std::string(data ? data : "", std::size_t(sqlite3_column_bytes(query, column)));
    };
    while (sqlite3_step(query) == SQLITE_ROW) {
        Row &row = rows.emplace_back();
        for (int n = 0; n < 16; ++n)
            row.numbers[std::size_t(n)] = sqlite3_column_int64(query, n);
        row.key = text(16);
        row.what = text(17);
    }
    sqlite3_finalize(query);
    return watch.cost();
}

} // namespace millrace::bench
