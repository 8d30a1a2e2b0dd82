#include "tests/support/fetchkit.h"
#include "tests/support/loopbackserver.h"
#include "tests/support/mounted.h"

#include <QTest>

#include <algorithm>
#include <csignal>

#include <sys/resource.h>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using Exchange = LoopbackServer::Exchange;

/// Results folders that are full, read-only, gone or a trap: a clear failure each, and nothing left behind.
class tst_FetchDisk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void aFullDiskIsAFailureUntilThereIsRoom_data();
    void aFullDiskIsAFailureUntilThereIsRoom();
    void aReadOnlyFolderIsAFailure();
    void aFileWhereTheFolderShouldBeIsAFailure();
    void aFolderThatVanishedServesOnceItIsBack();
    void aFileSizeLimitIsAFailureAndNotTheEnd();
    void aSymbolicLinkInTheFolderIsNotFollowed();
    void whatADeadProgramLeftIsRemoved();
    void makesTheFolderAndKeepsItPrivate();
    void aCompleteTransferHoldsNoSlotWhileTheDiskTakesIt();
    void aFailedTransferHoldsItsSlotToTheEnd();
    void onlySoManyHoldNoSlot_data();
    void onlySoManyHoldNoSlot();

private:
    std::unique_ptr<LoopbackServer> m_server;
};

void tst_FetchDisk::init()
{
    m_server = std::make_unique<LoopbackServer>();
    m_server->on("/small", [](Exchange &x) { x.reply("200 OK", {}, "small"); });
    m_server->on("/large", [](Exchange &x) { x.reply("200 OK", {}, QByteArray(8 << 20, 'x')); });
    m_server->on("/endless", [](Exchange &x) {
        x.send("HTTP/1.1 200 OK\r\n\r\n");
        x.flood(QByteArray(100'000, 'x'));
    });
}

void tst_FetchDisk::cleanup()
{
    m_server.reset();
}

void tst_FetchDisk::aFullDiskIsAFailureUntilThereIsRoom_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("that fills up") << QByteArray("/large");
    QTest::newRow("while more and more comes") << QByteArray("/endless");
}

void tst_FetchDisk::aFullDiskIsAFailureUntilThereIsRoom()
{
    QFETCH(QByteArray, path);
    const Mounted mount("tmpfs", "size=1m");
    QVERIFY2(mount.isThere(), "needs the right to mount");
    FetchKit kit({}, mount.path(u"r"_s));
    const auto job = kit.fetch(m_server->url(path));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->reason(), FailureReason::Disk);
    QCOMPARE(job->detail(), u"Can't write results in %1/r: No space left on device."_s.arg(mount.path()));
    QCOMPARE(job->outcome->httpStatus, 200);
    QCOMPARE(kit.files(), QStringList());
    const auto next = kit.fetch(m_server->url("/small")); // There is room again.
    QTRY_VERIFY(next->isOver());
    QCOMPARE(next->reason(), FailureReason::None);
}

void tst_FetchDisk::aReadOnlyFolderIsAFailure()
{
    const Mounted mount("tmpfs", "", MS_RDONLY);
    QVERIFY2(mount.isThere(), "needs the right to mount");
    FetchKit kit({}, mount.path());
    const auto job = kit.fetch(m_server->url("/small"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->reason(), FailureReason::Disk);
    QVERIFY2(job->detail().startsWith(u"Can't write results in "_s + mount.path()),
             qPrintable(job->detail()));
}

void tst_FetchDisk::aFileWhereTheFolderShouldBeIsAFailure()
{
    const QTemporaryDir dir;
    QFile file(dir.path() + u"/r"_s);
    QVERIFY(file.open(QIODevice::WriteOnly));
    FetchKit kit({}, file.fileName());
    const auto job = kit.fetch(m_server->url("/small"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->reason(), FailureReason::Disk);
}

void tst_FetchDisk::aFolderThatVanishedServesOnceItIsBack()
{
    FetchKit kit;
    const auto first = kit.fetch(m_server->url("/small"));
    QTRY_VERIFY(first->isOver());
    QVERIFY(QDir(kit.folder.path()).removeRecursively());
    const auto second = kit.fetch(m_server->url("/small"));
    QTRY_VERIFY(second->isOver());
    QCOMPARE(second->reason(), FailureReason::Disk);
    QVERIFY(second->detail().contains(kit.folder.path()));
    QVERIFY(!QDir(kit.folder.path()).exists());
    QVERIFY(QDir().mkpath(kit.folder.path()));
    const auto third = kit.fetch(m_server->url("/small"));
    QTRY_VERIFY(third->isOver());
    QCOMPARE(third->reason(), FailureReason::None);
    QCOMPARE(kit.read(third), "small");
}

void tst_FetchDisk::aFileSizeLimitIsAFailureAndNotTheEnd()
{
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    rlimit limit = before;
    limit.rlim_cur = 1 << 20;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    FetchKit kit;
    const auto job = kit.fetch(m_server->url("/large"));
    QTRY_VERIFY(job->isOver());
    ::setrlimit(RLIMIT_FSIZE, &before);
    QCOMPARE(job->reason(), FailureReason::Disk);
    QVERIFY(job->detail().contains(u"File too large"));
    QCOMPARE(kit.files(), QStringList());
}

void tst_FetchDisk::aSymbolicLinkInTheFolderIsNotFollowed()
{
    const QTemporaryDir outside;
    FetchKit kit;
    QVERIFY(QDir().mkpath(kit.folder.path()));
    QVERIFY(QFile::link(outside.path(), kit.folder.path() + u"/0-999"_s));
    const auto job = kit.fetch(m_server->url("/small"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->reason(), FailureReason::Disk);
    QVERIFY(QDir(outside.path()).isEmpty());
}

void tst_FetchDisk::whatADeadProgramLeftIsRemoved()
{
    FetchKit kit;
    QVERIFY(QDir().mkpath(kit.folder.path() + u"/0-999"_s));
    QFile left(kit.folder.path() + u"/0-999/5.1.body.part"_s);
    QVERIFY(left.open(QIODevice::WriteOnly));
    left.close();
    const auto job = kit.fetch(m_server->url("/small"), {}, 2, 5);
    QTRY_VERIFY(job->isOver());
    QCOMPARE(kit.files(), QStringList{u"0-999/5.2-small"_s});
}

void tst_FetchDisk::makesTheFolderAndKeepsItPrivate()
{
    const QTemporaryDir dir;
    FetchKit kit({}, dir.path() + u"/a/b/results"_s);
    QVERIFY(!QDir(dir.path() + u"/a"_s).exists());
    const auto job = kit.fetch(m_server->url("/small"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->reason(), FailureReason::None);
    const QFile::Permissions shared = QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther | QFile::ExeOther;
    QCOMPARE(QFile::permissions(kit.folder.path()) & shared, QFile::Permissions());
}

void tst_FetchDisk::aCompleteTransferHoldsNoSlotWhileTheDiskTakesIt()
{
    FetchKit kit;
    FetchKit::JobRef job;
    int released = 0;
    kit.sink.released = [&](JobId id) {
        ++released;
        QVERIFY(id == job->id);
        QVERIFY(!job->isOver()); // It is told as finished by the event loop, once the disk has all of it.
        QCOMPARE(m_server->requests(), 1);
    };
    job = kit.fetch(m_server->url("/small"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(released, 1);
    QCOMPARE(kit.files(), QStringList{job->outcome->file});
    QCOMPARE(kit.read(job), "small");
}

void tst_FetchDisk::aFailedTransferHoldsItsSlotToTheEnd()
{
    m_server->on("/cut", [](Exchange &x) {
        x.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort");
        x.close();
    });
    FetchKit kit;
    int released = 0;
    kit.sink.released = [&released](JobId) { ++released; };
    const auto job = kit.fetch(m_server->url("/cut"));
    QTRY_VERIFY(job->isOver());
    QCOMPARE(job->reason(), FailureReason::CutShort);
    QCOMPARE(released, 0);
}

void tst_FetchDisk::onlySoManyHoldNoSlot_data()
{
    QTest::addColumn<int>("results");
    QTest::addColumn<int>("bytes");
    QTest::addColumn<bool>("isAnyReleased");
    QTest::newRow("none may") << 0 << (1 << 20) << false;
    QTest::newRow("a few may") << 3 << (1 << 20) << true;
    QTest::newRow("none of more than no byte") << 100 << 0 << false;
    QTest::newRow("few bytes") << 100 << 15 << true;
}

void tst_FetchDisk::onlySoManyHoldNoSlot()
{
    QFETCH(int, results);
    QFETCH(int, bytes);
    FetchSettings settings;
    settings.limits.unsaved = results;
    settings.limits.unsavedBytes = bytes;
    FetchKit kit(settings);
    std::vector<FetchKit::JobRef> jobs;
    std::vector<JobId> released;
    int most = 0;
    kit.sink.released = [&](JobId id) {
        released.push_back(id);
        most = std::max(most, int(std::ranges::count_if(jobs, [&released](const FetchKit::JobRef &job) {
                            return !job->isOver() && std::ranges::find(released, job->id) != released.end();
                        })));
    };
    for (int i = 0; i < 100; ++i)
        jobs.push_back(kit.fetch(m_server->url("/small")));
    QTRY_VERIFY(std::ranges::all_of(jobs, [](const FetchKit::JobRef &job) { return job->isOver(); }));
    QVERIFY(std::ranges::all_of(
        jobs, [](const FetchKit::JobRef &job) { return job->reason() == FailureReason::None; }));
    QTEST(!released.empty(), "isAnyReleased");
    QVERIFY2(most <= std::min(results, bytes / 5), qPrintable(QString::number(most)));
}

QTEST_GUILESS_MAIN(tst_FetchDisk)
#include "tst_fetchdisk.moc"
