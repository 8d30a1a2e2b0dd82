#pragma once

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace millrace {

/// What SQLite said, with its extended result code.
class SqlError : public std::runtime_error
{
public:
    SqlError(int code, const std::string &message) : std::runtime_error(message), m_code(code) {}

    [[nodiscard]] int code() const noexcept { return m_code; }
    [[nodiscard]] int primaryCode() const noexcept { return m_code & 0xff; }
    /// The file is not a database, or not a sound one.
    [[nodiscard]] bool meansDamage() const noexcept;

private:
    int m_code;
};

/// One connection; closed when it goes. Every failure throws SqlError. One thread at a time.
class Database
{
public:
    enum class Access { ReadWrite, ReadOnly };

    Database() = default;
    /// \param vfs the name of a registered sqlite3_vfs, null for the system's: where tests put faults in.
    Database(const QString &file, Access access, const char *vfs = nullptr);
    ~Database() { close(); }
    Database(Database &&other) noexcept : m_handle(std::exchange(other.m_handle, nullptr)) {}
    Database &operator=(Database &&other) noexcept
    {
        std::swap(m_handle, other.m_handle);
        return *this;
    }

    [[nodiscard]] bool isOpen() const noexcept { return m_handle != nullptr; }
    [[nodiscard]] sqlite3 *handle() const noexcept { return m_handle; }

    /// Runs any number of statements and drops their rows.
    void execute(const char *sql);
    /// The first column of the first row; 0 if there is none.
    [[nodiscard]] std::int64_t number(const char *sql);
    /// Rows that the last statement inserted, changed or deleted.
    [[nodiscard]] int changes() const;
    /// True between begin and commit or rollback.
    [[nodiscard]] bool inTransaction() const;
    /// Takes a transaction back if one is open; never throws.
    void rollback() noexcept;
    /// Leaves the files as they are: no checkpoint when this connection closes.
    void keepFilesOnClose();
    void close() noexcept;

private:
    sqlite3 *m_handle = nullptr;
};

/// A prepared statement. Bound bytes are not copied: they must live until the statement has run.
/// \code
/// insert.run(number, what);                                  // binds all, runs to the end
/// for (query.bind(from, count); query.step();) use(query.integer(0));
/// \endcode
class Statement
{
public:
    Statement() = default;
    Statement(Database &database, const char *sql);
    ~Statement();
    Statement(Statement &&other) noexcept : m_statement(std::exchange(other.m_statement, nullptr)) {}
    Statement &operator=(Statement &&other) noexcept
    {
        std::swap(m_statement, other.m_statement);
        return *this;
    }

    /// Resets and binds all parameters, in order.
    template <class... Values>
    Statement &bind(const Values &...values)
    {
        reset();
        int index = 0;
        (bindOne(++index, values), ...);
        return *this;
    }

    /// Binds one parameter, counted from 1. Texts are copied.
    void bindAt(int index, std::int64_t value) { bindOne(index, value); }
    void bindAt(int index, const QByteArray &bytes) { bindOne(index, bytes); }
    void bindAt(int index, const QString &text);
    /// Runs what was bound to the end and resets.
    void finish()
    {
        while (step()) {
        }
        reset();
    }

    /// Binds, runs to the end and resets.
    template <class... Values>
    void run(const Values &...values)
    {
        bind(values...);
        finish();
    }

    /// True: a row is there.
    bool step();
    void reset() noexcept;

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] bool isNull(int column) const;
    /// Valid until the next step or reset.
    [[nodiscard]] std::string_view view(int column) const;
    [[nodiscard]] QByteArray bytes(int column) const;
    [[nodiscard]] QString text(int column) const;

private:
    void bindOne(int index, std::int64_t value);
    void bindOne(int index, std::string_view bytes);
    void bindOne(int index, std::nullptr_t);
    void bindOne(int index, const QByteArray &bytes);

    sqlite3_stmt *m_statement = nullptr;
};

} // namespace millrace
