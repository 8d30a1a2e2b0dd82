#include "app/commandline.h"

#include <QDir>
#include <QTest>

using namespace millrace;
using namespace Qt::StringLiterals;
using Mode = CommandLine::Mode;

class CommandLineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatIsWanted_data();
    void tellsWhatIsWanted();
    void readsTheOptionsOfARun();
    void leavesOutWhatWasNotGiven();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void helpFitsATerminal();
};

namespace {

CommandLine parse(const QStringList &arguments)
{
    return parseCommandLine(QStringList{u"millrace"_s} + arguments);
}

} // namespace

void CommandLineTest::tellsWhatIsWanted_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("mode");
    QTest::addColumn<QStringList>("lists");
    const auto row = [](const char *name, const QStringList &arguments, Mode mode,
                        const QStringList &lists = {}) {
        QTest::newRow(name) << arguments << static_cast<int>(mode) << lists;
    };
    row("nothing", {}, Mode::Window);
    row("lists", {u"a"_s, u"b"_s}, Mode::Window, {u"a"_s, u"b"_s});
    row("standard input", {u"-"_s}, Mode::Window, {u"-"_s});
    row("run", {u"run"_s, u"a"_s, u"-"_s}, Mode::Run, {u"a"_s, u"-"_s});
    row("run what is pending", {u"run"_s, u"--data-dir"_s, u"d"_s}, Mode::Run);
    row("a list named run", {u"./run"_s}, Mode::Window, {u"./run"_s});
    row("a list with a dash", {u"run"_s, u"--"_s, u"--a"_s}, Mode::Run, {u"--a"_s});
    row("options behind", {u"run"_s, u"a"_s, u"--width"_s, u"3"_s}, Mode::Run, {u"a"_s});
    row("help", {u"--help"_s}, Mode::Help);
    row("help of run", {u"run"_s, u"-h"_s}, Mode::Help);
    row("version", {u"--version"_s}, Mode::Version);
}

void CommandLineTest::tellsWhatIsWanted()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, mode);
    QFETCH(QStringList, lists);
    const CommandLine line = parse(arguments);
    QCOMPARE(static_cast<int>(line.mode), mode);
    QCOMPARE(line.lists, lists);
    QVERIFY(line.error.isEmpty());
}

void CommandLineTest::readsTheOptionsOfARun()
{
    const CommandLine line = parse({u"run"_s, u"--width"_s, u"12"_s, u"--host-cap=0"_s, u"--json"_s,
                                    u"--results"_s, u"r"_s, u"--data-dir"_s, u"/d"_s, u"a"_s});
    QCOMPARE(line.width, 12);
    QCOMPARE(line.hostCap, 0);
    QVERIFY(line.json);
    QCOMPARE(line.interrupted, CommandLine::Interrupted::Keep);
    const auto folder = [](const QString &name) {
        return parse({u"run"_s, u"--results="_s + name, u"a"_s}).resultsFolder;
    };
    QCOMPARE(folder(u"/r/"_s), u"/r"_s);
    QCOMPARE(folder(u"/x/../r//"_s), u"/r"_s);
    QCOMPARE(folder(u"~/r"_s), QDir::homePath() + u"/r"_s);
    QCOMPARE(parse({u"run"_s, u"--data-dir=/d"_s, u"--interrupted=retry"_s}).interrupted,
             CommandLine::Interrupted::Retry);
    QCOMPARE(line.resultsFolder, QDir::current().absoluteFilePath(u"r"_s));
    QCOMPARE(line.dataDirectory, u"/d"_s);
}

void CommandLineTest::leavesOutWhatWasNotGiven()
{
    const CommandLine line = parse({u"run"_s, u"a"_s});
    QVERIFY(!line.width && !line.hostCap && !line.json);
    QVERIFY(line.resultsFolder.isEmpty() && line.dataDirectory.isEmpty());
}

void CommandLineTest::saysWhatIsWrong_data()
{
    QTest::addColumn<QStringList>("arguments");
    const auto row = [](const QStringList &arguments) {
        QTest::newRow(arguments.join(u' ').toUtf8().constData()) << arguments;
    };
    row({u"run"_s});
    row({u"--fast"_s});
    row({u"run"_s, u"a"_s, u"--width"_s});
    for (const QString &width : {u"0"_s, u"-1"_s, u"1001"_s, u"x"_s, u"1.5"_s, u"99999999999"_s})
        row({u"run"_s, u"a"_s, u"--width="_s + width});
    row({u"run"_s, u"a"_s, u"--host-cap=-1"_s});
    row({u"run"_s, u"a"_s, u"--data-dir="_s});
    row({u"run"_s, u"-"_s, u"-"_s});
    row({u"run"_s, u"--data-dir=d"_s, u"--interrupted=maybe"_s});
    row({u"run"_s, u"a"_s, u"--interrupted=retry"_s});
    row({u"a"_s, u"--json"_s});
    row({u"a"_s, u"--width=2"_s});
}

void CommandLineTest::saysWhatIsWrong()
{
    QFETCH(QStringList, arguments);
    const CommandLine line = parse(arguments);
    QCOMPARE(line.mode, Mode::Misuse);
    QVERIFY(!line.error.isEmpty());
}

void CommandLineTest::helpFitsATerminal()
{
    for (const QString &line : helpText().split(u'\n'))
        QVERIFY2(line.size() <= 120, qPrintable(line));
}

QTEST_APPLESS_MAIN(CommandLineTest)
#include "tst_commandline.moc"
