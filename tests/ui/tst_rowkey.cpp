#include "ui/models/rowkey.h"

#include <QTest>

#include <limits>

using namespace millrace;
using namespace std::chrono_literals;

/// Where a row belongs.
class TestRowKey : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsMissingStandsLast_data();
    void whatIsMissingStandsLast();
};

void TestRowKey::whatIsMissingStandsLast_data()
{
    QTest::addColumn<JobColumn>("column");
    QTest::addColumn<JobState>("state");
    QTest::addColumn<bool>("isMissing");
    QTest::newRow("how long one took") << JobColumn::Elapsed << JobState::Finished << false;
    QTest::newRow("how long one takes") << JobColumn::Elapsed << JobState::Underway << false;
    QTest::newRow("how long one will take") << JobColumn::Elapsed << JobState::Pending << true;
    QTest::newRow("how long one took until it was interrupted")
        << JobColumn::Elapsed << JobState::Interrupted << true;
    QTest::newRow("when one ended") << JobColumn::Ended << JobState::Finished << false;
    QTest::newRow("when an interrupted one ended") << JobColumn::Ended << JobState::Interrupted << true;
}

void TestRowKey::whatIsMissingStandsLast()
{
    QFETCH(JobColumn, column);
    QFETCH(JobState, state);
    JobRecord job;
    job.number = JobNumber{7};
    job.state = state;
    job.startedAt = WallTime(1000s);
    job.endedAt = state == JobState::Finished ? WallTime(1002s) : WallTime();
    TextArena texts;
    for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
        const RowSort sort{columnIndex(column), order};
        const RowKey key = rowKey(job, sort, WallTime(1005s), {}, texts);
        QTEST(key.major == std::numeric_limits<quint64>::max(), "isMissing");
    }
}

QTEST_APPLESS_MAIN(TestRowKey)
#include "tst_rowkey.moc"
