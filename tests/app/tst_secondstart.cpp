#include "app/handover/handoverplace.h"
#include "app/handover/handoverserver.h"
#include "core/store/datalock.h"
#include "tests/app/headlessrunkit.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// Starting the program while somebody owns the data directory: who starts, quits or does not listen at all. This test
/// is the somebody.
class SecondStartTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void waitsForAnOwnerThatDoesNotListenYet();
    void becomesTheWindowWhenTheOwnerGoes_data();
    void becomesTheWindowWhenTheOwnerGoes();
    void saysSoWhenTheOwnerStays();
    void saysAtOnceWhoTakesNoLists_data();
    void saysAtOnceWhoTakesNoLists();
    void showsItWhereNobodySeesStandardError();
    void isNotTakenInByAWindowThatQuits();
};

namespace {

DataLock::Attempt own(const QString &data)
{
    return DataLock::take(data);
}

/// Where the program listens, which looks for it in the runtime folder of \a run.
QString listensAt(const Run &run, const QString &data)
{
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(run.path(u"runtime"_s)));
    return handoverPlace(data);
}

QByteArray ownId()
{
    return QByteArray::number(QCoreApplication::applicationPid());
}

QStringList with(const QString &data, const QString &list)
{
    return {u"--data-dir"_s, data, list};
}

} // namespace

void SecondStartTest::waitsForAnOwnerThatDoesNotListenYet()
{
    Run run;
    const QString data = run.path(u"data"_s);
    const DataLock::Attempt lock = own(data);
    QVERIFY(lock.holder == DataLock::Holder::Us);
    run.list("true\n");
    run.open(with(data, run.path(u"list"_s)));
    QTRY_VERIFY(run.errorsSoFar().contains("Waiting for process " + ownId()));
    HandoverServer server;
    QSignalSpy received(&server, &HandoverServer::received);
    QVERIFY(server.listen(listensAt(run, data)));
    QCOMPARE(run.end().exitCode(), 0);
    QCOMPARE(received.size(), 1);
}

void SecondStartTest::becomesTheWindowWhenTheOwnerGoes_data()
{
    QTest::addColumn<bool>("isInput");
    QTest::newRow("a file") << false;
    QTest::newRow("standard input") << true;
}

void SecondStartTest::becomesTheWindowWhenTheOwnerGoes()
{
    QFETCH(bool, isInput);
    Run run;
    const QString data = run.path(u"data"_s);
    auto lock = std::make_unique<DataLock::Attempt>(own(data));
    QVERIFY(lock->holder == DataLock::Holder::Us);
    run.list("touch ran\n");
    if (isInput)
        run.setInput("touch ran\n");
    run.open(with(data, isInput ? u"-"_s : run.path(u"list"_s)));
    QTRY_VERIFY(run.errorsSoFar().contains("Waiting for process " + ownId()));
    lock.reset();
    QTRY_COMPARE(run.read(data + u"/lock"_s).trimmed().toLongLong(), run.processId());
    QTRY_VERIFY(QFile::exists(listensAt(run, data))); // The window is up …
    run.signal(SIGTERM);
    QCOMPARE(run.end().exitCode(), 0);
    QVERIFY(run.errors().contains(isInput ? "standard input" : "list")); // … and had it for review.
    QVERIFY(!QFile::exists(run.path(u"ran"_s)));
}

void SecondStartTest::saysSoWhenTheOwnerStays()
{
    Run run;
    const QString data = run.path(u"data"_s);
    const DataLock::Attempt lock = own(data);
    QElapsedTimer took;
    took.start();
    run.list("true\n");
    QCOMPARE(run.call(with(data, run.path(u"list"_s))).exitCode(), 2);
    QVERIFY(run.errors().contains("in use"));
    QCOMPARE(run.errors().count("Waiting for"), 1);
    QVERIFY(took.elapsed() >= 5'000);
}

void SecondStartTest::saysAtOnceWhoTakesNoLists_data()
{
    QTest::addColumn<DataLock::Use>("use");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("run") << DataLock::Use::Run << QByteArray("by a run in a terminal (process ");
    QTest::newRow("export") << DataLock::Use::Export << QByteArray("by an export (process ");
}

void SecondStartTest::saysAtOnceWhoTakesNoLists()
{
    QFETCH(DataLock::Use, use);
    QFETCH(QByteArray, says);
    Run run;
    const QString data = run.path(u"data"_s);
    const DataLock::Attempt lock = DataLock::take(data, use);
    run.list("true\n");
    QCOMPARE(run.call(with(data, run.path(u"list"_s))).exitCode(), 2);
    QVERIFY2(run.errors().contains(says + ownId()), run.errors().constData());
    QVERIFY(!run.errors().contains("Waiting for"));
}

void SecondStartTest::showsItWhereNobodySeesStandardError()
{
    Run run;
    const QString data = run.path(u"data"_s);
    const DataLock::Attempt lock = DataLock::take(data, DataLock::Use::Run);
    run.set(u"DESKTOP_STARTUP_ID"_s, u"x"_s);
    run.open({u"--data-dir"_s, data});
    QTRY_VERIFY(run.errorsSoFar().contains("by a run in a terminal"));
    const QString mapped = u"/proc/%1/maps"_s.arg(run.processId());
    QTRY_VERIFY(run.read(mapped).contains("/platforms/libq")); // It has a window now …
    run.signal(SIGTERM);
    run.end();
    QCOMPARE(run.exitCode(), -1); // … which is there to be read until it is closed.
}

void SecondStartTest::isNotTakenInByAWindowThatQuits()
{
    Run window;
    const QString data = window.path(u"data"_s);
    window.leavePending(data, "touch started; while ! [ -e go ]; do sleep 0.05; done\n");
    window.open({u"--data-dir"_s, data});
    QTRY_VERIFY(QFile::exists(window.path(u"started"_s)));
    window.signal(SIGTERM);
    QTRY_VERIFY(!QFile::exists(listensAt(window, data)));
    Run second;
    second.shareRuntimeOf(window);
    second.list("touch ran\n");
    second.open(with(data, second.path(u"list"_s)));
    QTRY_VERIFY(
        second.errorsSoFar().contains("Waiting for process " + QByteArray::number(window.processId())));
    window.write(u"go"_s, {});
    QCOMPARE(window.end().exitCode(), 0);
    QTRY_COMPARE(second.read(data + u"/lock"_s).trimmed().toLongLong(), second.processId());
    QTRY_VERIFY(QFile::exists(listensAt(window, data)));
    second.signal(SIGTERM);
    QCOMPARE(second.end().exitCode(), 0);
    QVERIFY(second.errors().contains("list"));
}

QTEST_GUILESS_MAIN(SecondStartTest)
#include "tst_secondstart.moc"
