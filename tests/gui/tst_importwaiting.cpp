#include "tests/gui/importkit.h"
#include "ui/window/banner.h"
#include "ui/window/importcontroller.h"

#include <QMessageBox>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// Lists that are reviewed before the queue is there, or when it goes.
class TestImportWaiting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whileQuittingNothingIsPut();
    void whatIsAcceptedBeforeTheQueueIsReadWaits();
    void quittingWaitsForWhatWasAccepted();
    void namesWhatNobodyReviewed();
};

void TestImportWaiting::whileQuittingNothingIsPut()
{
    WindowKit kit;
    kit.window->importing().openText(u"test"_s, u"https://a.example/1"_s);
    ImportSheet *found = sheet(kit);
    QVERIFY(found);
    (void)kit.queue.stop(Underway::Finish);
    QTest::mouseClick(WindowKit::button(found, u"Add jobs"_s), Qt::LeftButton);
    QCOMPARE(kit.queue.size(), 0U);
}

void TestImportWaiting::whatIsAcceptedBeforeTheQueueIsReadWaits()
{
    WindowKit kit;
    kit.window->importing().hold();
    kit.window->importing().openText(u"test"_s, u"https://a.example/1\nhttps://a.example/2"_s);
    QVERIFY(sheet(kit));
    QTest::mouseClick(WindowKit::button(sheet(kit), u"Add jobs"_s), Qt::LeftButton);
    QTRY_VERIFY(kit.views().banner->isVisible());
    QVERIFY2(kit.views().banner->text().startsWith(u"2 jobs wait"_s), qPrintable(kit.views().banner->text()));
    QCOMPARE(kit.queue.size(), 0U);
    RestoredJobs restored;
    JobRecord job;
    job.number = JobNumber{7};
    job.state = JobState::Finished;
    restored.records.push_back(job);
    restored.nextNumber = JobNumber{8};
    kit.queue.restore(std::move(restored));
    kit.window->importing().release();
    QTRY_COMPARE(kit.queue.size(), 3U);
    QCOMPARE(kit.queue.find(kit.queue.all()[1])->number, JobNumber{8});
    QVERIFY(!kit.views().banner->isVisible());
}

void TestImportWaiting::quittingWaitsForWhatWasAccepted()
{
    WindowKit kit;
    kit.window->importing().hold();
    kit.window->importing().openText(u"test"_s, u"https://a.example/1"_s);
    QVERIFY(sheet(kit));
    QTest::mouseClick(WindowKit::button(sheet(kit), u"Add jobs"_s), Qt::LeftButton);
    QTRY_VERIFY(!kit.dialog<ImportSheet>());
    kit.window->close();
    QVERIFY(kit.dialog<QMessageBox>()); // Who wants to go now is told.
    QTest::keyClick(kit.dialog<QMessageBox>(), Qt::Key_Escape);
    QTRY_VERIFY(!kit.dialog<QMessageBox>());
    kit.window->quit(Underway::Finish); // A signal is not asked.
    QVERIFY(kit.host.quits.empty());
    kit.window->importing().release();
    QCOMPARE(kit.host.quits, std::vector{Underway::Finish});
    QTRY_COMPARE(kit.queue.size(), 1U);
}

void TestImportWaiting::namesWhatNobodyReviewed()
{
    WindowKit kit;
    QVERIFY(kit.window->importing().unreviewed().isEmpty());
    kit.window->importing().openText(u"one"_s, u"https://a.example/1"_s);
    kit.window->importing().openText(u"two"_s, u"https://a.example/2"_s);
    QCOMPARE(kit.window->importing().unreviewed(), (QStringList{u"one"_s, u"two"_s}));
    QVERIFY(sheet(kit));
    QTest::keyClick(sheet(kit), Qt::Key_Escape);
    QTRY_COMPARE(kit.window->importing().unreviewed(), QStringList{u"two"_s});
}

QTEST_MAIN(TestImportWaiting)
#include "tst_importwaiting.moc"
