#include "app/export/exportfile.h"
#include "app/export/exporttask.h"
#include "core/interop/qtclock.h"
#include "tests/app/exportkit.h"

#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <semaphore>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// Handing the jobs of a live queue to a disk that takes its time.
class ExportTaskTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void neverHoldsUpTheEventLoop();
    void leavesOutWhatWasRemovedMeanwhile();
    void endsAtTheFirstError();
    void leavesNothingWhenAbandoned();
};

namespace {

struct World
{
    explicit World(int jobs)
    {
        std::vector<JobSpec> specs(std::size_t(jobs), JobSpec{JobKind::Command, 0, "true", {}, nullptr});
        ids = queue.putAll(std::move(specs));
    }
    QtClock clock;
    JobQueue queue{clock};
    std::vector<JobId> ids;
};

/// A disk that takes a piece whenever it is let.
struct Disk
{
    std::counting_semaphore<> may{0};
    std::vector<int> numbers;
    std::atomic<int> pieces = 0;
    bool fails = false;
};

class DiskWriter : public JobWriter
{
public:
    explicit DiskWriter(Disk &disk) : m_disk(disk) {}
    bool write(std::span<const JobRecord> jobs) override
    {
        m_disk.may.acquire();
        ++m_disk.pieces;
        for (const JobRecord &job : jobs)
            m_disk.numbers.push_back(int(job.number));
        return !m_disk.fails;
    }
    ExportReport finish() override { return {!m_disk.fails, u"over"_s}; }

private:
    Disk &m_disk;
};

/// A file on such a disk.
class SlowFile : public JobWriter
{
public:
    SlowFile(Disk &disk, const QString &path) : m_disk(disk), m_file(path, ListFormat::JsonLines, {}) {}
    bool write(std::span<const JobRecord> jobs) override
    {
        const bool isWritten = m_file.write(jobs);
        ++m_disk.pieces;
        m_disk.may.acquire();
        return isWritten;
    }
    ExportReport finish() override { return m_file.finish(); }

private:
    Disk &m_disk;
    ExportFile m_file;
};

} // namespace

void ExportTaskTest::neverHoldsUpTheEventLoop()
{
    World world(20'000);
    Disk disk;
    ExportTask task(world.queue, world.ids, std::make_unique<DiskWriter>(disk));
    QSignalSpy ended(&task, &ExportTask::ended);
    QTest::qWait(50); // The event loop turns while the disk stands still …
    QCOMPARE(ended.size(), 0);
    disk.may.release(100); // … and the export goes on when it does.
    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(disk.numbers.size(), std::size_t{20'000});
    QVERIFY(std::is_sorted(disk.numbers.begin(), disk.numbers.end()));
    QVERIFY(disk.pieces >= 10); // In pieces that hold up nobody.
}

void ExportTaskTest::leavesOutWhatWasRemovedMeanwhile()
{
    World world(20'000);
    Disk disk;
    ExportTask task(world.queue, world.ids, std::make_unique<DiskWriter>(disk));
    QSignalSpy ended(&task, &ExportTask::ended);
    const auto last = std::span(world.ids).last(1'000);
    world.queue.cancel(last);
    world.queue.remove(last);
    disk.may.release(100);
    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(disk.numbers.size(), std::size_t{19'000});
}

void ExportTaskTest::endsAtTheFirstError()
{
    World world(20'000);
    Disk disk;
    disk.fails = true;
    ExportTask task(world.queue, world.ids, std::make_unique<DiskWriter>(disk));
    QSignalSpy ended(&task, &ExportTask::ended);
    disk.may.release(100);
    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(disk.pieces.load(), 1);
    QVERIFY(!ended[0][0].value<ExportReport>().isDone);
}

void ExportTaskTest::leavesNothingWhenAbandoned()
{
    World world(20'000);
    const Folder folder;
    write(folder.path(u"x"_s), "as it was\n");
    Disk disk;
    auto task = std::make_unique<ExportTask>(world.queue, world.ids,
                                             std::make_unique<SlowFile>(disk, folder.path(u"x"_s)));
    const auto letIt = qScopeGuard([&disk] { disk.may.release(100); });
    QTRY_VERIFY(disk.pieces == 1); // It has begun …
    disk.may.release(100);
    task.reset(); // … and never got all: the event loop, which brings the pieces, has not turned since.
    QVERIFY(disk.pieces < 10);
    QCOMPARE(folder.files(), QStringList(u"x"_s));
    QCOMPARE(read(folder.path(u"x"_s)), "as it was\n");
}

QTEST_GUILESS_MAIN(ExportTaskTest)
#include "tst_exporttask.moc"
