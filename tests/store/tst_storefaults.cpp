#include "core/store/schema.h"
#include "tests/store/storekit.h"
#include "tests/support/faultvfs.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include <random>
#include <sys/mount.h>

using namespace Qt::StringLiterals;
using namespace millrace;
using namespace millrace::test;
using Fault = FaultVfs::Fault;

namespace {

constexpr int jobs = 12;

void waitMilliseconds(int milliseconds)
{
    QTest::qWait(milliseconds);
}

/// What the small run notes, batch by batch.
std::vector<std::vector<JobRecord>> script()
{
    std::vector<std::vector<JobRecord>> batches(4);
    for (int n = 1; n <= jobs; ++n) {
        const JobRecord job = n % 2 == 0 ? fetch(n) : command(n, QByteArray(n * 400, 'x'));
        batches[0].push_back(job);
        if (n % 3 != 0)
            batches[1].push_back(underway(job));
        if (n % 3 == 1)
            batches[2].push_back(ended(underway(job)));
    }
    batches[3].push_back(fetch(jobs + 1));
    return batches;
}

/// Each job's records in the order they were noted.
std::vector<JobRecord> versions(int number, std::size_t upTo)
{
    std::vector<JobRecord> all;
    const auto batches = script();
    for (std::size_t batch = 0; batch < upTo; ++batch) {
        for (const JobRecord &record : batches[batch]) {
            if (record.number == JobNumber{quint64(number)})
                all.push_back(record);
        }
    }
    return all;
}

JobState mapped(const JobRecord &record)
{
    if (!isUnderway(record.state))
        return record.state;
    return record.spec.kind == JobKind::Fetch ? JobState::Pending : JobState::Interrupted;
}

/// All that was acknowledged is there, in the state that was noted last or one noted later; nothing else is.
QByteArray complaint(const StoreFixture &f, std::size_t acknowledged)
{
    const std::size_t all = script().size();
    for (int n = 1; n <= jobs + 1; ++n) {
        const auto known = versions(n, acknowledged);
        const auto possible = versions(n, all);
        const auto count = std::count_if(f.restored.begin(), f.restored.end(), [n](const JobRecord &record) {
            return record.number == JobNumber{quint64(n)};
        });
        if (count > 1)
            return "job " + QByteArray::number(n) + " is there twice";
        if (count == 0 && !known.empty())
            return "job " + QByteArray::number(n) + " is lost";
        if (count == 0)
            continue;
        const JobRecord &found = *f.find(n);
        const std::size_t from = known.empty() ? 0 : known.size() - 1;
        const bool fits = std::any_of(
            possible.begin() + std::ptrdiff_t(from), possible.end(), [&found](const JobRecord &record) {
                return mapped(record) == found.state && record.attempt == found.attempt &&
                       record.spec.what == found.spec.what;
            });
        if (!fits)
            return "job " + QByteArray::number(n) +
                   " is in a state that it never was in: " + QByteArray::number(int(found.state)) +
                   " attempt " + QByteArray::number(found.attempt) +
                   (f.report.changesMissing ? " missing" : "") +
                   (f.report.keptAside.isEmpty() ? "" : " aside") + " ack " +
                   QByteArray::number(int(acknowledged));
    }
    if (!f.report.keptAside.isEmpty() || f.report.damaged > 0)
        return "the database was damaged";
    return {};
}

/// Runs the script; returns how many batches were acknowledged.
std::size_t play(StoreFixture &f, int patience, const std::function<void(std::size_t)> &saved = {})
{
    std::size_t acknowledged = 0;
    for (const auto &batch : script()) {
        std::vector<const JobRecord *> pointers;
        for (const JobRecord &record : batch)
            pointers.push_back(&record);
        f.store->note(pointers);
        auto done = std::make_shared<bool>(false);
        auto flushed =
            f.store->flush().addCallback([done] { *done = true; }).addErrback([](const Failure &) {});
        if (!QTest::qWaitFor([&done] { return *done; }, patience))
            return acknowledged;
        ++acknowledged;
        if (saved)
            saved(acknowledged);
    }
    return acknowledged;
}

} // namespace

class TestStoreFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whateverCallFailsOnceNothingIsLost_data();
    void whateverCallFailsOnceNothingIsLost();
    void aKillAtAnyCallLosesNothingThatWasSaved();
    void aKillAtAnyCallOfAMigrationLosesNothing();
    void aBatchThatIsTakenForWrittenIsMissed();
    void aFullDiskIsToldAndCarriesOnByItself();
    void aReallyFullDiskIsToldAndCarriesOnByItself();
    void aPowerCutLosesNothingThatWasSaved();
    void aStoreThatDoesNotSyncIsMissed();

private:
    QByteArray cutPower(int times, StorePlace::Guard without);
};

void TestStoreFaults::whateverCallFailsOnceNothingIsLost_data()
{
    QTest::addColumn<int>("fault");
    QTest::newRow("an error") << int(Fault::Once);
    QTest::newRow("half a write") << int(Fault::Torn);
    QTest::newRow("a sync that failed, though all was written") << int(Fault::LostSync);
}

void TestStoreFaults::whateverCallFailsOnceNothingIsLost()
{
    QFETCH(int, fault);
    FaultVfs vfs;
    int calls = 1000;
    for (int call = 1; call <= calls; ++call) {
        StoreFixture f;
        f.place.vfs = vfs.name();
        f.place.retryEvery = std::chrono::milliseconds(2);
        f.start();
        vfs.arm(call == 1 ? Fault::None : Fault(fault), call - 1); // the first round counts
        QCOMPARE(play(f, 20'000), script().size());
        if (call == 1)
            calls = vfs.calls() + 1;
        f.stop();
        vfs.heal();
        f.start();
        QCOMPARE(complaint(f, script().size()), QByteArray());
    }
    QVERIFY(calls > 20);
}

void TestStoreFaults::aKillAtAnyCallLosesNothingThatWasSaved()
{
    FaultVfs vfs;
    bool isKilled = true;
    for (int call = 1; isKilled; ++call) {
        StoreFixture f;
        f.place.vfs = vfs.name();
        f.place.retryEvery = std::chrono::hours(1);
        f.start();
        vfs.arm(Fault::Kill, call);
        QSignalSpy trouble(f.store.get(), &Store::trouble);
        std::size_t acknowledged = 0;
        for (int patience = 300; patience > 0 && acknowledged == 0 && trouble.isEmpty(); --patience)
            acknowledged = play(f, 20);
        isKilled = !trouble.isEmpty();
        f.stop(); // its last attempts fail too
        vfs.heal();
        f.start();
        QCOMPARE(complaint(f, acknowledged), QByteArray());
    }
}

void TestStoreFaults::aKillAtAnyCallOfAMigrationLosesNothing()
{
    FaultVfs vfs;
    bool isDone = false;
    for (int call = 1; !isDone; ++call) {
        StoreFixture f;
        QVERIFY(DataLock::take(f.place.dataDirectory).holder == DataLock::Holder::Us);
        {
            Database old(f.place.database(), Database::Access::ReadWrite);
            old.execute("PRAGMA page_size = 4096; PRAGMA journal_mode = WAL");
            migrate(old, migrations().first(1));
            old.execute("INSERT INTO removed VALUES(77, 1)"); // a row that is easily told
        }
        vfs.arm(Fault::Kill, call);
        try {
            Database killed(f.place.database(), Database::Access::ReadWrite, vfs.name().constData());
            killed.execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL");
            migrate(killed, migrations());
            isDone = true;
            vfs.heal();
        } catch (const SqlError &) {
        }
        vfs.heal();
        Database again(f.place.database(), Database::Access::ReadWrite);
        migrate(again, migrations());
        QCOMPARE(again.number("SELECT number FROM removed"), 77);
        QCOMPARE(again.number("SELECT count(*) FROM ledger"), 0);
        QVERIFY(again.number("PRAGMA user_version") == storedVersion(std::ssize(migrations())));
    }
}

void TestStoreFaults::aBatchThatIsTakenForWrittenIsMissed()
{
    FaultVfs vfs;
    bool isMissed = false;
    for (int call = 1; call < 40 && !isMissed; ++call) {
        StoreFixture f;
        f.place.vfs = vfs.name();
        f.place.retryEvery = std::chrono::milliseconds(2);
        f.start(StorePlace::Guard::Reread);
        vfs.arm(Fault::Once, call);
        const std::size_t acknowledged = play(f, 20'000);
        f.stop();
        vfs.heal();
        f.start();
        isMissed = !complaint(f, acknowledged).isEmpty();
    }
    QVERIFY(isMissed);
}

void TestStoreFaults::aFullDiskIsToldAndCarriesOnByItself()
{
    FaultVfs vfs;
    StoreFixture f;
    f.place.vfs = vfs.name();
    f.start();
    QSignalSpy trouble(f.store.get(), &Store::trouble);
    QSignalSpy recovered(f.store.get(), &Store::recovered);
    vfs.arm(Fault::Full, 1);
    QCOMPARE(play(f, 200), 0U);
    QTRY_COMPARE_WITH_TIMEOUT(trouble.size(), 1, 1000);
    QVERIFY(trouble.front().front().value<StoreTrouble>().kind == StoreTrouble::Kind::DiskFull);
    waitMilliseconds(1200); // another try fails: not told again
    QCOMPARE(trouble.size(), 1);
    QVERIFY(f.attempts(1).empty()); // reading goes on
    vfs.heal();
    QTRY_COMPARE_WITH_TIMEOUT(recovered.size(), 1, 5000);
    f.stop();
    f.start();
    QCOMPARE(complaint(f, 1), QByteArray());
}

void TestStoreFaults::aReallyFullDiskIsToldAndCarriesOnByItself()
{
    QTemporaryDir small;
    if (::mount("none", qPrintable(small.path()), "tmpfs", 0, "size=3m") != 0)
        QSKIP("needs the right to mount a small file system");
    const auto unmount = qScopeGuard([&small] { ::umount2(qPrintable(small.path()), MNT_DETACH); });
    StoreFixture f;
    f.place.dataDirectory = small.filePath(u"data"_s);
    f.start();
    QSignalSpy trouble(f.store.get(), &Store::trouble);
    QFile ballast(small.filePath(u"ballast"_s));
    QVERIFY(ballast.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
    while (ballast.write(QByteArray(4096, 'x')) == 4096) {
    }
    QCOMPARE(play(f, 300), 0U);
    QTRY_COMPARE_WITH_TIMEOUT(trouble.size(), 1, 1000);
    QVERIFY(trouble.front().front().value<StoreTrouble>().kind == StoreTrouble::Kind::DiskFull);
    QSignalSpy recovered(f.store.get(), &Store::recovered);
    ballast.remove();
    QTRY_COMPARE_WITH_TIMEOUT(recovered.size(), 1, 5000);
    f.restart();
    QCOMPARE(complaint(f, 1), QByteArray());
    f.stop();
}

/// Plays the script on recorded files, then loads what a power cut at any moment may leave: of what was not forced to the
/// disk, each write is there, missing, or torn.
QByteArray TestStoreFaults::cutPower(int times, StorePlace::Guard without)
{
    FaultVfs vfs;
    StoreFixture f;
    f.place.vfs = vfs.name();
    f.start(without);
    const QString base = f.directory.filePath(u"base"_s);
    QDir().mkpath(base);
    for (const QString &name : {u"millrace.db"_s, u"millrace.db-wal"_s})
        QFile::copy(f.place.dataDirectory + u'/' + name, base + u'/' + name);
    vfs.startRecording();
    play(f, 20'000, [&vfs](std::size_t acknowledged) { vfs.mark(std::int64_t(acknowledged)); });
    const std::vector<FaultVfs::Step> steps = vfs.takeSteps();
    f.stop();

    for (int round = 0; round < times; ++round) {
        std::mt19937 random{unsigned(round)};
        const std::size_t end = std::uniform_int_distribution<std::size_t>(0, steps.size())(random);
        std::size_t acknowledged = 0;
        StoreFixture cut;
        QDir().mkpath(cut.place.dataDirectory);
        for (const QString &name : {u"millrace.db"_s, u"millrace.db-wal"_s}) {
            const QString path = cut.place.dataDirectory + u'/' + name;
            QFile::copy(base + u'/' + name, path);
            QFile file(path);
            if (!file.open(QIODevice::ReadWrite))
                return "no file";
            std::size_t synced = 0;
            for (std::size_t n = 0; n < end; ++n)
                synced =
                    steps[n].kind == FaultVfs::Step::Kind::Sync && steps[n].file.endsWith(name) ? n : synced;
            for (std::size_t n = 0; n < end; ++n) {
                const FaultVfs::Step &step = steps[n];
                if (step.kind == FaultVfs::Step::Kind::Mark)
                    acknowledged = std::size_t(step.offset);
                if (!step.file.endsWith(name))
                    continue;
                const int luck = n < synced ? 0 : int(random() % 3);
                if (step.kind == FaultVfs::Step::Kind::Truncate && luck == 0)
                    file.resize(step.offset);
                if (step.kind != FaultVfs::Step::Kind::Write || luck == 1)
                    continue;
                file.seek(step.offset);
                file.write(luck == 0
                               ? step.bytes
                               : step.bytes.first(qsizetype(random() % std::size_t(step.bytes.size()))));
            }
        }
        cut.start();
        if (QByteArray what = complaint(cut, acknowledged); !what.isEmpty())
            return "round " + QByteArray::number(round) + ": " + what;
    }
    return {};
}

void TestStoreFaults::aPowerCutLosesNothingThatWasSaved()
{
    const int times = qEnvironmentVariableIsSet("MILLRACE_LONG") ? 10'000 : 150;
    QCOMPARE(cutPower(times, StorePlace::Guard::None), QByteArray());
}

void TestStoreFaults::aStoreThatDoesNotSyncIsMissed()
{
    QVERIFY(!cutPower(150, StorePlace::Guard::FullSync).isEmpty());
}

QTEST_GUILESS_MAIN(TestStoreFaults)
#include "tst_storefaults.moc"
