#include "tests/ui/tableworld.h"
#include "ui/text/figures.h"
#include "ui/views/jobtableview.h"

#include <QDialog>
#include <QHeaderView>
#include <QSet>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <ctime>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QPoint middleOf(const JobTableView &table, int row)
{
    return {300, table.rowViewportPosition(row) + table.rowHeight(row) / 2};
}

/// A table of pending jobs as the window shows it.
struct ShownTable
{
    explicit ShownTable(int count = 5)
    {
        table.resize(800, 300);
        table.show();
        ids = world.put(count);
        world.pass(200ms);
    }

    /// Row 3 is being dragged, with the button down.
    void startDragging()
    {
        table.selectRow(3);
        QTest::mousePress(table.viewport(), Qt::LeftButton, {}, middleOf(table, 3));
        QTest::mouseMove(table.viewport(), middleOf(table, 2));
        QTest::mouseMove(table.viewport(), middleOf(table, 1));
    }

    World world;
    JobTableView table{world.model};
    std::vector<JobId> ids;
};

} // namespace

class TestJobTableView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTableKeepsRowsWhileASelectedOneIsSeen();
    void theTableKeepsRowsWhileThePointerMovesAmongThem();
    void theLayoutComesBackAndRubbishIsRefused();
    void clickingAHeadSortsAndAThirdClickTakesItBack();
    void draggingPendingRowsAsksForAMove();
    void aDragThatASheetInterruptsIsGivenUp();
    void aDragWhoseReleaseWasLostIsGivenUp();
    void draggingVeryManyRowsStaysQuick();
    void aSelectionIsCopiedAsTheTableShowsIt();
    void figuresStandRightAndTimesAreExactInTheTooltip();
    void theKeyboardFindsItsWayAmongTheRows();
};

void TestJobTableView::theTableKeepsRowsWhileASelectedOneIsSeen()
{
    ShownTable shown;
    auto &[world, table, ids] = shown;
    QCOMPARE(table.accessibleName(), u"Jobs"_s);
    table.selectRow(1);
    QTRY_VERIFY(world.model.isHeld());
    world.queue.setWidth(1);
    world.clock.advance(450ms);
    world.clock.advance(200ms);
    QCOMPARE(world.model.rowOf(ids[1]), 1);
    QCOMPARE(table.selectedJobs(), std::vector<JobId>{ids[1]});
    table.clearSelection();
    QTRY_VERIFY(!world.model.isHeld());
    world.clock.advance(200ms);
    QVERIFY(world.model.rowOf(ids[1]) > 1);
    table.selectJobs({ids[4], ids[3]});
    QCOMPARE(table.selectedJobs().size(), std::size_t{2});
}

void TestJobTableView::theTableKeepsRowsWhileThePointerMovesAmongThem()
{
    ShownTable shown;
    auto &[world, table, ids] = shown;
    QSignalSpy told(&table, &JobTableView::heldChanged);
    QTest::mouseMove(table.viewport(), QPoint(100, 30));
    QTRY_VERIFY(world.model.isHeld());
    world.queue.setWidth(1);
    world.clock.advance(300ms);
    QCOMPARE(world.queue.find(ids[0])->state, JobState::Finished);
    QCOMPARE(world.model.rowOf(ids[0]), 0);
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(table.viewport(), &leave);
    bool isLater = false; // Long before a pointer that rests would be forgotten.
    QTimer::singleShot(1ms, &table, [&isLater] { isLater = true; });
    QTRY_VERIFY(isLater);
    QVERIFY(!world.model.isHeld());
    world.clock.advance(200ms);
    QCOMPARE(world.model.rowOf(ids[0]), 4);
    QCOMPARE(told.count(), 2);
}

void TestJobTableView::theLayoutComesBackAndRubbishIsRefused()
{
    World world;
    JobTableView table(world.model);
    table.setColumnHidden(columnIndex(JobColumn::Priority), false);
    table.setColumnWidth(columnIndex(JobColumn::What), 333);
    table.horizontalHeader()->moveSection(0, 3);
    table.setDensity(Density::Comfortable);
    table.sortByColumn(columnIndex(JobColumn::Priority), Qt::DescendingOrder);
    const QByteArray layout = table.saveLayout();
    table.resetLayout();
    QVERIFY(table.saveLayout() != layout);
    QVERIFY(table.restoreLayout(layout));
    QCOMPARE(table.saveLayout(), layout);
    QCOMPARE(table.columnWidth(columnIndex(JobColumn::What)), 333);
    QCOMPARE(table.horizontalHeader()->logicalIndex(3), 0);
    QCOMPARE(world.model.sortColumn(), columnIndex(JobColumn::Priority));
    for (qsizetype cut = 0; cut < layout.size(); cut += 7)
        QVERIFY(!table.restoreLayout(layout.first(cut)));
    QVERIFY(!table.restoreLayout("rubbish that is no layout"));
    QCOMPARE(table.saveLayout(), layout);
}

void TestJobTableView::clickingAHeadSortsAndAThirdClickTakesItBack()
{
    World world;
    JobTableView table(world.model);
    table.resize(900, 300);
    table.show();
    QCOMPARE(world.model.sortColumn(), JobTableModel::dispatchOrder);
    const QPoint head(table.columnViewportPosition(columnIndex(JobColumn::What)) + 40, 5);
    for (const int expected :
         {columnIndex(JobColumn::What), columnIndex(JobColumn::What), JobTableModel::dispatchOrder}) {
        QTest::mouseClick(table.horizontalHeader()->viewport(), Qt::LeftButton, {}, head);
        QCOMPARE(world.model.sortColumn(), expected);
    }
}

void TestJobTableView::draggingPendingRowsAsksForAMove()
{
    ShownTable shown;
    auto &[world, table, ids] = shown;
    QSignalSpy moved(&table, &JobTableView::moveRequested);
    table.selectRow(3);
    QWidget *rows = table.viewport();
    QTest::mousePress(rows, Qt::LeftButton, {}, middleOf(table, 3));
    QTest::mouseMove(rows, middleOf(table, 2));
    QTest::mouseMove(rows, middleOf(table, 1) - QPoint(0, 4));
    QTest::mouseMove(rows, middleOf(table, 1) - QPoint(0, 5));
    QTest::mouseRelease(rows, Qt::LeftButton, {}, middleOf(table, 1) - QPoint(0, 5));
    QCOMPARE(moved.count(), 1);
    QCOMPARE(moved.first().at(0).value<std::vector<JobId>>(), std::vector<JobId>{ids[3]});
    QCOMPARE(moved.first().at(1).value<JobId>(), ids[1]);
    QVERIFY(!table.acceptDrops());
    QVERIFY(!rows->acceptDrops());
}

void TestJobTableView::aDragThatASheetInterruptsIsGivenUp()
{
    ShownTable shown;
    auto &[world, table, ids] = shown;
    shown.startDragging();
    QCOMPARE(table.viewport()->cursor().shape(), Qt::ClosedHandCursor);
    QDialog sheet(&table);
    sheet.setWindowModality(Qt::WindowModal);
    sheet.open();
    QTRY_VERIFY(sheet.isVisible());
    QCOMPARE(table.viewport()->cursor().shape(), Qt::ArrowCursor);
}

void TestJobTableView::aDragWhoseReleaseWasLostIsGivenUp()
{
    ShownTable shown;
    auto &[world, table, ids] = shown;
    shown.startDragging();
    QSignalSpy moved(&table, &JobTableView::moveRequested);
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, middleOf(table, 0));
    QCOMPARE(moved.count(), 0);
    QCOMPARE(table.selectedJobs(), std::vector<JobId>{world.model.jobAt(0)});
}

void TestJobTableView::draggingVeryManyRowsStaysQuick()
{
    constexpr int many = 100'000;
    ShownTable shown(many + 1);
    auto &[world, table, ids] = shown;
    world.model.settle();
    const std::vector<JobId> all(ids.begin() + 1, ids.end());
    const std::clock_t start = std::clock();
    table.selectJobs(all);
    const std::clock_t selecting = std::clock() - start;
    table.scrollToTop();
    QSignalSpy moved(&table, &JobTableView::moveRequested);
    const QPoint first(300, table.rowViewportPosition(1) + table.rowHeight(1) / 2);
    const std::clock_t before = std::clock();
    QTest::mousePress(table.viewport(), Qt::LeftButton, {}, first);
    for (int down = 20; down < 50; down += 10)
        QTest::mouseMove(table.viewport(), first + QPoint(0, down));
    QTest::mouseRelease(table.viewport(), Qt::LeftButton, {}, first + QPoint(0, 40));
    const std::clock_t dragging = std::clock() - before;
    // Looking each row up among all that are dragged would take a hundred times as long as finding them once.
    QVERIFY2(dragging < 20 * selecting, qPrintable(u"%1 for %2"_s.arg(dragging).arg(selecting)));
    QCOMPARE(moved.count(), 1);
    QCOMPARE(moved.first().at(0).value<std::vector<JobId>>().size(), std::size_t{many});
    QVERIFY(!moved.first().at(1).value<JobId>().isValid());
}

void TestJobTableView::aSelectionIsCopiedAsTheTableShowsIt()
{
    World world;
    JobTableView table(world.model);
    world.put(2, "https://example.org/");
    world.pass(200ms);
    table.selectAll();
    const QStringList lines = table.selectedText().split(u'\n');
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines[0].startsWith(u"#\tState\tWhat"_s));
    QVERIFY(lines[2].startsWith(u"2\tpending\thttps://example.org/1\texample.org"_s));
}

void TestJobTableView::figuresStandRightAndTimesAreExactInTheTooltip()
{
    World world;
    world.queue.setWidth(1);
    const JobId id = world.put(1).front();
    world.pass(1min);
    const auto column = [&world](JobColumn which, int role) {
        return world.model.index(0, columnIndex(which)).data(role);
    };
    for (int i = 0; i < int(jobColumnCount); ++i) {
        const auto which = static_cast<JobColumn>(i);
        const QSet<JobColumn> figures{JobColumn::Number,   JobColumn::Priority, JobColumn::Elapsed,
                                      JobColumn::Attempts, JobColumn::Queued,   JobColumn::Started,
                                      JobColumn::Ended};
        const auto alignment = column(which, Qt::TextAlignmentRole).value<Qt::Alignment>();
        QVERIFY2(alignment.testFlag(Qt::AlignRight) == figures.contains(which), columnInfo(which).key);
    }
    const JobRecord &job = *world.queue.find(id);
    QCOMPARE(job.state, JobState::Finished);
    const QList<std::pair<JobColumn, WallTime>> times{{JobColumn::Queued, job.queuedAt},
                                                      {JobColumn::Started, job.startedAt},
                                                      {JobColumn::Ended, job.endedAt}};
    for (const auto &[which, time] : times) {
        QCOMPARE(column(which, Qt::DisplayRole).toString(), text::relativeTime(time, world.clock.wallNow()));
        QVERIFY(column(which, Qt::ToolTipRole).toString().contains(text::exactTime(time)));
    }
}

void TestJobTableView::theKeyboardFindsItsWayAmongTheRows()
{
    World world;
    JobTableView table(world.model);
    table.show();
    const std::vector<JobId> ids = world.put(4);
    world.pass(200ms);
    const auto selected = [&table, &ids] {
        QList<qsizetype> rows;
        for (const JobId id : table.selectedJobs())
            rows << std::ranges::find(ids, id) - ids.begin();
        return rows;
    };
    QTest::keyClick(&table, Qt::Key_Down); // The first arrow chooses the row with the cursor, it skips none.
    QCOMPARE(selected(), QList<qsizetype>{0});
    QTest::keyClick(&table, Qt::Key_Down);
    QCOMPARE(selected(), QList<qsizetype>{1});
    QTest::keyClick(&table, Qt::Key_End);
    QCOMPARE(selected(), QList<qsizetype>{3});
    QTest::keyClick(&table, Qt::Key_Home, Qt::ShiftModifier);
    QCOMPARE(selected(), (QList<qsizetype>{0, 1, 2, 3}));
    table.clearSelection();
    world.model.setFilter(parseFilter(u"2"_s).expression);
    table.enter(); // From the filter, whose rows are not there yet.
    world.pass(200ms);
    QCOMPARE(selected(), QList<qsizetype>{2});
}

QTEST_MAIN(TestJobTableView)
#include "tst_jobtableview.moc"
