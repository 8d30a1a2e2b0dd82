#include "tests/ui/tableworld.h"
#include "ui/models/jobtally.h"

#include <QItemSelectionModel>
#include <QSignalSpy>
#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestJobTableModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jobsAppearInTheOrderTheyWerePut();
    void underwayFirstThenPendingThenEndedNewestFirst();
    void rowsMoveAtMostTenTimesASecond();
    void aSelectionFollowsItsJobs();
    void heldRowsKeepTheirPlacesAndCatchUpLater();
    void whatTheUserMovedIsShownThoughRowsAreHeld();
    void removedRowsGoEvenWhileHeld();
    void aFilterShowsOnlyWhatMatchesAndFollowsChanges();
    void sortingByTextAndByNumberPutsWhatIsMissingLast();
    void sortingAndFilteringTogetherKeepBoth();
    void aNewerSortOvertakesAnOlderOne();
    void aPendingRowSaysWhyItWaits();
    void talliesCountHostsAndSimilarFailures();
    void textThatLooksLikeHtmlStaysText();
    void staleIndexesAreEmptyCells();
};

void TestJobTableModel::jobsAppearInTheOrderTheyWerePut()
{
    World world;
    world.put(3);
    world.pass();
    QCOMPARE(world.shown(), (QStringList{u"job 0"_s, u"job 1"_s, u"job 2"_s}));
    QCOMPARE(world.model.total(), 3);
}

void TestJobTableModel::underwayFirstThenPendingThenEndedNewestFirst()
{
    World world;
    world.runner.setDefault({.after = std::nullopt});
    world.put(5);
    world.queue.setWidth(2);
    world.pass();
    world.runner.finish("job 0");
    world.pass();
    world.runner.finish("job 2");
    world.pass();
    QCOMPARE(world.shown(), (QStringList{u"job 1"_s, u"job 3"_s, u"job 4"_s, u"job 2"_s, u"job 0"_s}));
    world.queue.reprioritize(world.model.jobsAt(2, 2), -1);
    world.queue.setWidth(3);
    world.pass();
    QCOMPARE(world.cell(2, JobColumn::State), u"underway"_s);
}

void TestJobTableModel::rowsMoveAtMostTenTimesASecond()
{
    World world;
    world.runner.setDefault({.after = 10ms});
    world.put(1000);
    world.pass();
    QSignalSpy moved(&world.model, &QAbstractItemModel::layoutChanged);
    world.queue.setWidth(3);
    for (int ms = 0; ms < 1000; ++ms)
        world.clock.advance(1ms);
    QVERIFY2(moved.count() >= 8 && moved.count() <= 11, qPrintable(QString::number(moved.count())));
}

void TestJobTableModel::aSelectionFollowsItsJobs()
{
    World world;
    world.runner.setDefault({.after = std::nullopt});
    world.put(6);
    world.queue.setWidth(1);
    world.pass();
    QItemSelectionModel selection(&world.model);
    for (const int row : {0, 3, 4})
        selection.select(world.model.index(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    const std::vector<JobId> before = {world.model.jobAt(0), world.model.jobAt(3), world.model.jobAt(4)};
    world.runner.finish("job 0");
    world.queue.move(std::span(&before[2], 1), Place::Top);
    world.pass();
    std::vector<JobId> after;
    for (const QModelIndex &index : selection.selectedRows())
        after.push_back(world.model.jobAt(index.row()));
    std::ranges::sort(after);
    std::vector<JobId> expected = before;
    std::ranges::sort(expected);
    QCOMPARE(after, expected);
    QCOMPARE(world.shown().last(), u"job 0"_s);
}

void TestJobTableModel::heldRowsKeepTheirPlacesAndCatchUpLater()
{
    World world;
    world.put(4);
    world.pass();
    world.model.setHeld(true);
    world.queue.setWidth(1);
    world.pass(1s);
    QCOMPARE(world.shown(), (QStringList{u"job 0"_s, u"job 1"_s, u"job 2"_s, u"job 3"_s}));
    QCOMPARE(world.cell(0, JobColumn::State), u"finished"_s);
    world.model.setHeld(false);
    world.pass();
    QCOMPARE(world.shown(), (QStringList{u"job 3"_s, u"job 2"_s, u"job 1"_s, u"job 0"_s}));
}

void TestJobTableModel::whatTheUserMovedIsShownThoughRowsAreHeld()
{
    World world;
    const std::vector<JobId> ids = world.put(4);
    world.pass();
    world.model.setHeld(true);
    world.queue.move(std::span(ids).last(1), Place::Top);
    world.pass(1s);
    QCOMPARE(world.shown().front(), u"job 0"_s); // Somebody else moved it.
    world.queue.move(std::span(ids).subspan(1, 1), Place::Bottom);
    world.model.catchUp();
    world.pass();
    const QStringList moved{u"job 3"_s, u"job 0"_s, u"job 2"_s, u"job 1"_s};
    QCOMPARE(world.shown(), moved);
    world.pass();
    world.queue.move(std::span(ids).first(1), Place::Bottom);
    world.pass(1s);
    QCOMPARE(world.shown(), moved); // The moment is over.
}

void TestJobTableModel::removedRowsGoEvenWhileHeld()
{
    World world;
    const std::vector<JobId> ids = world.put(4);
    world.queue.cancel(std::span(ids).subspan(1, 2));
    world.pass();
    world.model.setHeld(true);
    world.queue.remove(std::span(ids).subspan(1, 2));
    world.put(1, "new ");
    world.pass();
    QCOMPARE(world.shown(), (QStringList{u"job 0"_s, u"job 3"_s, u"new 0"_s}));
    QCOMPARE(world.model.rowOf(ids[1]), -1);
    QCOMPARE(world.model.rowOf(ids[3]), 1);
}

void TestJobTableModel::aFilterShowsOnlyWhatMatchesAndFollowsChanges()
{
    World world;
    world.runner.setDefault({.after = std::nullopt});
    world.put(4);
    world.pass();
    world.model.setFilter(parseFilter(u"state:underway"_s).expression);
    world.pass();
    QCOMPARE(world.model.rowCount(), 0);
    world.queue.setWidth(2);
    world.pass();
    QCOMPARE(world.shown(), (QStringList{u"job 0"_s, u"job 1"_s}));
    world.runner.finish("job 0");
    world.pass();
    QCOMPARE(world.shown(), (QStringList{u"job 1"_s, u"job 2"_s}));
    world.model.setFilter(parseFilter(u"3"_s).expression);
    world.pass();
    QCOMPARE(world.shown(), QStringList{u"job 3"_s});
    world.model.setFilter({});
    world.pass();
    QCOMPARE(world.shown(), (QStringList{u"job 1"_s, u"job 2"_s, u"job 3"_s, u"job 0"_s}));
}

void TestJobTableModel::sortingByTextAndByNumberPutsWhatIsMissingLast()
{
    World world;
    world.queue.putAll(
        {command("beta"), command("Alpha"), fetch("https://b.example/1"), fetch("https://a.example/2")});
    world.pass();
    const auto sorted = [&world](JobColumn column, Qt::SortOrder order) {
        world.model.sort(columnIndex(column), order);
        world.model.settle();
        return world.shown();
    };
    const QString one = u"https://b.example/1"_s;
    const QString two = u"https://a.example/2"_s;
    QCOMPARE(sorted(JobColumn::What, Qt::AscendingOrder), (QStringList{u"Alpha"_s, u"beta"_s, two, one}));
    QCOMPARE(sorted(JobColumn::What, Qt::DescendingOrder), (QStringList{one, two, u"beta"_s, u"Alpha"_s}));
    QCOMPARE(sorted(JobColumn::Place, Qt::AscendingOrder).first(2), (QStringList{two, one}));
    // Commands are at home, "~".
    QCOMPARE(sorted(JobColumn::Place, Qt::DescendingOrder).last(2), (QStringList{one, two}));
    QCOMPARE(sorted(JobColumn::Number, Qt::DescendingOrder), (QStringList{two, one, u"Alpha"_s, u"beta"_s}));
    world.queue.setWidth(1);
    world.pass(250ms);
    QCOMPARE(sorted(JobColumn::Started, Qt::DescendingOrder).first(2), (QStringList{u"Alpha"_s, u"beta"_s}));
    QCOMPARE(sorted(JobColumn::Started, Qt::AscendingOrder).first(2), (QStringList{u"beta"_s, u"Alpha"_s}));
}

void TestJobTableModel::sortingAndFilteringTogetherKeepBoth()
{
    World world;
    world.put(30);
    world.pass();
    world.model.setFilter(parseFilter(u"1"_s).expression);
    world.model.sort(columnIndex(JobColumn::Number), Qt::DescendingOrder);
    world.model.settle();
    QCOMPARE(world.model.rowCount(), 12);
    QCOMPARE(world.shown().first(3), (QStringList{u"job 21"_s, u"job 19"_s, u"job 18"_s}));
    world.model.setFilter({});
    world.model.settle();
    QCOMPARE(world.shown().first(2), (QStringList{u"job 29"_s, u"job 28"_s}));
    world.model.sort(JobTableModel::dispatchOrder);
    world.model.settle();
    QCOMPARE(world.shown().first(2), (QStringList{u"job 0"_s, u"job 1"_s}));
}

void TestJobTableModel::aNewerSortOvertakesAnOlderOne()
{
    World world;
    world.put(2000);
    world.pass();
    QSignalSpy sorted(&world.model, &JobTableModel::sorted);
    world.model.sort(columnIndex(JobColumn::What), Qt::DescendingOrder);
    world.pass(1ms);
    world.model.sort(columnIndex(JobColumn::Number), Qt::DescendingOrder);
    // The sorting itself is on another thread, whose end comes through the event loop.
    QTRY_VERIFY_WITH_TIMEOUT((world.pass(1ms), sorted.count() > 0), 10'000);
    QCOMPARE(sorted.count(), 1);
    QCOMPARE(world.shown().first(2), (QStringList{u"job 1999"_s, u"job 1998"_s}));
}

void TestJobTableModel::aPendingRowSaysWhyItWaits()
{
    World world;
    world.runner.setDefault({.after = std::nullopt});
    world.put(3);
    world.pass();
    QCOMPARE(world.cell(0, JobColumn::LastLine), u"the width is 0"_s);
    world.queue.setWidth(1);
    world.pass();
    QCOMPARE(world.cell(1, JobColumn::LastLine), u"1st in line"_s);
    QCOMPARE(world.cell(2, JobColumn::LastLine), u"2nd in line"_s);
    QCOMPARE(world.model.index(2, columnIndex(JobColumn::State))
                 .data(Qt::ToolTipRole)
                 .toString()
                 .contains(u"2nd"_s),
             true);
    (void)world.queue.pause();
    QCOMPARE(world.cell(1, JobColumn::LastLine), u"paused"_s);
}

void TestJobTableModel::talliesCountHostsAndSimilarFailures()
{
    World world;
    Script notFound = failing(FailureReason::HttpStatus);
    notFound.outcome.httpStatus = 404;
    world.runner.setDefault(notFound);
    const std::vector<JobId> ids = world.queue.putAll(
        {fetch("https://a.example/1"), fetch("https://a.example/2"), fetch("https://b.example/1")});
    world.queue.setWidth(3);
    world.pass(1s);
    const JobTally &tally = world.model.tally();
    QCOMPARE(tally.counts[JobState::Failed], 3U);
    QCOMPARE(tally.hosts.top(9).front().name, QByteArray("a.example"));
    QCOMPARE(tally.hosts.top(9).front().jobs, 2U);
    QCOMPARE(tally.failures.top(9).size(), std::size_t{1});
    QCOMPARE(tally.failures.top(9).front().label, u"404 Not Found"_s);
    world.model.setFilter(parseFilter(QString::fromUtf8(tally.failures.top(9).front().name)).expression);
    world.pass();
    QCOMPARE(world.model.rowCount(), 3);
    world.queue.remove(ids);
    world.pass();
    QVERIFY(tally.failures.top(9).empty() && tally.hosts.top(9).empty());
    QCOMPARE(tally.counts.total(), 0U);
}

void TestJobTableModel::textThatLooksLikeHtmlStaysText()
{
    World world;
    world.queue.putAll({command("<img src=\"/dev/zero\">")});
    world.pass();
    const QModelIndex what = world.model.index(0, columnIndex(JobColumn::What));
    QCOMPARE(what.data().toString(), u"<img src=\"/dev/zero\">"_s);
    QVERIFY(!what.data(Qt::ToolTipRole).toString().contains(u"<img"_s));
}

void TestJobTableModel::staleIndexesAreEmptyCells()
{
    World world;
    const std::vector<JobId> ids = world.put(2);
    world.queue.cancel(ids);
    world.pass();
    world.queue.remove(ids);
    // The model hears of it at its next tick; until then the cells are empty.
    QCOMPARE(world.model.rowCount(), 2);
    QCOMPARE(world.cell(0, JobColumn::What), QString());
    world.pass();
    QCOMPARE(world.model.rowCount(), 0);
}

QTEST_MAIN(TestJobTableModel)
#include "tst_jobtablemodel.moc"
