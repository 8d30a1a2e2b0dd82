#include "tests/support/windowkit.h"
#include "ui/actions/menus.h"
#include "ui/views/filteredit.h"
#include "ui/views/toast.h"

#include <QClipboard>
#include <QCompleter>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QToolBar>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// What the window answers to what a person does: nothing is done in part, or refused, without a word.
class TestAnswers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFilterOffersTheHostsOfTheJobs();
    void everyPlaceOfTheTableOfActionsIsFilled_data();
    void everyPlaceOfTheTableOfActionsIsFilled();
    void aMenuOfTheToolBarOpensWhileAnythingInItCanBeDone();
    void copyingRowsSaysHowMany();
    void undoSaysWhatWentOnMeanwhile();
    void draggingInASortedTableSaysWhyNot();
    void droppingBehindTheLastShownRowStaysThere();
    void aLargeSelectionIsMovedAgainAtOnce();
    void theLicencesAreNamed();

private:
    static QString toast(const WindowKit &kit)
    {
        const Toast *shown = kit.views().toast;
        return shown->isVisible() ? shown->findChild<QLabel *>()->text() : QString();
    }
    static void drag(const WindowKit &kit, int row, int down)
    {
        const JobTableView *table = kit.views().table;
        const QPoint from(300, table->rowViewportPosition(row) + table->rowHeight(row) / 2);
        QTest::mousePress(table->viewport(), Qt::LeftButton, {}, from);
        for (int step = 1; step <= 4; ++step)
            QTest::mouseMove(table->viewport(), from + QPoint(0, down * step / 4));
        QTest::mouseRelease(table->viewport(), Qt::LeftButton, {}, from + QPoint(0, down));
    }
};

void TestAnswers::theFilterOffersTheHostsOfTheJobs()
{
    WindowKit kit;
    kit.put(2, JobKind::Fetch, "https://rare.example/");
    kit.put(3, JobKind::Fetch, "https://repeated.example/");
    kit.put(1, JobKind::Fetch, "https://other.example/");
    FilterEdit *filter = kit.views().filter;
    filter->setFocus();
    QTest::keyClicks(filter, u"host:r"_s);
    const QAbstractItemModel *offers = filter->findChild<QCompleter *>()->model();
    QCOMPARE(offers->rowCount(), 2);
    QCOMPARE(offers->index(0, 0).data().toString(), u"host:repeated.example"_s);
    QCOMPARE(offers->index(1, 0).data().toString(), u"host:rare.example"_s);
}

void TestAnswers::everyPlaceOfTheTableOfActionsIsFilled_data()
{
    QTest::addColumn<ActionId>("id");
    // What a person steers jobs with is in all of them.
    using enum ActionId;
    for (const ActionId id : {Pause, Resume, Cancel, Retry, RetryFailed, RaisePriority, LowerPriority,
                              SetPriority, MoveToTop, MoveUp, MoveDown, MoveToBottom, Remove, RemoveFinished})
        QTest::newRow(actionRow(id).name) << id;
}

void TestAnswers::everyPlaceOfTheTableOfActionsIsFilled()
{
    QFETCH(ActionId, id);
    WindowKit kit;
    const QAction *action = kit.action(id);
    QMenu context;
    fillContextMenu(&context, *kit.views().actions);
    QVERIFY(context.actions().contains(action));
    bool found = false;
    for (const QToolButton *button :
         kit.window->findChild<QToolBar *>(u"tools"_s)->findChildren<QToolButton *>()) {
        found |= button->defaultAction() == action;
        found |= button->menu() && button->menu()->actions().contains(action);
    }
    QVERIFY(found);
    QVERIFY(!action->shortcut().isEmpty());
    QCOMPARE(actionRow(id).place, ActionPlace::ToolBarAndContextMenu);
}

void TestAnswers::aMenuOfTheToolBarOpensWhileAnythingInItCanBeDone()
{
    WindowKit kit;
    const auto isOpenable = [&kit](const QString &name) {
        const auto *button = WindowKit::button(kit.window->findChild<QToolBar *>(u"tools"_s), name);
        return button && button->isEnabled();
    };
    QVERIFY(!isOpenable(u"Remove"_s));
    QVERIFY(!isOpenable(u"Move"_s));
    const auto ids = kit.put(2);
    kit.queue.setWidth(1);
    QTRY_COMPARE(kit.count(JobState::Underway), 1U);
    kit.commands.finish("job 0");
    QTRY_VERIFY(isOpenable(u"Remove"_s)); // Nothing is selected, but there is something to remove.
    kit.select({ids[0]});
    QTRY_VERIFY(isOpenable(u"Retry failed"_s)); // Nothing has failed, but what is selected can be run again.
    QVERIFY(!isOpenable(u"Move"_s));
    kit.queue.setWidth(0);
    kit.select(kit.put(1));
    QTRY_VERIFY(isOpenable(u"Move"_s));
}

void TestAnswers::copyingRowsSaysHowMany()
{
    WindowKit kit;
    kit.select(kit.put(3));
    kit.press(QKeySequence(u"Ctrl+Shift+C"_s));
    QCOMPARE(QGuiApplication::clipboard()->text().count(u'\n'), 3);
    QCOMPARE(toast(kit), u"Copied 3 rows"_s);
    kit.put(int(JobTableView::mostCopied));
    kit.views().jobs->settle();
    kit.views().table->selectAll();
    kit.turn();
    kit.press(QKeySequence(u"Ctrl+Shift+C"_s));
    QVERIFY2(toast(kit).startsWith(u"Copied 100,000 rows of 100,003"_s), qPrintable(toast(kit)));
    kit.press(QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text().count(u'\n'), int(JobTableView::mostCopied));
    QVERIFY2(toast(kit).startsWith(u"Copied 100,000 jobs of 100,003"_s), qPrintable(toast(kit)));
}

void TestAnswers::undoSaysWhatWentOnMeanwhile()
{
    WindowKit kit;
    Script script = failing(FailureReason::ExitCode);
    script.after = std::chrono::milliseconds(0);
    kit.commands.setDefault(script);
    kit.select(kit.put(5));
    kit.queue.setWidth(5);
    QTRY_COMPARE(kit.count(JobState::Failed), 5U);
    kit.queue.setWidth(2);
    script.after.reset();
    kit.commands.setDefault(script);
    QTRY_VERIFY(kit.action(ActionId::Retry)->isEnabled());
    kit.press(QKeySequence(u"R"_s));
    QTRY_COMPARE(kit.count(JobState::Underway), 2U);
    kit.press(QKeySequence(u"Ctrl+Z"_s));
    QCOMPARE(toast(kit), u"Undone: 3 jobs as before; 2 had gone on meanwhile"_s);
}

void TestAnswers::draggingInASortedTableSaysWhyNot()
{
    WindowKit kit;
    const auto ids = kit.put(4);
    kit.views().table->sortByColumn(columnIndex(JobColumn::What), Qt::AscendingOrder);
    kit.select({ids[2]});
    drag(kit, 2, -2 * kit.views().table->rowHeight(0));
    QCOMPARE(kit.views().table->selectedJobs(), std::vector<JobId>{ids[2]});
    QVERIFY2(toast(kit).contains(u"order"_s), qPrintable(toast(kit)));
    QTest::mouseClick(WindowKit::button(kit.window.get(), u"Queue's order"_s), Qt::LeftButton);
    QCOMPARE(kit.views().jobs->sortColumn(), JobTableModel::dispatchOrder);
    kit.views().jobs->settle();
    drag(kit, 2, -kit.views().table->rowHeight(0) - 5);
    QTRY_COMPARE(kit.views().jobs->rowOf(ids[2]), 1);
}

void TestAnswers::droppingBehindTheLastShownRowStaysThere()
{
    WindowKit kit;
    const auto some = kit.put(3, JobKind::Command, "shown ");
    const auto hidden = kit.put(3, JobKind::Command, "hidden ");
    kit.views().filter->setWords(u"shown"_s);
    QTRY_COMPARE(kit.views().jobs->rowCount(), 3);
    kit.select({some[0]});
    drag(kit, 0, 5 * kit.views().table->rowHeight(0));
    QTRY_COMPARE(kit.views().jobs->rowOf(some[0]), 2);
    QVERIFY(kit.queue.find(some[0])->position < kit.queue.find(hidden[0])->position);
    kit.select(some);
    const std::uint64_t before = kit.queue.find(some[2])->position;
    drag(kit, 0, 5 * kit.views().table->rowHeight(0)); // All that is shown: there is nothing to go behind.
    QCOMPARE(kit.queue.find(some[2])->position, before);
}

void TestAnswers::aLargeSelectionIsMovedAgainAtOnce()
{
    WindowKit kit;
    const auto ids = kit.put(3002);
    kit.select({ids.begin() + 2, ids.end()});
    kit.press(QKeySequence(u"Alt+Up"_s));
    kit.turn();
    QCOMPARE(kit.views().table->selectedJobs().size(), std::size_t{3000});
    kit.press(QKeySequence(u"Alt+Up"_s));
    kit.views().jobs->settle();
    QTRY_COMPARE(kit.views().jobs->rowOf(ids[2]), 0);
    QTRY_VERIFY(kit.views().table->selectionModel()->hasSelection());
    QCOMPARE(kit.views().table->selectedJobs().size(), std::size_t{3000});
    kit.press(QKeySequence(u"Alt+Down"_s));
    kit.press(QKeySequence(u"Esc"_s)); // Clears what is set aside, too.
    const auto timers = kit.views().table->findChildren<QTimer *>(QString(), Qt::FindDirectChildrenOnly);
    QTRY_VERIFY(
        std::ranges::none_of(timers, &QTimer::isActive)); // Whatever would have chosen them again has come.
    QVERIFY(kit.views().table->selectedJobs().empty());
}

void TestAnswers::theLicencesAreNamed()
{
    WindowKit kit;
    kit.press(QKeySequence(u"Shift+F1"_s));
    const auto *about = kit.dialog<QMessageBox>();
    QVERIFY(about);
    for (const QString &name : {u"LGPL"_s, u"curl licence"_s, u"public domain"_s, u"MIT"_s})
        QVERIFY2(about->informativeText().contains(name), qPrintable(name));
}

QTEST_MAIN(TestAnswers)
#include "tst_answers.moc"
