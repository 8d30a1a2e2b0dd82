#include "tests/app/headlessrunkit.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <csignal>

using namespace millrace::test;
using namespace Qt::StringLiterals;

/// The program with its window, as a process: starting, handing lists over, ending. What is in the window is tested in
/// tests/gui.
class WindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsWhenAskedToBySignal();
    void keepsAllInItsDataDirectory();
    void runsNothingOfAListUnreviewed();
    void handsListsToTheWindowThatIsOpen();
    void ownsADataDirectoryAfterItsOwnerWasKilled();
    void refusesOnlyWhatIsTooMuchToHandOver();
    void goesOnWithWhatATerminalRunLeft();
};

namespace {

// Starts the window and waits until it listens, which is after its jobs of the last time are asked for.
void openWindow(Run &run, const QString &data, const QStringList &lists = {})
{
    run.open(QStringList{u"--data-dir"_s, data} + lists);
    QTRY_VERIFY(!QDir(run.path(u"runtime/millrace"_s)).entryList(QDir::System | QDir::Files).isEmpty());
}

} // namespace

void WindowTest::endsWhenAskedToBySignal()
{
    Run window;
    openWindow(window, window.path(u"data"_s));
    window.signal(SIGTERM);
    QCOMPARE(window.end().exitCode(), 0);
    QVERIFY(window.errors().contains("Stopping"));
}

void WindowTest::keepsAllInItsDataDirectory()
{
    Run window;
    const QString data = window.path(u"data"_s);
    window.leavePending(data, "true\n");
    openWindow(window, data);
    QTRY_VERIFY(QFile::exists(window.path(u"data/results"_s)));
    window.signal(SIGTERM);
    QCOMPARE(window.end().exitCode(), 0);
    QVERIFY(QFile::exists(window.path(u"data/settings.ini"_s)));
    for (const QString &name : {u".config"_s, u".local"_s})
        QVERIFY2(!QFile::exists(window.path(u"home/"_s + name)), qPrintable(name));
}

void WindowTest::runsNothingOfAListUnreviewed()
{
    Run window;
    window.list("touch ran\n");
    openWindow(window, window.path(u"data"_s), {window.path(u"list"_s)});
    window.signal(SIGTERM);
    QCOMPARE(window.end().exitCode(), 0);
    QVERIFY2(window.errors().contains("nobody reviewed it: list\n"), window.errors());
    QVERIFY(!QFile::exists(window.path(u"ran"_s)));
    QVERIFY(!QFile::exists(window.path(u"home/ran"_s)));
}

void WindowTest::handsListsToTheWindowThatIsOpen()
{
    Run window;
    const QString data = window.path(u"data"_s);
    openWindow(window, data);
    Run second;
    second.shareRuntimeOf(window);
    second.list("touch ran\n");
    QCOMPARE(second.call({u"--data-dir"_s, data, second.path(u"list"_s)}).exitCode(), 0);
    second.setInput("touch ran\n");
    QCOMPARE(second.call({u"--data-dir"_s, data, u"-"_s}).exitCode(), 0);
    QCOMPARE(second.call({u"--data-dir"_s, data}).exitCode(), 0);
    window.signal(SIGTERM);
    QCOMPARE(window.end().exitCode(), 0);
    QVERIFY2(window.errors().contains("nobody reviewed it: list, standard input\n"), window.errors());
    QVERIFY(!QFile::exists(second.path(u"ran"_s)));
}

void WindowTest::ownsADataDirectoryAfterItsOwnerWasKilled()
{
    Run window;
    const QString data = window.path(u"data"_s);
    openWindow(window, data);
    window.signal(SIGKILL);
    window.end();
    Run next; // The socket of the dead one is still there.
    next.shareRuntimeOf(window);
    next.open({u"--data-dir"_s, data});
    QTRY_COMPARE(next.read(data + u"/lock"_s).trimmed().toLongLong(), next.processId());
    Run third;
    third.shareRuntimeOf(window);
    third.list("touch ran\n");
    QCOMPARE(third.call({u"--data-dir"_s, data, third.path(u"list"_s)}).exitCode(), 0);
    next.signal(SIGTERM);
    QCOMPARE(next.end().exitCode(), 0);
    QVERIFY2(next.errors().contains("nobody reviewed it: list\n"), next.errors());
    QVERIFY(!QFile::exists(third.path(u"ran"_s)));
}

void WindowTest::refusesOnlyWhatIsTooMuchToHandOver()
{
    Run window;
    const QString data = window.path(u"data"_s);
    openWindow(window, data);
    Run second;
    second.shareRuntimeOf(window);
    second.setInput(QByteArray("true\n").repeated(300'000));
    QCOMPARE(second.call({u"--data-dir"_s, data, u"-"_s}).exitCode(), 2);
    QVERIFY(second.errors().contains("save the list in a file"));
    window.signal(SIGTERM);
    QCOMPARE(window.end().exitCode(), 0);
}

void WindowTest::goesOnWithWhatATerminalRunLeft()
{
    Run run;
    const QString data = run.path(u"data"_s);
    run.leavePending(data, "touch second\n");
    QVERIFY(!QFile::exists(run.path(u"second"_s)));
    openWindow(run, data);
    QTRY_VERIFY(QFile::exists(run.path(u"second"_s)));
    run.signal(SIGTERM);
    QCOMPARE(run.end().exitCode(), 0);
}

QTEST_GUILESS_MAIN(WindowTest)
#include "tst_window.moc"
