#include "app/export/exportfile.h"
#include "app/export/exporttask.h"
#include "core/interop/qtclock.h"
#include "tests/app/exportkit.h"

#include <QSignalSpy>
#include <QTest>

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
    int pieces = 0;
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
    QCOMPARE(disk.pieces, 1);
    QVERIFY(!ended[0][0].value<ExportReport>().isDone);
}

void ExportTaskTest::leavesNothingWhenAbandoned()
{
    World world(20'000);
    const Folder folder;
    {
        const ExportTask task(
            world.queue, world.ids,
            std::make_unique<ExportFile>(folder.path(u"x"_s), ListFormat::JsonLines, QString()));
        QTRY_VERIFY(!folder.files().isEmpty()); // It has begun.
    }
    QVERIFY(folder.files().isEmpty() || folder.files() == QStringList(u"x"_s)); // Not at all, or whole.
}

QTEST_GUILESS_MAIN(ExportTaskTest)
#include "tst_exporttask.moc"
