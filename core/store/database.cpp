#include "core/store/database.h"

#include <QFile>

#include <sqlite3.h>

namespace millrace {

namespace {

[[noreturn]] void raise(sqlite3 *handle, int code)
{
    throw SqlError(handle ? sqlite3_extended_errcode(handle) : code,
                   handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code));
}

void check(sqlite3 *handle, int code)
{
    if (code != SQLITE_OK)
        raise(handle, code);
}

void checkBound(sqlite3_stmt *statement, int code)
{
    if (code != SQLITE_OK)
        raise(sqlite3_db_handle(statement), code);
}

/// Without an account of all memory in use, which nobody reads here: keeping it takes a lock with every piece of memory
/// that SQLite takes or gives back, and it does so several times a row.
void configureOnce()
{
    static const int code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(code); // Too late, where somebody has used SQLite before: then it is as it was.
}

} // namespace

bool SqlError::meansDamage() const noexcept
{
    switch (primaryCode()) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_ERROR:      // our statements don't fit its schema
    case SQLITE_CONSTRAINT: // a row is and isn't there
    case SQLITE_MISMATCH:
        return true;
    default:
        return m_code == SQLITE_IOERR_SHORT_READ;
    }
}

Database::Database(const QString &file, Access access, const char *vfs)
{
    configureOnce();
    const int mode =
        access == Access::ReadWrite ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    const int code = sqlite3_open_v2(QFile::encodeName(file).constData(), &m_handle,
                                     mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, vfs);
    if (code != SQLITE_OK) {
        const SqlError error(code, m_handle ? sqlite3_errmsg(m_handle) : sqlite3_errstr(code));
        close();
        throw error;
    }
    // A file that somebody else made may hold triggers and views: nothing in it is to run with our rights.
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
}

void Database::execute(const char *sql)
{
    check(m_handle, sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr));
}

std::int64_t Database::number(const char *sql)
{
    Statement query(*this, sql);
    return query.step() ? query.integer(0) : 0;
}

int Database::changes() const
{
    return sqlite3_changes(m_handle);
}

bool Database::inTransaction() const
{
    return m_handle && sqlite3_get_autocommit(m_handle) == 0;
}

void Database::rollback() noexcept
{
    if (inTransaction())
        sqlite3_exec(m_handle, "ROLLBACK", nullptr, nullptr, nullptr);
}

void Database::keepFilesOnClose()
{
    if (m_handle)
        sqlite3_db_config(m_handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

void Database::close() noexcept
{
    // _v2: a statement that outlives its connection is a defect of ours, but no reason to keep the file
    // locked.
    sqlite3_close_v2(std::exchange(m_handle, nullptr));
}

Statement::Statement(Database &database, const char *sql)
{
    check(database.handle(),
          sqlite3_prepare_v3(database.handle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &m_statement, nullptr));
}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

bool Statement::step()
{
    switch (const int code = sqlite3_step(m_statement)) {
    case SQLITE_ROW:
        return true;
    case SQLITE_DONE:
        return false;
    default:
        const SqlError error(sqlite3_extended_errcode(sqlite3_db_handle(m_statement)),
                             sqlite3_errmsg(sqlite3_db_handle(m_statement)));
        reset();
        static_cast<void>(code);
        throw error;
    }
}

void Statement::reset() noexcept
{
    sqlite3_reset(m_statement);
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

std::string_view Statement::view(int column) const
{
    const void *data = sqlite3_column_blob(m_statement, column);
    const int size = sqlite3_column_bytes(m_statement, column);
    return data ? std::string_view(static_cast<const char *>(data), static_cast<std::size_t>(size))
                : std::string_view();
}

QByteArray Statement::bytes(int column) const
{
    const std::string_view bytes = view(column);
    return {bytes.data(), static_cast<qsizetype>(bytes.size())};
}

QString Statement::text(int column) const
{
    const std::string_view bytes = view(column);
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

void Statement::bindAt(int index, const QString &text)
{
    const QByteArray utf8 = text.toUtf8();
    check(sqlite3_db_handle(m_statement), sqlite3_bind_blob64(m_statement, index, utf8.constData(),
                                                              sqlite3_uint64(utf8.size()), SQLITE_TRANSIENT));
}

void Statement::bindOne(int index, std::int64_t value)
{
    checkBound(m_statement, sqlite3_bind_int64(m_statement, index, value));
}

void Statement::bindOne(int index, std::string_view bytes)
{
    // A null pointer would bind NULL: an empty text is none.
    checkBound(m_statement, sqlite3_bind_blob64(m_statement, index, bytes.data() ? bytes.data() : "",
                                                bytes.size(), SQLITE_STATIC));
}

void Statement::bindOne(int index, std::nullptr_t)
{
    checkBound(m_statement, sqlite3_bind_null(m_statement, index));
}

void Statement::bindOne(int index, const QByteArray &bytes)
{
    bindOne(index, std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

} // namespace millrace
