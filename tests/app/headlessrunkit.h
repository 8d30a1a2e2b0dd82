#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace millrace::test {

/// A port of this machine that nobody listens on, just now taken and given back.
[[nodiscard]] quint16 closedPort();

/// One call of the program in a folder of its own, with a home of its own; the event loop turns meanwhile.
class Run
{
public:
    Run();

    void list(const QByteArray &text) { write(QStringLiteral("list"), text); }
    void setInput(const QByteArray &bytes) { m_input = bytes; }
    void unset(const QStringList &variables);
    void set(const QString &variable, const QString &value);
    /// To find what the other one listens on.
    void shareRuntimeOf(const Run &other);

    /// `millrace run ARGUMENTS list`, from begin to end; the list is left out where there is none.
    Run &start(const QStringList &arguments);
    /// `millrace ARGUMENTS`.
    Run &call(const QStringList &arguments);
    /// A line for bash, which knows the program as $MILLRACE and the list as $LIST.
    Run &shell(const QString &line);
    /// The same, not waited for.
    void beginShell(const QString &line);

    void begin(const QStringList &arguments);
    /// `millrace ARGUMENTS`, not waited for.
    void open(const QStringList &arguments);
    void signal(int number) const;
    /// A run in the terminal is stopped, and leaves \a lines pending in the data directory \a data.
    void leavePending(const QString &data, const QByteArray &lines);
    [[nodiscard]] qint64 processId() const { return m_process.processId(); }
    [[nodiscard]] QByteArray outputSoFar();
    [[nodiscard]] QByteArray errorsSoFar();
    Run &end();

    [[nodiscard]] int exitCode() const;
    [[nodiscard]] const QByteArray &output() const { return m_output; }
    [[nodiscard]] const QByteArray &errors() const { return m_errors; }
    /// What --json told, in its order.
    [[nodiscard]] QList<QJsonObject> jobs() const;
    /// The only one of that kind.
    [[nodiscard]] QJsonObject job(const char *kind) const;
    /// What is in the file that a member of it names.
    [[nodiscard]] QByteArray fileOf(const char *kind, const char *member) const;

    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    /// Nothing was added to the file for half a second, nor will be unless something changes.
    [[nodiscard]] bool standsStill(const QString &name) const;
    void write(const QString &name, const QByteArray &bytes) const;
    [[nodiscard]] QByteArray read(const QString &name) const;

private:
    void launch(const QString &program, const QStringList &arguments);

    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
    QProcess m_process;
    QByteArray m_input, m_output, m_errors;
};

} // namespace millrace::test
