#include "tests/support/windowkit.h"
#include "ui/views/statesidebar.h"
#include "ui/window/banner.h"

#include <QMessageBox>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// Closing the window, and what is found at the next start.
class TestClosing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withNothingUnderwayItClosesAtOnce();
    void withWorkUnderwayItAsks_data();
    void withWorkUnderwayItAsks();
    void itSaysHowMuchIsUnderwayAndWhatIsKept();
    void escapeKeepsGoing();
    void askedTwiceThereIsOneQuestion();
    void whoWaitsCanStillCancel();
    void aSignalIsToldAndEndsTheQuestion();
    void aStoppedQueueCantBeSteered();
    void interruptedJobsWaitForADecision_data();
    void interruptedJobsWaitForADecision();
    void noNoticeHidesAnother();
};

void TestClosing::withNothingUnderwayItClosesAtOnce()
{
    WindowKit kit;
    kit.put(3);
    kit.window->close();
    QCOMPARE(kit.host.quits, std::vector{Underway::Finish});
    QVERIFY(!kit.dialog<QMessageBox>());
    QCOMPARE(kit.count(JobState::Pending), 3U);
}

void TestClosing::withWorkUnderwayItAsks_data()
{
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QList<Underway>>("asked");
    QTest::newRow("finish") << u"Finish, then quit"_s << QList<Underway>{Underway::Finish};
    QTest::newRow("cancel") << u"Cancel them and quit"_s << QList<Underway>{Underway::Cancel};
    QTest::newRow("keep going") << u"Keep going"_s << QList<Underway>{};
}

void TestClosing::withWorkUnderwayItAsks()
{
    QFETCH(QString, answer);
    WindowKit kit;
    kit.put(3);
    kit.queue.setWidth(2);
    kit.window->close();
    QVERIFY(kit.window->isVisible());
    QVERIFY(kit.host.quits.empty());
    auto *box = kit.dialog<QMessageBox>();
    QVERIFY(box);
    QTest::mouseClick(WindowKit::button(box, answer), Qt::LeftButton);
    QTRY_VERIFY(!kit.dialog<QMessageBox>());
    QTEST((QList<Underway>(kit.host.quits.begin(), kit.host.quits.end())), "asked");
    QCOMPARE(kit.action(ActionId::Pause)->isEnabled(), kit.host.quits.empty());
}

void TestClosing::itSaysHowMuchIsUnderwayAndWhatIsKept()
{
    WindowKit kit;
    kit.put(5);
    kit.queue.setWidth(2);
    kit.commands.progress("job 0", {500, 1000});
    kit.commands.progress("job 1", {500, 1000});
    kit.window->close();
    const auto *box = kit.dialog<QMessageBox>();
    QVERIFY(box);
    QVERIFY2(box->text().startsWith(u"2 underway, "_s), qPrintable(box->text()));
    QVERIFY2(box->informativeText().startsWith(u"3 jobs"_s), qPrintable(box->informativeText()));
    QCOMPARE(box->textFormat(), Qt::PlainText);
}

void TestClosing::escapeKeepsGoing()
{
    for (const Qt::Key key : {Qt::Key_Escape, Qt::Key_Return}) { // The default is the safe answer, too.
        WindowKit kit;
        kit.put(1);
        kit.queue.setWidth(1);
        kit.window->close();
        QVERIFY(kit.dialog<QMessageBox>());
        QTest::keyClick(kit.dialog<QMessageBox>(), key);
        QTRY_VERIFY(!kit.dialog<QMessageBox>());
        QVERIFY(kit.host.quits.empty());
        QCOMPARE(kit.count(JobState::Underway), 1U);
    }
}

void TestClosing::askedTwiceThereIsOneQuestion()
{
    WindowKit kit;
    kit.put(1);
    kit.queue.setWidth(1);
    kit.window->close();
    kit.window->close();
    QCOMPARE(kit.window->findChildren<QMessageBox *>().size(), 1);
}

void TestClosing::whoWaitsCanStillCancel()
{
    WindowKit kit;
    kit.put(1);
    kit.queue.setWidth(1);
    kit.window->close();
    QTest::mouseClick(WindowKit::button(kit.dialog<QMessageBox>(), u"Finish, then quit"_s), Qt::LeftButton);
    QTRY_VERIFY(WindowKit::button(kit.views().banner, u"Cancel them and quit"_s));
    QTest::mouseClick(WindowKit::button(kit.views().banner, u"Cancel them and quit"_s), Qt::LeftButton);
    QCOMPARE(kit.host.quits, (std::vector{Underway::Finish, Underway::Cancel}));
    QVERIFY(kit.views().banner->text().contains(u"cancelled"_s));
}

void TestClosing::aSignalIsToldAndEndsTheQuestion()
{
    WindowKit kit;
    kit.put(2);
    kit.queue.setWidth(1);
    kit.window->close();
    QVERIFY(kit.dialog<QMessageBox>());
    kit.window->quit(Underway::Finish);
    QTRY_VERIFY(!kit.dialog<QMessageBox>());
    QCOMPARE(kit.host.quits, std::vector{Underway::Finish});
    QVERIFY(kit.views().banner->isVisible());
    QVERIFY(kit.views().banner->text().startsWith(u"Quitting as soon as 1"_s));
    QVERIFY(!kit.action(ActionId::Pause)->isEnabled());
    kit.window->quit(Underway::Cancel);
    QVERIFY(kit.views().banner->text().contains(u"cancelled"_s));
    kit.window->quit(Underway::Finish); // Never back.
    QCOMPARE(kit.host.quits, (std::vector{Underway::Finish, Underway::Cancel}));
}

void TestClosing::aStoppedQueueCantBeSteered()
{
    WindowKit kit;
    kit.put(1);
    kit.queue.pause().addErrback([](const Failure &) {});
    QTRY_VERIFY(kit.action(ActionId::Resume)->isEnabled());
    kit.queue.stop(Underway::Finish);
    kit.press(QKeySequence(u"P"_s)); // The window has not heard of the stop yet.
    QTRY_VERIFY(!kit.action(ActionId::Resume)->isEnabled());
    QVERIFY(!kit.action(ActionId::TypeJobs)->isEnabled());
}

void TestClosing::interruptedJobsWaitForADecision_data()
{
    QTest::addColumn<QString>("button");
    QTest::addColumn<JobState>("state");
    QTest::newRow("again") << u"Run again"_s << JobState::Pending;
    QTest::newRow("failed") << u"Mark as failed"_s << JobState::Failed;
}

void TestClosing::interruptedJobsWaitForADecision()
{
    QFETCH(QString, button);
    QFETCH(JobState, state);
    WindowKit kit;
    RestoredJobs restored;
    for (std::uint64_t i = 1; i <= 3; ++i) {
        JobRecord job;
        job.number = JobNumber{i};
        job.state = JobState::Interrupted;
        job.attempt = 1;
        job.spec.what = "make";
        restored.records.push_back(job);
    }
    restored.nextNumber = JobNumber{4};
    kit.queue.restore(std::move(restored));
    QTRY_COMPARE(kit.views().jobs->total(), 3);
    kit.window->showRestored({3, 0, 3, true});
    QVERIFY(kit.views().banner->text().contains(u"may have run since the last save"_s));
    kit.window->showRestored({3, 0, 3});
    QVERIFY(kit.views().banner->text().startsWith(u"3 restored, 3 interrupted"_s));
    QTRY_VERIFY(WindowKit::button(kit.views().banner, u"Show"_s));
    QTest::mouseClick(WindowKit::button(kit.views().banner, u"Show"_s), Qt::LeftButton);
    QCOMPARE(kit.views().states->words(), u"state:interrupted"_s);
    QTRY_COMPARE(kit.views().jobs->rowCount(), 3);
    QTRY_VERIFY(WindowKit::button(kit.views().banner, button));
    QTest::mouseClick(WindowKit::button(kit.views().banner, button), Qt::LeftButton);
    QCOMPARE(kit.count(state), 3U);
    QVERIFY(!kit.views().banner->isVisible());
    kit.press(QKeySequence(u"Ctrl+Z"_s));
    QCOMPARE(kit.count(JobState::Interrupted), 3U);
}

void TestClosing::noNoticeHidesAnother()
{
    WindowKit kit;
    Banner *banner = kit.views().banner;
    kit.window->showNotice(u"2 jobs can't be read any more."_s, Banner::Subject::Store);
    kit.window->showRestored({5, 0, 1});
    kit.window->showNotice(u"At most 200 jobs at once."_s, Banner::Subject::Width);
    kit.window->showNotice(u"At most 100 jobs at once."_s, Banner::Subject::Width);
    const QStringList lines = banner->text().split(u'\n');
    QCOMPARE(lines.size(), 3);
    QCOMPARE(lines.front(), u"2 jobs can't be read any more."_s);
    QCOMPARE(lines.back(), u"At most 100 jobs at once."_s);
    QTRY_VERIFY(WindowKit::button(banner, u"Run again"_s));
    for (int i = 0; i < 9; ++i)
        kit.window->showNotice(u"Another %1"_s.arg(i % 7));
    QCOMPARE(banner->text().count(u"Another"_s), 5);
    while (WindowKit::button(banner, u"Close the notice"_s))
        QTest::mouseClick(WindowKit::button(banner, u"Close the notice"_s), Qt::LeftButton);
    QVERIFY(!banner->isVisible());
}

QTEST_MAIN(TestClosing)
#include "tst_closing.moc"
