#include "tests/app/headlessrunkit.h"

#include "tests/support/watchdogs.h"
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QTcpServer>

#include <csignal>

using namespace Qt::StringLiterals;

namespace millrace::test {

namespace {

constexpr std::chrono::seconds patience{60};

QString program()
{
    const QString other = qEnvironmentVariable("MILLRACE_PROGRAM");
    return other.isEmpty() ? QStringLiteral(MILLRACE_PROGRAM) : other;
}

} // namespace

quint16 closedPort()
{
    QTcpServer server;
    if (!server.listen(QHostAddress::LocalHost))
        qFatal("there is no port");
    return server.serverPort();
}

Run::Run() : m_environment(QProcessEnvironment::systemEnvironment())
{
    QDir(m_folder.path()).mkdir(u"home"_s);
    QDir(m_folder.path()).mkdir(u"runtime"_s);
    QFile::setPermissions(path(u"runtime"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    m_environment.insert(u"XDG_RUNTIME_DIR"_s, path(u"runtime"_s));
    m_environment.insert(u"HOME"_s, path(u"home"_s));
    for (const QString &name : {u"XDG_DATA_HOME"_s, u"XDG_CONFIG_HOME"_s, u"XDG_CACHE_HOME"_s})
        m_environment.remove(name);
    m_environment.insert(u"MILLRACE"_s, program());
    m_environment.insert(u"LIST"_s, path(u"list"_s));
}

void Run::unset(const QStringList &variables)
{
    for (const QString &variable : variables)
        m_environment.remove(variable);
}

void Run::set(const QString &variable, const QString &value)
{
    m_environment.insert(variable, value);
}

void Run::shareRuntimeOf(const Run &other)
{
    m_environment.insert(u"XDG_RUNTIME_DIR"_s, other.path(u"runtime"_s));
}

Run &Run::start(const QStringList &arguments)
{
    begin(arguments);
    return end();
}

Run &Run::call(const QStringList &arguments)
{
    open(arguments);
    return end();
}

void Run::open(const QStringList &arguments)
{
    launch(program(), arguments);
}

Run &Run::shell(const QString &line)
{
    beginShell(line);
    return end();
}

void Run::beginShell(const QString &line)
{
    launch(u"bash"_s, {u"-c"_s, line});
}

void Run::begin(const QStringList &arguments)
{
    QStringList all{u"run"_s};
    all += arguments;
    if (QFile::exists(path(u"list"_s)))
        all += path(u"list"_s);
    launch(program(), all);
}

void Run::launch(const QString &program, const QStringList &arguments)
{
    m_output.clear();
    m_errors.clear();
    m_process.setProcessEnvironment(m_environment);
    m_process.setWorkingDirectory(m_folder.path());
    m_process.start(program, arguments);
    m_process.write(m_input);
    m_process.closeWriteChannel();
}

void Run::signal(int number) const
{
    if (m_process.processId() > 0) // 0 would be this test.
        ::kill(static_cast<pid_t>(m_process.processId()), number);
}

void Run::leavePending(const QString &data, const QByteArray &lines)
{
    list("touch first; while ! [ -e on ]; do sleep 0.05; done\n" + lines);
    begin({u"--width"_s, u"1"_s, u"--data-dir"_s, data});
    QTRY_VERIFY(QFile::exists(path(u"first"_s)));
    signal(SIGTERM);
    QTRY_VERIFY(errorsSoFar().contains("Stopping"));
    write(u"on"_s, {});
    QCOMPARE(end().exitCode(), 1);
}

bool Run::standsStill(const QString &name) const
{
    return QTest::qWaitFor(
        [this, &name] {
            const qsizetype before = read(name).size();
            QTest::qWait(500);
            return read(name).size() == before;
        },
        static_cast<int>(std::chrono::milliseconds(patience).count()));
}

QByteArray Run::outputSoFar()
{
    m_output += m_process.readAllStandardOutput();
    return m_output;
}

QByteArray Run::errorsSoFar()
{
    m_errors += m_process.readAllStandardError();
    return m_errors;
}

Run &Run::end()
{
    const bool ended = QTest::qWaitFor([this] { return m_process.state() == QProcess::NotRunning; },
                                       static_cast<int>(std::chrono::milliseconds(patience).count()));
    if (!ended)
        m_process.kill();
    m_output += m_process.readAllStandardOutput();
    m_errors += m_process.readAllStandardError();
    return *this;
}

int Run::exitCode() const
{
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

QList<QJsonObject> Run::jobs() const
{
    QList<QJsonObject> jobs;
    for (const QByteArray &line : m_output.split('\n')) {
        if (!line.isEmpty())
            jobs += QJsonDocument::fromJson(line).object();
    }
    return jobs;
}

QJsonObject Run::job(const char *kind) const
{
    for (const QJsonObject &job : jobs()) {
        if (job["kind"_L1].toString() == QLatin1StringView(kind))
            return job;
    }
    return {};
}

QByteArray Run::fileOf(const char *kind, const char *member) const
{
    QFile file(job(kind).value(QLatin1StringView(member)).toString());
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void Run::write(const QString &name, const QByteArray &bytes) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("can't write the test's own file");
}

QByteArray Run::read(const QString &name) const
{
    QFile file(name.startsWith(u'/') ? name : path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace millrace::test
