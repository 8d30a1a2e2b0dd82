#include "core/store/history.h"

#include <QTest>

#include <stdexcept>

using namespace millrace;
using namespace std::chrono_literals;

namespace {

/// Job n ended n hours after the beginning and left 10 n bytes.
std::vector<EndedJob> history(int count)
{
    std::vector<EndedJob> jobs;
    for (int n = count; n >= 1; --n)
        jobs.push_back({JobNumber{quint64(n)}, WallTime(std::chrono::hours(n)), 10 * n});
    return jobs;
}

} // namespace

class TestHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theOldestGoUntilAllBoundsAreMet_data();
    void theOldestGoUntilAllBoundsAreMet();
    void whatEndedTogetherGoesByNumber();
    void aJobThatHasNotEndedIsNoHistory();
};

void TestHistory::theOldestGoUntilAllBoundsAreMet_data()
{
    QTest::addColumn<int>("jobs");
    QTest::addColumn<int>("hours");
    QTest::addColumn<int>("bytes");
    QTest::addColumn<int>("removed");
    QTest::newRow("no bounds") << 0 << 0 << 0 << 0;
    QTest::newRow("fewer than allowed") << 11 << 0 << 0 << 0;
    QTest::newRow("as many as allowed") << 10 << 0 << 0 << 0;
    QTest::newRow("too many") << 7 << 0 << 0 << 3;
    QTest::newRow("just within the age") << 0 << 10 << 0 << 0;
    QTest::newRow("too old") << 0 << 3 << 0 << 7;
    QTest::newRow("just within the bytes") << 0 << 0 << 190 << 8;
    QTest::newRow("too many bytes") << 0 << 0 << 189 << 9;
    QTest::newRow("not even the last fits") << 0 << 0 << 99 << 10;
    QTest::newRow("the strictest counts") << 9 << 5 << 500 << 5;
}

void TestHistory::theOldestGoUntilAllBoundsAreMet()
{
    QFETCH(int, jobs);
    QFETCH(int, hours);
    QFETCH(int, bytes);
    QFETCH(int, removed);
    const HistoryBounds bounds{std::size_t(jobs), std::chrono::hours(hours), bytes};
    const auto gone = beyond(bounds, history(10), WallTime(11h + 0ms));
    QCOMPARE(int(gone.size()), removed);
    for (std::size_t n = 0; n < gone.size(); ++n)
        QVERIFY(gone[n] == JobNumber{n + 1});
}

void TestHistory::whatEndedTogetherGoesByNumber()
{
    std::vector<EndedJob> jobs = history(4);
    for (EndedJob &job : jobs)
        job.endedAt = WallTime(1h);
    QVERIFY((beyond({.jobs = 2, .age = 0h, .bytes = 0}, jobs, WallTime(2h)) ==
             std::vector{JobNumber{1}, JobNumber{2}}));
}

void TestHistory::aJobThatHasNotEndedIsNoHistory()
{
    JobRecord record;
    QVERIFY_THROWS_EXCEPTION(std::logic_error, static_cast<void>(endedJob(record)));
    record.state = JobState::Failed;
    record.number = JobNumber{3};
    QVERIFY(endedJob(record).number == JobNumber{3});
    QCOMPARE(endedJob(record).bytes, 0);
}

QTEST_APPLESS_MAIN(TestHistory)
#include "tst_history.moc"
