#include "tests/support/windowkit.h"

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// What was done to jobs can be taken back, step by step.
class TestUndo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cancellingPendingJobsIsOneUndo();
    void deleteRemovesEndedJobsAndUndoBringsThemBack();
    void retryingIsUndoneWhileNotLaunched();
    void aDragOfRowsIsUndone();
    void newPrioritiesAreUndone();
    void clearingIsUndoneWithResultsAndPlaces();
    void finishedJobsAreRemovedAlone();
    void undoGoesBackStepByStep();
    void undoFindsJobsThatCameBack();
    void thousandsAreSteeredAtOnce();
};

void TestUndo::cancellingPendingJobsIsOneUndo()
{
    WindowKit kit;
    const auto ids = kit.put(5);
    kit.select({ids[1], ids[2], ids[3]});
    kit.press(QKeySequence(u"Del"_s));
    QCOMPARE(kit.count(JobState::Cancelled), 3U);
    QVERIFY(WindowKit::button(kit.window.get(), u"Undo"_s));
    kit.press(QKeySequence(u"Ctrl+Z"_s));
    QCOMPARE(kit.count(JobState::Pending), 5U);
    QCOMPARE(kit.order(), (QList<QByteArray>{"job 0", "job 1", "job 2", "job 3", "job 4"}));
    QVERIFY(!kit.action(ActionId::Undo)->isEnabled());
}

void TestUndo::deleteRemovesEndedJobsAndUndoBringsThemBack()
{
    WindowKit kit;
    const auto ids = kit.putFailed(3);
    kit.select(ids);
    kit.press(QKeySequence(u"Del"_s));
    QCOMPARE(kit.queue.size(), 0U);
    QTRY_COMPARE(kit.views().jobs->rowCount(), 0);
    QTest::mouseClick(WindowKit::button(kit.window.get(), u"Undo"_s), Qt::LeftButton);
    QCOMPARE(kit.count(JobState::Failed), 3U);
    QTRY_COMPARE(kit.views().jobs->rowCount(), 3);
}

void TestUndo::retryingIsUndoneWhileNotLaunched()
{
    WindowKit kit;
    kit.select(kit.putFailed(2));
    kit.press(QKeySequence(u"R"_s));
    QCOMPARE(kit.count(JobState::Pending), 2U);
    kit.press(QKeySequence(u"Ctrl+Z"_s));
    QCOMPARE(kit.count(JobState::Failed), 2U);
    for (const JobId id : kit.queue.all()) {
        QCOMPARE(kit.queue.find(id)->attempt, 1);
        QVERIFY(kit.queue.find(id)->outcome);
    }
}

void TestUndo::aDragOfRowsIsUndone()
{
    WindowKit kit;
    const auto ids = kit.put(4);
    Q_EMIT kit.views().table->moveRequested({ids[2], ids[3]}, ids[0]);
    QCOMPARE(kit.order(), (QList<QByteArray>{"job 2", "job 3", "job 0", "job 1"}));
    kit.press(QKeySequence(u"Ctrl+Z"_s));
    QCOMPARE(kit.order(), (QList<QByteArray>{"job 0", "job 1", "job 2", "job 3"}));
}

void TestUndo::newPrioritiesAreUndone()
{
    WindowKit kit;
    const auto ids = kit.put(3);
    kit.select({ids[2]});
    kit.press(QKeySequence(u"Ctrl+Up"_s));
    QCOMPARE(kit.order().front(), "job 2");
    QVERIFY(kit.queue.find(ids[2])->priority < 0);
    kit.press(QKeySequence(u"Ctrl+Z"_s));
    QCOMPARE(kit.queue.find(ids[2])->priority, 0);
    QCOMPARE(kit.order(), (QList<QByteArray>{"job 0", "job 1", "job 2"}));
}

void TestUndo::clearingIsUndoneWithResultsAndPlaces()
{
    WindowKit kit;
    const auto ids = kit.putFailed(3);
    const JobRecord before = *kit.queue.find(ids[1]);
    QTRY_VERIFY(kit.action(ActionId::RemoveEnded)->isEnabled());
    kit.action(ActionId::RemoveEnded)->trigger();
    QCOMPARE(kit.queue.size(), 0U);
    kit.press(QKeySequence(u"Ctrl+Z"_s));
    QCOMPARE(kit.queue.size(), 3U);
    const JobRecord *after = kit.queue.find(kit.queue.all()[1]);
    QCOMPARE(after->number, before.number);
    QVERIFY(after->state == before.state && after->attempt == before.attempt);
    QCOMPARE(after->outcome, before.outcome);
    QVERIFY(after->endedAt == before.endedAt);
}

void TestUndo::finishedJobsAreRemovedAlone()
{
    WindowKit kit;
    kit.putFailed(2);
    Script done;
    done.after = std::chrono::milliseconds(0);
    kit.commands.setDefault(done);
    kit.put(3, JobKind::Command, "done ");
    kit.queue.setWidth(1);
    QTRY_COMPARE(kit.count(JobState::Finished), 3U);
    kit.queue.setWidth(0);
    kit.put(1, JobKind::Command, "waiting ");
    QTRY_VERIFY(kit.action(ActionId::RemoveFinished)->isEnabled());
    QCOMPARE(kit.action(ActionId::RemoveFinished)->text(), u"Remove 3 finished jobs"_s);
    kit.press(QKeySequence(u"Shift+Del"_s));
    QCOMPARE(kit.count(JobState::Finished), 0U);
    QCOMPARE(kit.count(JobState::Failed), 2U);
    QCOMPARE(kit.count(JobState::Pending), 1U);
    QTRY_COMPARE(kit.views().jobs->rowCount(), 3);
    kit.press(QKeySequence(u"Ctrl+Z"_s));
    QCOMPARE(kit.count(JobState::Finished), 3U);
    QTRY_COMPARE(kit.views().jobs->rowCount(), 6);
    QVERIFY(!kit.action(ActionId::Undo)->isEnabled());
}

void TestUndo::undoGoesBackStepByStep()
{
    WindowKit kit;
    const auto ids = kit.put(3);
    kit.select({ids[2]});
    kit.press(QKeySequence(u"Ctrl+Home"_s));
    kit.press(QKeySequence(u"Del"_s));
    kit.press(QKeySequence(u"Ctrl+Z"_s));
    QCOMPARE(kit.order(), (QList<QByteArray>{"job 2", "job 0", "job 1"}));
    kit.press(QKeySequence(u"Ctrl+Z"_s));
    QCOMPARE(kit.order(), (QList<QByteArray>{"job 0", "job 1", "job 2"}));
}

void TestUndo::undoFindsJobsThatCameBack()
{
    WindowKit kit;
    const auto ids = kit.put(2);
    kit.select({ids[0]});
    kit.press(QKeySequence(u"Del"_s)); // Cancelled,
    QTRY_VERIFY(kit.action(ActionId::Remove)->isEnabled());
    kit.press(QKeySequence(u"Del"_s)); // removed,
    QCOMPARE(kit.queue.size(), 1U);
    kit.press(QKeySequence(u"Ctrl+Z"_s)); // and back, maybe under another id,
    QCOMPARE(kit.count(JobState::Cancelled), 1U);
    kit.press(QKeySequence(u"Ctrl+Z"_s)); // and pending.
    QCOMPARE(kit.count(JobState::Pending), 2U);
}

void TestUndo::thousandsAreSteeredAtOnce()
{
    WindowKit kit;
    kit.put(20'000);
    kit.press(QKeySequence(u"Ctrl+A"_s));
    QTRY_VERIFY(kit.action(ActionId::Cancel)->text().contains(u"20"_s));
    kit.press(QKeySequence(u"Del"_s));
    QCOMPARE(kit.count(JobState::Cancelled), 20'000U);
    kit.press(QKeySequence(u"Ctrl+Z"_s));
    QCOMPARE(kit.count(JobState::Pending), 20'000U);
}

QTEST_MAIN(TestUndo)
#include "tst_undo.moc"
