#include "tests/app/headlessrunkit.h"
#include "tests/app/openedwindow.h"
#include "tests/support/loopbackserver.h"
#include "ui/details/attemptsview.h"
#include "ui/details/detailspane.h"
#include "ui/views/jobtableview.h"

#include <QDir>
#include <QDockWidget>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// The program that people use, with its store, runners and window, on what a killed one left.
class RestoredTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksWhatBecomesOfInterruptedCommands();
    void runsThemAgainAndKeepsBothAttempts();
    void asksAgainUntilItIsDecided();
    void runsCommandsBesideTheirList();
    void launchesNoMoreThanTheLimitOfOpenFilesBears();

private:
    /// One command has finished, a fetch and two commands are underway and one is pending when the program is killed.
    void runAndKill(Run &run);
    LoopbackServer m_server;
};

void RestoredTest::runAndKill(Run &run)
{
    m_server.on("/slow", [](LoopbackServer::Exchange &) {}); // Answers when it is asked again.
    const int before = m_server.requests();
    run.list("echo once >>done\n"
             "echo once >>runs1; test -e again || sleep 100\n"
             "echo once >>runs2; test -e again || sleep 100\n" +
             m_server.url("/slow") +
             "\n"
             "echo late >runs3\n");
    run.begin({u"--width"_s, u"3"_s, u"--json"_s, u"--data-dir"_s, run.path(u"data"_s)});
    QTRY_VERIFY(QFile::exists(run.path(u"runs1"_s)) && QFile::exists(run.path(u"runs2"_s)));
    QTRY_COMPARE(m_server.requests(), before + 1);       // In the slot of the first …
    QTRY_VERIFY(run.outputSoFar().contains("finished")); // … which was shown: that stays.
    // Accepted is what has been committed: the last is only then.
    QTRY_VERIFY(run.read(u"data/millrace.db-wal"_s).contains("runs3"));
    m_server.on("/slow", [](LoopbackServer::Exchange &x) { x.reply("200 OK", {}, "x"); });
    run.signal(SIGKILL);
    run.end();
    QCOMPARE(run.exitCode(), -1);
    QVERIFY(!QFile::exists(run.path(u"runs3"_s)));
}

void RestoredTest::asksWhatBecomesOfInterruptedCommands()
{
    Run run;
    runAndKill(run);
    const OpenedWindow opened(run.path(u"data"_s));
    QVERIFY(opened.window);
    QTRY_VERIFY(opened.banner()->isVisible());
    QVERIFY2(opened.banner()->text().contains(u"5 restored, 2 interrupted"_s),
             qPrintable(opened.banner()->text()));
    QTRY_COMPARE(opened.count(JobState::Finished), 3); // What was pending goes on, the fetch once more …
    QCOMPARE(opened.count(JobState::Interrupted), 2);  // … what may have been done waits.
    QCOMPARE(opened.find(1)->attempt, 1);
    QCOMPARE(opened.find(4)->attempt, 2);
    QCOMPARE(run.read(u"done"_s), "once\n");
    QCOMPARE(run.read(u"runs1"_s), "once\n");
    opened.press(u"Mark as failed"_s);
    QTRY_COMPARE(opened.count(JobState::Failed), 2);
    QVERIFY(!opened.banner()->isVisible());
    QCOMPARE(run.read(u"runs1"_s), "once\n");
}

void RestoredTest::runsThemAgainAndKeepsBothAttempts()
{
    Run run;
    runAndKill(run);
    run.write(u"again"_s, {});
    const OpenedWindow opened(run.path(u"data"_s));
    QTRY_VERIFY(opened.banner()->isVisible());
    opened.press(u"Run again"_s);
    QTRY_COMPARE(opened.count(JobState::Finished), 5);
    QCOMPARE(run.read(u"runs1"_s), "once\nonce\n");
    const JobRecord *job = opened.find(2);
    QVERIFY(job && job->attempt == 2);
    QTRY_VERIFY(opened.stateShown(2).endsWith(u"finished"_s));
    opened.window->views().table->selectJobs({job->id});
    opened.window->views().detailsDock->show();
    opened.window->views().details->showTab(DetailsPane::Tab::Attempts);
    auto *attempts = opened.window->findChild<AttemptsView *>();
    QTRY_COMPARE(attempts->rowCount(), 2);
    QVERIFY(attempts->item(0, 1)->text().contains(u"interrupted"_s) ||
            attempts->item(0, 1)->text().contains(u"failed"_s));
    QVERIFY(attempts->item(1, 1)->text().contains(u"finished"_s));
    QVERIFY(!attempts->item(0, 2)->text().isEmpty()); // When it started.
}

void RestoredTest::asksAgainUntilItIsDecided()
{
    Run run;
    runAndKill(run);
    {
        const OpenedWindow opened(run.path(u"data"_s));
        QTRY_COMPARE(opened.count(JobState::Interrupted), 2);
        QTRY_VERIFY(opened.stateShown(5).endsWith(u"finished"_s)); // What is shown is noted.
    }
    QCOMPARE(
        run.call({u"export"_s, u"--data-dir"_s, run.path(u"data"_s), u"--filter"_s, u"state:interrupted"_s})
            .exitCode(),
        0);
    QCOMPARE(run.jobs().size(), 2); // An export decides nothing either.
    const OpenedWindow opened(run.path(u"data"_s));
    QTRY_VERIFY(opened.banner()->isVisible());
    QVERIFY(opened.banner()->text().contains(u"2 interrupted"_s));
}

void RestoredTest::runsCommandsBesideTheirList()
{
    Run run;
    QVERIFY(QDir().mkpath(run.path(u"lists"_s)));
    run.write(u"lists/list"_s, "pwd >here\n");
    const OpenedWindow opened(run.path(u"data"_s));
    opened.window->importing().openFiles({run.path(u"lists/list"_s)});
    opened.accept();
    QTRY_COMPARE(opened.count(JobState::Finished), 1);
    QCOMPARE(run.read(u"lists/here"_s).trimmed(),
             QFile::encodeName(QDir(run.path(u"lists"_s)).canonicalPath()));
    const auto place = [&opened] {
        const int row = opened.jobs()->rowOf(opened.find(1)->id);
        return opened.jobs()->index(row, static_cast<int>(JobColumn::Place)).data().toString();
    };
    QTRY_VERIFY(place().endsWith(u"/lists"_s));
}

void RestoredTest::launchesNoMoreThanTheLimitOfOpenFilesBears()
{
    Run run;
    run.list(QByteArray("echo once >>begun; exec sleep 100\n").repeated(6));
    run.begin({u"--width"_s, u"1"_s, u"--data-dir"_s, run.path(u"data"_s)});
    QTRY_VERIFY(QFile::exists(run.path(u"begun"_s)));
    run.signal(SIGKILL);
    run.end();
    rlimit low{};
    low.rlim_cur = low.rlim_max = 64 + 3 * 4; // For good: the last test, as only root may raise it again.
    QCOMPARE(setrlimit(RLIMIT_NOFILE, &low), 0);
    const OpenedWindow opened(run.path(u"data"_s));
    QTRY_VERIFY(run.read(u"begun"_s).count('\n') >= 4); // The first, and those that run now.
    QCOMPARE(opened.count(JobState::Underway), 3);
    QCOMPARE(opened.count(JobState::Failed), 0);
    QVERIFY2(opened.banner()->text().contains(u"At most 3 jobs at once"_s),
             qPrintable(opened.banner()->text()));
}

QTEST_MAIN(RestoredTest)
#include "tst_restored.moc"
