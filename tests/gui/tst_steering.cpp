#include "tests/support/windowkit.h"
#include "ui/views/filteredit.h"
#include "ui/views/statesidebar.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QDockWidget>
#include <QInputDialog>
#include <QMenu>
#include <QMessageBox>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// Steering the queue from the window: by keys, by buttons, on many rows, and back again.
class TestSteering : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pPausesAndResumes();
    void theButtonsAreThereByName();
    void theButtonsActOnWhatIsSelected();
    void cancellingUnderwayJobsAsks_data();
    void cancellingUnderwayJobsAsks();
    void everyFailedJobIsRetriedAtOnce();
    void keysMovePendingJobs_data();
    void keysMovePendingJobs();
    void keysChangeThePriority();
    void escapeClearsTheFilterThenTheSelection();
    void slashGoesToTheFilter();
    void spaceShowsAndHidesTheDetails();
    void f6GoesRoundThePanes();
    void copyingMasksPasswords();
    void theContextMenuActsOnWhatIsSelected();
    void aPriorityIsTypedForAllThatAreSelected();
};

void TestSteering::pPausesAndResumes()
{
    WindowKit kit;
    kit.put(2);
    kit.queue.setWidth(1);
    kit.press(QKeySequence(u"P"_s));
    QVERIFY(kit.queue.status().paused);
    QTRY_VERIFY(WindowKit::button(kit.window.get(), u"Resume"_s));
    QVERIFY(!WindowKit::button(kit.window.get(), u"Pause"_s));
    kit.press(QKeySequence(u"P"_s));
    QVERIFY(!kit.queue.status().paused);
}

void TestSteering::theButtonsAreThereByName()
{
    WindowKit kit;
    for (const QString &name : {u"Add"_s, u"Pause"_s, u"Cancel"_s, u"Retry failed"_s})
        QVERIFY2(WindowKit::button(kit.window.get(), name), qPrintable(name));
    QTest::mouseClick(WindowKit::button(kit.window.get(), u"Pause"_s), Qt::LeftButton);
    QTRY_VERIFY(WindowKit::button(kit.window.get(), u"Resume"_s));
    const QStringList names{u"Jobs"_s, u"States"_s, u"Filter"_s, u"Width"_s, u"Details"_s};
    for (const QString &name : names) {
        const QList<QWidget *> all = kit.window->findChildren<QWidget *>();
        QVERIFY2(
            std::ranges::any_of(all, [&](const QWidget *each) { return each->accessibleName() == name; }),
            qPrintable(name));
    }
}

void TestSteering::theButtonsActOnWhatIsSelected()
{
    WindowKit kit;
    const auto click = [&kit](const QString &name) {
        QTest::mouseClick(WindowKit::button(kit.window.get(), name), Qt::LeftButton);
    };
    const auto ids = kit.put(4);
    QVERIFY(!WindowKit::button(kit.window.get(), u"Cancel"_s)->isEnabled());
    kit.select({ids[0], ids[3]});
    click(u"Cancel"_s);
    QCOMPARE(kit.count(JobState::Cancelled), 2U);
    QCOMPARE(kit.state(ids[3]), JobState::Cancelled);
    click(u"Pause"_s);
    QVERIFY(kit.queue.status().paused);
    kit.queue.setWidth(4);
    QTRY_VERIFY(WindowKit::button(kit.window.get(), u"Resume"_s));
    QCOMPARE(kit.count(JobState::Underway), 0U);
    click(u"Resume"_s);
    QCOMPARE(kit.count(JobState::Underway), 2U);
}

void TestSteering::cancellingUnderwayJobsAsks_data()
{
    QTest::addColumn<QString>("answer");
    QTest::addColumn<int>("cancelled");
    QTest::newRow("keep going") << u"Keep going"_s << 0;
    QTest::newRow("Esc") << u"Esc"_s << 0;
    QTest::newRow("Return takes the safe answer") << u"Return"_s << 0;
    QTest::newRow("cancel") << u"Cancel 3 jobs"_s << 3;
}

void TestSteering::cancellingUnderwayJobsAsks()
{
    QFETCH(QString, answer);
    WindowKit kit;
    const auto ids = kit.put(4);
    kit.queue.setWidth(2);
    kit.select({ids[0], ids[1], ids[2]});
    kit.press(QKeySequence(u"Del"_s));
    auto *box = kit.dialog<QMessageBox>();
    QVERIFY(box);
    QVERIFY(box->text().contains(u'2'));
    QCOMPARE(kit.count(JobState::Underway), 2U);
    if (answer == u"Esc"_s)
        QTest::keyClick(box, Qt::Key_Escape);
    else if (answer == u"Return"_s)
        QTest::keyClick(box, Qt::Key_Return);
    else
        QTest::mouseClick(WindowKit::button(box, answer), Qt::LeftButton);
    QFETCH(int, cancelled);
    QTRY_COMPARE(kit.count(JobState::Cancelled), static_cast<std::uint32_t>(cancelled));
    QVERIFY(!kit.dialog<QMessageBox>());
}

void TestSteering::everyFailedJobIsRetriedAtOnce()
{
    WindowKit kit;
    kit.putFailed(4);
    QTRY_VERIFY(WindowKit::button(kit.window.get(), u"Retry failed"_s)->isEnabled());
    QTest::mouseClick(WindowKit::button(kit.window.get(), u"Retry failed"_s), Qt::LeftButton);
    QCOMPARE(kit.count(JobState::Pending), 4U);
}

void TestSteering::keysMovePendingJobs_data()
{
    QTest::addColumn<QString>("keys");
    QTest::addColumn<QList<QByteArray>>("expected");
    using L = QList<QByteArray>;
    QTest::newRow("up") << u"Alt+Up"_s << L{"job 0", "job 2", "job 1", "job 3"};
    QTest::newRow("down") << u"Alt+Down"_s << L{"job 0", "job 1", "job 3", "job 2"};
    QTest::newRow("top") << u"Ctrl+Home"_s << L{"job 2", "job 0", "job 1", "job 3"};
    QTest::newRow("bottom") << u"Ctrl+End"_s << L{"job 0", "job 1", "job 3", "job 2"};
}

void TestSteering::keysMovePendingJobs()
{
    QFETCH(QString, keys);
    WindowKit kit;
    const auto ids = kit.put(4);
    kit.select({ids[2]});
    kit.press(QKeySequence(keys));
    QTEST(kit.order(), "expected");
    kit.press(QKeySequence(u"Ctrl+Z"_s));
    QCOMPARE(kit.order(), (QList<QByteArray>{"job 0", "job 1", "job 2", "job 3"}));
}

void TestSteering::keysChangeThePriority()
{
    WindowKit kit;
    const auto ids = kit.put(3);
    kit.select({ids[2]});
    kit.press(QKeySequence(u"Ctrl+Up"_s));
    QCOMPARE(kit.queue.find(ids[2])->priority, -1);
    kit.press(QKeySequence(u"Ctrl+Up"_s));
    QCOMPARE(kit.queue.find(ids[2])->priority, -2);
    kit.press(QKeySequence(u"Ctrl+Down"_s));
    QCOMPARE(kit.queue.find(ids[2])->priority, -1);
    QCOMPARE(kit.order().front(), QByteArray("job 2"));
    for (int i = 0; i < 3; ++i)
        kit.press(QKeySequence(u"Ctrl+Z"_s));
    QCOMPARE(kit.queue.find(ids[2])->priority, 0);
}

void TestSteering::escapeClearsTheFilterThenTheSelection()
{
    WindowKit kit;
    const auto ids = kit.put(5);
    kit.views().filter->setWords(u"3"_s);
    QTRY_COMPARE(kit.views().jobs->rowCount(), 1);
    kit.select({ids[3]});
    kit.press(QKeySequence(u"Esc"_s));
    QTRY_COMPARE(kit.views().jobs->rowCount(), 5);
    QCOMPARE(kit.views().table->selectedJobs().size(), 1U);
    kit.press(QKeySequence(u"Esc"_s));
    QVERIFY(kit.views().table->selectedJobs().empty());
}

void TestSteering::slashGoesToTheFilter()
{
    WindowKit kit;
    kit.press(QKeySequence(u"/"_s));
    QVERIFY(kit.views().filter->hasFocus());
    kit.press(QKeySequence(u"P"_s)); // Typed, not paused.
    QVERIFY(!kit.queue.status().paused);
    QVERIFY(!kit.views().filter->text().isEmpty());
}

void TestSteering::spaceShowsAndHidesTheDetails()
{
    WindowKit kit;
    kit.put(1);
    const bool shown = kit.views().detailsDock->isVisible();
    kit.press(QKeySequence(u"Space"_s));
    QCOMPARE(kit.views().detailsDock->isVisible(), !shown);
    kit.press(QKeySequence(u"Space"_s));
    QCOMPARE(kit.views().detailsDock->isVisible(), shown);
}

void TestSteering::f6GoesRoundThePanes()
{
    WindowKit kit;
    QSet<QWidget *> visited;
    for (int i = 0; i < 4; ++i) {
        kit.press(QKeySequence(u"F6"_s));
        visited.insert(QApplication::focusWidget());
    }
    QCOMPARE(visited.size(), 4);
    QVERIFY(kit.views().table->hasFocus());
    kit.press(QKeySequence(u"Shift+F6"_s));
    QVERIFY(kit.views().filter->hasFocus());
}

void TestSteering::copyingMasksPasswords()
{
    WindowKit kit;
    const auto ids = kit.put(1, JobKind::Fetch, "https://me:secret@a.example/");
    kit.select(ids);
    kit.press(QKeySequence(u"Ctrl+C"_s));
    QVERIFY(!QGuiApplication::clipboard()->text().contains(u"secret"_s));
    QVERIFY(QGuiApplication::clipboard()->text().contains(u"a.example/0"_s));
}

void TestSteering::theContextMenuActsOnWhatIsSelected()
{
    WindowKit kit;
    const auto ids = kit.put(4);
    kit.select({ids[1], ids[2]});
    QWidget *rows = kit.views().table->viewport();
    const QPoint at(50, kit.views().table->rowViewportPosition(1) + 3);
    QContextMenuEvent asked(QContextMenuEvent::Mouse, at, rows->mapToGlobal(at));
    QApplication::sendEvent(rows, &asked);
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    QVERIFY(menu);
    QAction *cancel = kit.action(ActionId::Cancel);
    QVERIFY(menu->actions().contains(cancel));
    QCOMPARE(cancel->text(), u"Cancel 2 pending jobs"_s);
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(cancel).center());
    QCOMPARE(kit.count(JobState::Cancelled), 2U);
    QCOMPARE(kit.state(ids[1]), JobState::Cancelled);
    QCOMPARE(kit.state(ids[2]), JobState::Cancelled);
    QVERIFY(!menu->isVisible());
}

void TestSteering::aPriorityIsTypedForAllThatAreSelected()
{
    WindowKit kit;
    const auto ids = kit.put(4);
    kit.select({ids[2], ids[3]});
    kit.press(QKeySequence(u"Ctrl+P"_s));
    auto *dialog = kit.dialog<QInputDialog>();
    QVERIFY(dialog);
    QVERIFY2(dialog->labelText().startsWith(u"Priority of 2 jobs"_s), qPrintable(dialog->labelText()));
    dialog->setIntValue(-7);
    dialog->accept();
    QCOMPARE(kit.order(), (QList<QByteArray>{"job 2", "job 3", "job 0", "job 1"}));
    QCOMPARE(kit.queue.find(ids[3])->priority, -7);
    kit.press(QKeySequence(u"Ctrl+Z"_s));
    QCOMPARE(kit.order(), (QList<QByteArray>{"job 0", "job 1", "job 2", "job 3"}));
}

QTEST_MAIN(TestSteering)
#include "tst_steering.moc"
