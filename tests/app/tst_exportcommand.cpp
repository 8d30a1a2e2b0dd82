#include "tests/app/datakit.h"
#include "tests/app/headlessrunkit.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <csignal>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// `millrace export`, as people and scripts call it.
class ExportCommandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsTheSameAsTheRun();
    void isAListThatRunsAgain_data();
    void isAListThatRunsAgain();
    void takesOnlyWhatTheFilterSays();
    void writesIntoTheListThatWasRun();
    void leavesThePasswordOutAndTakesNoMaskedOne();
    void saysWhoUsesTheDirectory();
    void makesNothingWhereNothingIs();
    void findsResultsWhereverTheSettingsPointNow();
    void removesNothing();
    void writesWhatCanBeReadOnAFullDisk_data();
    void writesWhatCanBeReadOnAFullDisk();
    void saysThatNotAllWasWritten();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
};

namespace {

constexpr auto jobs = "echo 'a, \"b\"'\nexit 3\n=1+1\n";

// A data directory in which these have been run.
void runJobs(Run &run, const QByteArray &list = jobs)
{
    run.list(list);
    run.start({u"--json"_s, u"--data-dir"_s, run.path(u"data"_s)});
    QCOMPARE(run.jobs().size(), list.count('\n'));
}

} // namespace

void ExportCommandTest::tellsTheSameAsTheRun()
{
    Run run;
    runJobs(run);
    QByteArrayList told = run.output().split('\n');
    run.call({u"export"_s, u"--data-dir"_s, run.path(u"data"_s)});
    QCOMPARE(run.exitCode(), 0);
    QByteArrayList exported = run.output().split('\n');
    QCOMPARE(exported.size(), 4);
    std::sort(told.begin(), told.end());
    std::sort(exported.begin(), exported.end());
    QCOMPARE(exported, told);
}

void ExportCommandTest::isAListThatRunsAgain_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("JSON Lines") << u"jobs.jsonl"_s;
    QTest::newRow("CSV") << u"jobs.csv"_s;
}

void ExportCommandTest::isAListThatRunsAgain()
{
    QFETCH(QString, name);
    Run run;
    runJobs(run);
    run.call({u"export"_s, u"--data-dir"_s, run.path(u"data"_s), u"--output"_s, run.path(name)});
    QCOMPARE(run.exitCode(), 0);
    QVERIFY(run.errors().contains("Exported 3 jobs"));
    QVERIFY(run.output().isEmpty());
    QVERIFY(!run.read(name).contains(",=1+1")); // No formula for a spreadsheet.
    Run again;
    again.call({u"run"_s, u"--json"_s, run.path(name)});
    QCOMPARE(again.exitCode(), 1);
    QSet<QString> whats, states;
    for (const QJsonObject &job : again.jobs()) {
        whats += job["what"_L1].toString();
        states += job["state"_L1].toString();
    }
    QCOMPARE(whats, QSet<QString>({u"echo 'a, \"b\"'"_s, u"exit 3"_s, u"=1+1"_s}));
    QCOMPARE(states, QSet<QString>({u"finished"_s, u"failed"_s}));
}

void ExportCommandTest::takesOnlyWhatTheFilterSays()
{
    Run run;
    runJobs(run);
    run.call({u"export"_s, u"--data-dir"_s, run.path(u"data"_s), u"--filter"_s, u"state:failed exit:3"_s});
    QCOMPARE(run.jobs().size(), 1);
    QCOMPARE(run.jobs().at(0)["what"_L1].toString(), u"exit 3"_s);
    run.call({u"export"_s, u"--data-dir"_s, run.path(u"data"_s), u"--filter"_s, u"ECHO"_s});
    QCOMPARE(run.jobs().size(), 1);
    run.call({u"export"_s, u"--data-dir"_s, run.path(u"data"_s), u"--filter"_s, u"state:sleeping"_s});
    QCOMPARE(run.exitCode(), 2);
    QVERIFY(run.output().isEmpty() && !run.errors().isEmpty());
}

void ExportCommandTest::writesIntoTheListThatWasRun()
{
    Run run;
    runJobs(run);
    run.list("true\n" + QByteArray(jobs)); // Edited meanwhile.
    const QStringList call{u"export"_s, u"--data-dir"_s, run.path(u"data"_s), u"--into"_s,
                           run.path(u"list"_s)};
    run.call(call);
    QCOMPARE(run.exitCode(), 0);
    QVERIFY2(run.errors().contains("3 of 4 jobs"), run.errors().constData());
    const QByteArrayList lines = run.read(u"list"_s).split('\n');
    QCOMPARE(lines.size(), 8);
    QCOMPARE(lines[0], "true");
    QVERIFY(lines[1].startsWith("# finished: exit 0") && lines[2].startsWith("echo"));
    QVERIFY(lines[3].startsWith("# failed: The command ended with exit code 3") && lines[4] == "exit 3");
    const QByteArray before = run.read(u"list"_s);
    run.call(call);
    QCOMPARE(run.read(u"list"_s), before);
}

void ExportCommandTest::leavesThePasswordOutAndTakesNoMaskedOne()
{
    Run run;
    const QByteArray place = "127.0.0.1:" + QByteArray::number(closedPort()) + '/';
    runJobs(run, "http://ann:secret@" + place + '\n');
    run.call({u"export"_s, u"--data-dir"_s, run.path(u"data"_s), u"--output"_s, run.path(u"x.jsonl"_s)});
    QVERIFY(!run.read(u"x.jsonl"_s).contains("secret"));
    QVERIFY(run.read(u"x.jsonl"_s).contains("http://ann:***@" + place));
    run.call({u"run"_s, u"--json"_s, run.path(u"x.jsonl"_s)});
    QCOMPARE(run.exitCode(), 1);
    QVERIFY2(run.errors().contains("x.jsonl:1: Its password was left out"), run.errors().constData());
    QCOMPARE(run.jobs().size(), 0);
}

void ExportCommandTest::saysWhoUsesTheDirectory()
{
    Run owner;
    owner.list("touch started; exec sleep 1000\n");
    owner.begin({u"--data-dir"_s, owner.path(u"data"_s)});
    QTRY_VERIFY(QFile::exists(owner.path(u"started"_s)));
    Run run;
    run.call({u"export"_s, u"--data-dir"_s, owner.path(u"data"_s), u"--output"_s, run.path(u"x"_s)});
    QCOMPARE(run.exitCode(), 2);
    QVERIFY2(run.errors().contains("in use by process " + QByteArray::number(owner.processId())),
             run.errors().constData());
    QVERIFY(!QFile::exists(run.path(u"x"_s)));
    owner.signal(SIGKILL);
    owner.end();
    // What was underway when its owner was killed waits for a decision, and is told so.
    QCOMPARE(run.call({u"export"_s, u"--data-dir"_s, owner.path(u"data"_s)}).exitCode(), 0);
    QCOMPARE(run.jobs().size(), 1);
    QCOMPARE(run.jobs().at(0)["state"_L1].toString(), u"interrupted"_s);
}

void ExportCommandTest::makesNothingWhereNothingIs()
{
    Run run;
    run.call({u"export"_s, u"--data-dir"_s, run.path(u"nothing"_s)});
    QCOMPARE(run.exitCode(), 2);
    QVERIFY(run.errors().contains("no queue"));
    QVERIFY(!QFile::exists(run.path(u"nothing"_s)));
}

void ExportCommandTest::findsResultsWhereverTheSettingsPointNow()
{
    Run run;
    runJobs(run);
    run.write(u"data/settings.ini"_s, "[results]\nfolder=" + QFile::encodeName(run.path(u"other"_s)) + '\n');
    run.call({u"export"_s, u"--data-dir"_s, run.path(u"data"_s), u"--filter"_s, u"state:finished echo"_s});
    QCOMPARE(run.jobs().size(), 1);
    QCOMPARE(run.fileOf("command", "result"), "a, \"b\"\n");
}

void ExportCommandTest::removesNothing()
{
    Run run;
    runJobs(run, "echo mine\n");
    const QString data = run.path(u"data"_s);
    const QString mine = u"data/results/0-999/1-out.txt"_s;
    QCOMPARE(run.read(mine), "mine\n");
    const QString another = u"other/0-999/1-out.txt"_s;
    QVERIFY(QDir().mkpath(run.path(u"other/0-999"_s)));
    run.write(another, "somebody else's\n");
    run.write(u"data/settings.ini"_s, "[results]\nfolder=" + QFile::encodeName(run.path(u"other"_s)) + '\n');
    withStore(data, [](Store &store, const RestoredJobs &) {
        const std::vector removed{JobNumber{1}};
        store.noteRemoved(removed);
    });
    QCOMPARE(run.call({u"export"_s, u"--data-dir"_s, data}).exitCode(), 0);
    QVERIFY(run.output().isEmpty());
    QCOMPARE(run.read(another), "somebody else's\n");
    QCOMPARE(run.read(mine), "mine\n");
}

void ExportCommandTest::writesWhatCanBeReadOnAFullDisk_data()
{
    QTest::addColumn<QString>("output");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("a file") << u"--output x"_s << 2;
    QTest::newRow("standard output") << QString() << 0;
}

void ExportCommandTest::writesWhatCanBeReadOnAFullDisk()
{
    QFETCH(const QString, output);
    QFETCH(const int, exitCode);
    Run run;
    runJobs(run);
    run.write(u"x"_s, "as it was\n");
    run.shell(u"trap '' XFSZ; ulimit -f 0; exec \"$MILLRACE\" export --data-dir data "_s + output);
    QCOMPARE(run.exitCode(), exitCode);
    QCOMPARE(run.output().isEmpty(), exitCode != 0); // A pipe has no limit.
    QCOMPARE(run.read(u"x"_s), "as it was\n");
    QVERIFY2(exitCode == 0 || run.errors().contains("can't be written"), run.errors());
}

void ExportCommandTest::saysThatNotAllWasWritten()
{
    Run run;
    const QString data = run.path(u"data"_s);
    withStore(data, [](Store &store, const RestoredJobs &) {
        std::vector<JobRecord> jobs(10'000); // Several pieces, of which the pipe bears the first.
        std::vector<const JobRecord *> all;
        for (std::uint64_t i = 0; i < jobs.size(); ++i) {
            jobs[i].number = JobNumber{i + 1};
            jobs[i].spec.what = "true # " + QByteArray(200, 'x');
            all.push_back(&jobs[i]);
        }
        store.note(all);
    });
    run.beginShell(u"{ \"$MILLRACE\" export --data-dir data & echo $! > pid; wait $!; echo $? > code; } |"
                   " { head -c 10000 > out; while ! [ -e go ]; do sleep 0.05; done; cat > rest; }"_s);
    QTRY_VERIFY(run.read(u"out"_s).size() == 10'000);
    const QByteArray pid = run.read(u"pid"_s).trimmed();
    QCOMPARE(::kill(pid.toInt(), SIGTERM), 0);
    const QString status = u"/proc/%1/status"_s.arg(QString::fromLatin1(pid));
    QTRY_VERIFY(run.read(status).contains("\nShdPnd:\t0000000000000000\n")); // It has been taken.
    run.write(u"go"_s, {});
    run.end();
    QCOMPARE(run.read(u"code"_s), "1\n");
    QVERIFY2(run.errors().contains("not all"), run.errors().constData());
}

void ExportCommandTest::saysWhatIsWrong_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("a list") << QStringList{u"export"_s, u"list"_s};
    QTest::newRow("format") << QStringList{u"export"_s, u"--format"_s, u"xml"_s};
    QTest::newRow("into and output") << QStringList{u"export"_s, u"--into"_s, u"a"_s, u"--output"_s, u"b"_s};
    QTest::newRow("width") << QStringList{u"export"_s, u"--width"_s, u"4"_s};
    QTest::newRow("of another mode") << QStringList{u"run"_s, u"--output"_s, u"x"_s, u"list"_s};
}

void ExportCommandTest::saysWhatIsWrong()
{
    QFETCH(QStringList, arguments);
    Run run;
    run.call(arguments);
    QCOMPARE(run.exitCode(), 2);
    QVERIFY(run.errors().contains("See millrace --help."));
}

QTEST_GUILESS_MAIN(ExportCommandTest)
#include "tst_exportcommand.moc"
