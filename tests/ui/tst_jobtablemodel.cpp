#include "core/deferred/manualclock.h"
#include "core/queue/jobqueue.h"
#include "tests/support/scriptedrunner.h"
#include "ui/models/jobtablemodel.h"
#include "ui/models/jobtally.h"
#include "ui/text/jobtext.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

JobSpec command(const QByteArray &line, int priority = 0)
{
    JobSpec spec;
    spec.what = line;
    spec.priority = priority;
    return spec;
}

JobSpec fetch(const QByteArray &url)
{
    JobSpec spec;
    spec.kind = JobKind::Fetch;
    spec.what = url;
    return spec;
}

/// A queue on a clock of its own, with a model that a tester watches.
struct World
{
    ManualClock clock;
    ScriptedRunner runner{clock};
    JobQueue queue{clock};
    JobTableModel model{queue, clock};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

    World()
    {
        queue.setRunner(JobKind::Command, &runner);
        queue.setRunner(JobKind::Fetch, &runner);
    }

    std::vector<JobId> put(int jobs, const char *start = "job ")
    {
        std::vector<JobSpec> specs;
        for (int i = 0; i < jobs; ++i)
            specs.push_back(command(start + QByteArray::number(i)));
        return queue.putAll(std::move(specs));
    }

    QStringList shown() const
    {
        QStringList lines;
        for (int row = 0; row < model.rowCount(); ++row)
            lines << model.index(row, columnIndex(JobColumn::What)).data().toString();
        return lines;
    }

    QString cell(int row, JobColumn column) const
    {
        return model.index(row, columnIndex(column)).data().toString();
    }

    QString told(JobId id) const
    {
        const JobRecord &job = *queue.find(id);
        return u"#%1 state %2 priority %3 position %4 ended %5"_s.arg(quint64(job.number))
            .arg(int(job.state))
            .arg(job.priority)
            .arg(job.position)
            .arg(job.endedAt.time_since_epoch().count());
    }

    void pass(std::chrono::milliseconds time = 300ms) { clock.advance(time); }
};

} // namespace

class TestJobTableModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jobsAppearInTheOrderTheyWerePut();
    void underwayFirstThenPendingThenEndedNewestFirst();
    void rowsMoveAtMostTenTimesASecond();
    void aSelectionFollowsItsJobs();
    void heldRowsKeepTheirPlacesAndCatchUpLater();
    void removedRowsGoEvenWhileHeld();
    void aFilterShowsOnlyWhatMatchesAndFollowsChanges();
    void sortingByTextAndByNumberPutsWhatIsMissingLast();
    void sortingAndFilteringTogetherKeepBoth();
    void aNewerSortOvertakesAnOlderOne();
    void aPendingRowSaysWhyItWaits();
    void talliesCountHostsAndSimilarFailures();
    void textThatLooksLikeHtmlStaysText();
    void staleIndexesAreEmptyCells();
    void randomWorkIsSortedAsANaiveSortWould_data();
    void randomWorkIsSortedAsANaiveSortWould();
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
    QCOMPARE(sorted(JobColumn::Place, Qt::DescendingOrder).first(2), (QStringList{one, two}));
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

// --- against a naive sort ---------------------------------------------------------------------------------

void TestJobTableModel::randomWorkIsSortedAsANaiveSortWould_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("filter");
    const auto row = [](const char *name, int column, const QString &filter) {
        QTest::newRow(name) << column << filter;
    };
    row("queue order", JobTableModel::dispatchOrder, {});
    row("queue order, filtered", JobTableModel::dispatchOrder, u"state:pending,underway 1"_s);
    row("by number", columnIndex(JobColumn::Number), {});
    row("by text", columnIndex(JobColumn::What), {});
    row("by text, filtered by end", columnIndex(JobColumn::What), u"state:ended"_s);
    row("by priority", columnIndex(JobColumn::Priority), u"-2"_s);
    row("by state", columnIndex(JobColumn::State), {});
    row("by time taken", columnIndex(JobColumn::Elapsed), {});
    row("by last line", columnIndex(JobColumn::LastLine), {});
    row("by end", columnIndex(JobColumn::Ended), u"priority:>0"_s);
}

namespace {

/// A few random things happen to the queue.
void shake(World &world, QRandomGenerator &random)
{
    const std::vector<JobId> all = world.queue.all();
    std::vector<JobId> some;
    for (const JobId id : all) {
        if (random.bounded(12) == 0)
            some.push_back(id);
    }
    switch (random.bounded(8)) {
    case 0: {
        std::vector<JobSpec> specs;
        for (int i = random.bounded(12); i > 0; --i)
            specs.push_back(
                command("work " + QByteArray::number(random.bounded(400)), random.bounded(-2, 3)));
        world.queue.putAll(std::move(specs));
        break;
    }
    case 1:
        world.queue.cancel(some);
        break;
    case 2:
        world.queue.retry(some);
        break;
    case 3:
        world.queue.reprioritize(some, random.bounded(-3, 4));
        break;
    case 4:
        world.queue.move(some, static_cast<Place>(random.bounded(4)));
        break;
    case 5:
        world.queue.remove(some);
        break;
    case 6:
        world.queue.setWidth(random.bounded(6));
        break;
    default:
        world.clock.advance(50ms * random.bounded(14));
        break;
    }
}

/// The cell's own order, without keys: what the user would call sorted.
qint64 figureOf(const World &world, JobId id, JobColumn column)
{
    const JobRecord &job = *world.queue.find(id);
    switch (column) {
    case JobColumn::Number:
        return qint64(job.number);
    case JobColumn::Priority:
        return job.priority;
    case JobColumn::State:
        return qint64(job.state);
    case JobColumn::Ended:
        return job.endedAt == WallTime{} ? INT64_MAX : job.endedAt.time_since_epoch().count();
    case JobColumn::Elapsed:
        if (job.startedAt == WallTime{} || job.state == JobState::Pending)
            return INT64_MAX;
        return ((isUnderway(job.state) ? world.clock.wallNow() : job.endedAt) - job.startedAt).count();
    default:
        return 0;
    }
}

bool mayStandBefore(const World &world, JobId a, JobId b, int column)
{
    const JobRecord &first = *world.queue.find(a);
    const JobRecord &second = *world.queue.find(b);
    if (column >= 0) {
        const auto sorted = static_cast<JobColumn>(column);
        if (sorted == JobColumn::What)
            return first.spec.what <= second.spec.what;
        if (sorted == JobColumn::LastLine)
            return second.lastLine.isEmpty() ||
                   (!first.lastLine.isEmpty() && first.lastLine <= second.lastLine);
        return figureOf(world, a, sorted) <= figureOf(world, b, sorted);
    }
    const auto part = [](const JobRecord &job) {
        return isUnderway(job.state) ? 0 : job.state == JobState::Pending ? 2 : isEnded(job.state) ? 3 : 1;
    };
    if (part(first) != part(second))
        return part(first) < part(second);
    if (first.state == JobState::Pending)
        return std::pair(first.priority, first.position) < std::pair(second.priority, second.position);
    return isEnded(first.state) ? first.endedAt >= second.endedAt : first.startedAt <= second.startedAt;
}

void verifyRows(World &world, int column, const FilterExpression &filter)
{
    std::vector<JobId> expected;
    for (const JobId id : world.queue.all()) {
        const JobRecord &job = *world.queue.find(id);
        if (filter.matches(job, job.spec.what))
            expected.push_back(id);
    }
    std::vector<JobId> rows = world.model.jobsAt(0, world.model.rowCount() - 1);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        QCOMPARE(world.model.rowOf(rows[row]), int(row));
        if (row > 0)
            QVERIFY2(mayStandBefore(world, rows[row - 1], rows[row], column),
                     qPrintable(u"rows %1 and %2"_s.arg(world.told(rows[row - 1]), world.told(rows[row]))));
    }
    std::ranges::sort(rows);
    std::ranges::sort(expected);
    QCOMPARE(rows, expected);
    for (const JobState state : allJobStates)
        QCOMPARE(world.model.tally().counts[state], world.queue.status().counts[state]);
}

} // namespace

void TestJobTableModel::randomWorkIsSortedAsANaiveSortWould()
{
    QFETCH(int, column);
    QFETCH(QString, filter);
    QRandomGenerator random(4711);
    World world;
    Script script{.after = 300ms, .prints = {{50ms, "hello\n"}}};
    world.runner.setDefault(script);
    const FilterExpression expression = parseFilter(filter).expression;
    QItemSelectionModel selection(&world.model);
    for (int round = 0; round < 400; ++round) {
        if (round == 50) {
            world.model.sort(column, Qt::AscendingOrder);
            world.model.setFilter(expression);
        }
        if (round % 40 == 20)
            world.model.setHeld(random.bounded(2) == 0);
        shake(world, random);
        if (world.model.rowCount() > 0)
            selection.select(world.model.index(random.bounded(world.model.rowCount()), 0),
                             QItemSelectionModel::Toggle | QItemSelectionModel::Rows);
        if (round % 10 != 9)
            continue;
        world.model.setHeld(false);
        // A frame of the queue, then all that waits in the model. Jobs start and end at multiples of 50 ms:
        // nothing happens between the frame and the look.
        world.clock.advance(20ms);
        world.model.settle();
        verifyRows(world, round < 50 ? JobTableModel::dispatchOrder : column,
                   round < 50 ? FilterExpression() : expression);
        world.clock.advance(30ms);
        if (QTest::currentTestFailed())
            return;
    }
}

QTEST_MAIN(TestJobTableModel)
#include "tst_jobtablemodel.moc"
