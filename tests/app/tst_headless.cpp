#include "tests/app/headlessrunkit.h"
#include "tests/support/loopbackserver.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QTest>

#include <csignal>

using namespace millrace::test;
using namespace Qt::StringLiterals;

/// `millrace run` as a process of its own: what scripts see of it.
class HeadlessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsCommandsAndFetchesToTheEnd();
    void exitsWithOneIfAJobFails();
    void tellsEveryMemberOfAJob();
    void readsStandardInput();
    void refusesMisuse_data();
    void refusesMisuse();
    void runsNothingIfAListIsUnusable();
    void runsTheRestOfAListWithBadLines();
    void holdsTheWidth();
    void retriesWhatMayPass();
    void runsCommandsWhereItWasStarted();
    void givesCommandsTheirSignalsBack();
    void runsAListWithoutADisplay();
    void runsAListWhereTheDisplayIsOutOfReach_data();
    void runsAListWhereTheDisplayIsOutOfReach();
    void refusesAStreamWithoutAnEnd_data();
    void refusesAStreamWithoutAnEnd();
    void tellsItsVersion();
    void masksPasswords();
};

void HeadlessTest::runsCommandsAndFetchesToTheEnd()
{
    LoopbackServer server;
    server.on("/a", [](LoopbackServer::Exchange &x) { x.reply("200 OK", {}, "hello"); });
    Run run;
    run.list(server.url("/a") + "\necho out; echo err >&2\n# comment\n");
    QCOMPARE(run.start({u"--json"_s}).exitCode(), 0);
    QCOMPARE(run.jobs().size(), 2);
    QCOMPARE(run.job("fetch")["state"_L1].toString(), u"finished"_s);
    QCOMPARE(run.fileOf("fetch", "result"), "hello");
    QCOMPARE(run.fileOf("command", "result"), "out\n");
    QCOMPARE(run.fileOf("command", "stderr"), "err\n");
}

void HeadlessTest::exitsWithOneIfAJobFails()
{
    LoopbackServer server;
    Run run;
    run.list("exit 3\ntrue\nkill -9 $$\n" + server.url("/missing") +
             "\nhttp://127.0.0.1:" + QByteArray::number(closedPort()) + "/\n/no/such/program\n");
    QCOMPARE(run.start({u"--json"_s}).exitCode(), 1);
    QCOMPARE(run.jobs().size(), 6);
    QVERIFY(run.errors().contains("404"));
    QVERIFY(run.errors().contains("1 finished, 5 failed"));
}

void HeadlessTest::tellsEveryMemberOfAJob()
{
    LoopbackServer server;
    Run run;
    run.list(server.url("/missing") + "\nexit 3\n");
    run.start({u"--json"_s});
    const QJsonObject fetch = run.job("fetch");
    for (const auto &name : {"key", "kind", "what", "state", "attempt", "queued", "started", "ended",
                             "status", "bytes", "result", "error"})
        QVERIFY2(fetch.contains(QLatin1StringView(name)), name);
    QCOMPARE(fetch["status"_L1].toInt(), 404);
    QCOMPARE(fetch["state"_L1].toString(), u"failed"_s);
    QCOMPARE(fetch["attempt"_L1].toInt(), 1);
    QVERIFY(fetch["key"_L1].isNull());
    QVERIFY(fetch["error"_L1].toString().contains(u"404"_s));
    QVERIFY(QDateTime::fromString(fetch["ended"_L1].toString(), Qt::ISODateWithMs).isValid());
    const QJsonObject command = run.job("command");
    QCOMPARE(command["exit"_L1].toInt(), 3);
    QVERIFY(command["signal"_L1].isNull());
    QVERIFY(!command["error"_L1].toString().isEmpty());
}

void HeadlessTest::readsStandardInput()
{
    Run run;
    run.setInput("echo one\necho two\n");
    QCOMPARE(run.start({u"--json"_s, u"-"_s}).exitCode(), 0);
    QCOMPARE(run.jobs().size(), 2);
}

void HeadlessTest::refusesMisuse_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("no list") << QStringList{u"run"_s} << QByteArray("no list");
    QTest::newRow("unknown option") << QStringList{u"run"_s, u"--fast"_s, u"x"_s} << QByteArray("fast");
    QTest::newRow("width 0") << QStringList{u"run"_s, u"--width"_s, u"0"_s, u"x"_s}
                             << QByteArray("1 to 1000");
    QTest::newRow("no number") << QStringList{u"run"_s, u"--width"_s, u"many"_s, u"x"_s}
                               << QByteArray("1 to 1000");
    QTest::newRow("missing file") << QStringList{u"run"_s, u"/no/such/list"_s}
                                  << QByteArray("list: It can't be read: No such file");
    QTest::newRow("directory") << QStringList{u"run"_s, u"/"_s} << QByteArray("Nothing was run");
    QTest::newRow("device") << QStringList{u"run"_s, u"/dev/zero"_s} << QByteArray("zero: ");
    QTest::newRow("empty") << QStringList{u"run"_s, u"/dev/fd/0"_s} << QByteArray("Nothing was run");
    QTest::newRow("--json alone") << QStringList{u"--json"_s, u"x"_s} << QByteArray("millrace run");
}

void HeadlessTest::refusesMisuse()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, says);
    Run run;
    QCOMPARE(run.call(arguments).exitCode(), 2);
    QVERIFY2(run.errors().contains(says), run.errors().constData());
    QVERIFY(run.output().isEmpty());
}

void HeadlessTest::runsNothingIfAListIsUnusable()
{
    Run run;
    run.list("touch ran\n");
    QCOMPARE(run.start({u"/no/such/list"_s}).exitCode(), 2);
    QVERIFY(!QFile::exists(run.path(u"ran"_s)));
}

void HeadlessTest::runsTheRestOfAListWithBadLines()
{
    Run run;
    run.write(u"more.jsonl"_s, R"({"command":"true","timeout":"long"})"
                               "\n");
    run.list("echo fine\nftp://example.org/x\n" + QByteArray("ec\0ho", 5) + "\n");
    QCOMPARE(run.start({u"--json"_s}).exitCode(), 1);
    QCOMPARE(run.jobs().size(), 1);
    QVERIFY(run.errors().contains("list:2: "));
    QVERIFY(run.errors().contains("list:3: "));
    run.call({u"run"_s, run.path(u"more.jsonl"_s)});
    QVERIFY2(run.errors().contains("more.jsonl:1: ") && run.errors().contains("timeout"),
             run.errors().constData());
}

void HeadlessTest::holdsTheWidth()
{
    LoopbackServer server;
    server.onAny([](LoopbackServer::Exchange &x) {
        x.later(std::chrono::milliseconds(100),
                [](LoopbackServer::Exchange &later) { later.reply("200 OK", {}, "x"); });
    });
    Run run;
    QByteArray list;
    for (int i = 0; i < 40; ++i)
        list += server.url("/" + QByteArray::number(i)) + '\n';
    run.list(list);
    QCOMPARE(run.start({u"--width"_s, u"10"_s}).exitCode(), 0);
    QCOMPARE(server.mostOpen(), 10); // All to one host: the default is no cap.
}

void HeadlessTest::retriesWhatMayPass()
{
    LoopbackServer server;
    int asked = 0;
    server.on("/shy", [&asked](LoopbackServer::Exchange &x) {
        x.reply(++asked < 3 ? "503 Service Unavailable" : "200 OK", "Retry-After: 0\r\n", "x");
    });
    Run run;
    run.list(server.url("/shy") + "\nexit 1\n");
    QCOMPARE(run.start({u"--json"_s}).exitCode(), 1);
    QCOMPARE(run.job("fetch")["attempt"_L1].toInt(), 3);
    QCOMPARE(run.job("command")["attempt"_L1].toInt(), 1);
}

void HeadlessTest::runsCommandsWhereItWasStarted()
{
    Run run;
    run.list("pwd\n");
    run.start({u"--json"_s});
    QCOMPARE(run.fileOf("command", "result"), QFile::encodeName(QDir(run.path({})).canonicalPath()) + '\n');
}

void HeadlessTest::givesCommandsTheirSignalsBack()
{
    Run run; // The program ignores SIGPIPE; a command must not.
    run.list("grep SigIgn /proc/self/status\n");
    run.start({u"--json"_s});
    const QByteArray ignored = run.fileOf("command", "result").simplified().split(' ').last();
    QCOMPARE(ignored.toULongLong(nullptr, 16) & (1u << (SIGPIPE - 1)), 0u);
}

void HeadlessTest::runsAListWithoutADisplay()
{
    Run run;
    run.list("touch ran\n");
    run.unset({u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"QT_QPA_PLATFORM"_s});
    QCOMPARE(run.call({run.path(u"list"_s)}).exitCode(), 0);
    QVERIFY(QFile::exists(run.path(u"ran"_s)));
    QCOMPARE(run.call({}).exitCode(), 2);
    QVERIFY(run.errors().contains("display"));
}

void HeadlessTest::runsAListWhereTheDisplayIsOutOfReach_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("display");
    // A display that is a number is a port, beyond 6000, and a socket of that number, which servers begin to count at 0.
    const int number = closedPort() - 6000;
    QTest::newRow("X") << u"DISPLAY"_s << u":%1"_s.arg(number);
    QTest::newRow("X of another machine") << u"DISPLAY"_s << u"127.0.0.1:%1"_s.arg(number);
    QTest::newRow("no display") << u"DISPLAY"_s << u"what?"_s;
    QTest::newRow("Wayland") << u"WAYLAND_DISPLAY"_s << u"wayland-47"_s;
}

void HeadlessTest::runsAListWhereTheDisplayIsOutOfReach()
{
    QFETCH(QString, variable);
    QFETCH(QString, display);
    Run run;
    run.list("touch ran\n");
    run.unset({u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"QT_QPA_PLATFORM"_s});
    run.set(variable, display);
    QCOMPARE(run.call({run.path(u"list"_s)}).exitCode(), 0);
    QVERIFY(run.errors().contains("can't be reached"));
    QVERIFY(QFile::exists(run.path(u"ran"_s)));
    QCOMPARE(run.call({}).exitCode(), 2);
    QVERIFY(run.errors().contains("Give a list"));
}

void HeadlessTest::refusesAStreamWithoutAnEnd_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("of bytes") << "# " + QByteArray(10'000, 'x');
#ifndef MILLRACE_SANITIZED // Five million jobs take their time there.
    QTest::newRow("of jobs") << QByteArray("touch ran");
#endif
}

void HeadlessTest::refusesAStreamWithoutAnEnd()
{
    QFETCH(const QByteArray, line);
    Run run;
    run.write(u"line"_s, line);
    QCOMPARE(run.shell(u"yes \"$(cat line)\" | \"$MILLRACE\" run -"_s).exitCode(), 2);
    QVERIFY2(run.errors().contains("standard input: It is too large"), run.errors());
    QVERIFY(run.errors().contains("Nothing was run"));
    QVERIFY(!QFile::exists(run.path(u"ran"_s)));
}

void HeadlessTest::tellsItsVersion()
{
    Run run;
    QCOMPARE(run.call({u"--version"_s}).exitCode(), 0);
    QCOMPARE(run.output(), "millrace " MILLRACE_VERSION "\n");
}

void HeadlessTest::masksPasswords()
{
    LoopbackServer server;
    Run run;
    run.list(server.url("/missing", "user:secret") + '\n');
    run.start({u"--json"_s});
    QVERIFY(!run.output().contains("secret"));
    QVERIFY(!run.errors().contains("secret"));
}

QTEST_GUILESS_MAIN(HeadlessTest)
#include "tst_headless.moc"
