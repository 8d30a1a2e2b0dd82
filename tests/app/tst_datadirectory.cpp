#include "tests/app/datakit.h"
#include "tests/app/headlessrunkit.h"

#include <QTest>

#include <csignal>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// A data directory that windows and runs in the terminal use in turn.
class DataDirectoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leavesTheWindowsSettingsAlone();
    void leavesThemAloneWhenKilledWhileItsReaderIsSlow();
    void keepsNoSettingsWhereThereWereNone();
    void launchesTheMostImportantOfTheWholeQueueFirst();
};

namespace {

const QueueSettings ofTheWindow{QueueId::Default, 3, true, 5};

void keepSettings(const QString &data)
{
    withStore(data, [](Store &store, const RestoredJobs &) { store.noteSettings(ofTheWindow); });
}

RestoredJobs kept(const QString &data)
{
    RestoredJobs kept;
    withStore(data, [&kept](Store &, const RestoredJobs &jobs) { kept = jobs; });
    return kept;
}

} // namespace

void DataDirectoryTest::leavesTheWindowsSettingsAlone()
{
    Run run;
    const QString data = run.path(u"data"_s);
    keepSettings(data);
    run.list("true\n");
    const QStringList arguments{u"--width"_s, u"2"_s, u"--host-cap"_s, u"9"_s, u"--data-dir"_s, data};
    QCOMPARE(run.start(arguments).exitCode(), 0); // Though the window is paused.
    const RestoredJobs after = kept(data);
    QCOMPARE(after.settings, ofTheWindow);
    QCOMPARE(after.records.size(), std::size_t{1});
    QCOMPARE(after.records[0].state, JobState::Finished);
}

void DataDirectoryTest::leavesThemAloneWhenKilledWhileItsReaderIsSlow()
{
    Run run;
    const QString data = run.path(u"data"_s);
    keepSettings(data);
    run.list(("echo >> ran #" + QByteArray(60'000, 'x') + '\n').repeated(300));
    run.beginShell(
        u"{ \"$MILLRACE\" run --width 2 --json --data-dir data \"$LIST\" & echo $! > pid; wait $!; } |"
        " { while ! [ -e read ]; do sleep 0.05; done; cat > out; }"_s);
    const auto ran = [&run] { return run.read(u"ran"_s).size(); };
    QTRY_VERIFY_WITH_TIMEOUT(ran() > 130, 30'000);
    QVERIFY(run.standsStill(u"ran"_s)); // It waits for its reader.
    QVERIFY(ran() < 300);
    QCOMPARE(::kill(run.read(u"pid"_s).trimmed().toInt(), SIGKILL), 0);
    run.write(u"read"_s, {});
    run.end();
    QCOMPARE(kept(data).settings, ofTheWindow);
}

void DataDirectoryTest::keepsNoSettingsWhereThereWereNone()
{
    Run run;
    run.list("true\n");
    const QString data = run.path(u"data"_s);
    QCOMPARE(run.start({u"--width"_s, u"2"_s, u"--data-dir"_s, data}).exitCode(), 0);
    QVERIFY(!kept(data).settingsKept); // The window's first start takes what its preferences say.
}

void DataDirectoryTest::launchesTheMostImportantOfTheWholeQueueFirst()
{
    constexpr std::uint64_t count = 10'000; // Several of the store's pieces, the important one in the last.
    Run run;
    const QString data = run.path(u"data"_s);
    withStore(data, [](Store &store, const RestoredJobs &) {
        std::vector<JobRecord> jobs(count);
        std::vector<const JobRecord *> all;
        for (std::uint64_t i = 0; i < count; ++i) {
            jobs[i].number = JobNumber{i + 1};
            jobs[i].position = i + 1;
            jobs[i].spec.kind = JobKind::Command;
            jobs[i].spec.what = i + 2 < count ? "echo other >> order" : "echo urgent >> order; sleep 1000";
            jobs[i].priority = i + 2 < count ? 0 : -10;
            all.push_back(&jobs[i]);
        }
        store.note(all);
        store.noteSettings({QueueId::Default, 2, false, 0});
    });
    run.open({u"--data-dir"_s, data});
    QTRY_COMPARE(run.read(u"home/order"_s), "urgent\nurgent\n");
    run.signal(SIGKILL);
    run.end();
}

QTEST_GUILESS_MAIN(DataDirectoryTest)
#include "tst_datadirectory.moc"
