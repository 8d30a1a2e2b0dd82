#include "tests/ui/tableworld.h"
#include "ui/models/jobtally.h"

#include <QItemSelectionModel>
#include <QRandomGenerator>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

class TestJobTableRandom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void randomWorkIsSortedAsANaiveSortWould_data();
    void randomWorkIsSortedAsANaiveSortWould();
};

void TestJobTableRandom::randomWorkIsSortedAsANaiveSortWould_data()
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
        if (filter.matches(job, {job.spec.what, saidBy(job)}))
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

void TestJobTableRandom::randomWorkIsSortedAsANaiveSortWould()
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

QTEST_MAIN(TestJobTableRandom)
#include "tst_jobtablerandom.moc"
