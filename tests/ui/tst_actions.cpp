#include "ui/actions/actions.h"
#include "ui/actions/menus.h"
#include "ui/actions/shortcutsheet.h"

#include <QAction>
#include <QKeySequence>
#include <QMenuBar>
#include <QScopeGuard>
#include <QSet>
#include <QTableWidget>
#include <QTest>
#include <QTreeWidget>
#include <QWidget>

using namespace millrace;
using namespace Qt::StringLiterals;

namespace {

ActionContext selecting(JobState state, std::uint32_t jobs)
{
    ActionContext context;
    context.selected[state] = jobs;
    context.all[state] = jobs;
    context.width = 8;
    return context;
}

} // namespace

/// The table of actions and what is made of it.
class TestActions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRowStandsAtItsId();
    void everyRowSaysWhatItIsAndWhichKeyDoesIt();
    void noTwoUsableActionsShareAKey_data();
    void noTwoUsableActionsShareAKey();
    void everyActionStandsInItsMenuOnce();
    void everyActionHasATooltipWithItsKey();
    void buttonsAreNamedAsScreenReadersSayThem_data();
    void buttonsAreNamedAsScreenReadersSayThem();
    void whatCanBeUsedFollowsTheSelection_data();
    void whatCanBeUsedFollowsTheSelection();
    void bulkActionsSayWhatTheyTouch();
    void nothingCanBeSteeredWhileQuitting();
    void triggeringTellsTheId();
    void everyKeyReachesItsAction_data();
    void everyKeyReachesItsAction();
    void theKeySheetShowsEveryAction();
};

void TestActions::everyRowStandsAtItsId()
{
    std::size_t at = 0;
    for (const ActionRow &row : actionTable())
        QCOMPARE(static_cast<std::size_t>(row.id), at++);
    QCOMPARE(at, actionCount);
}

void TestActions::everyRowSaysWhatItIsAndWhichKeyDoesIt()
{
    for (const ActionRow &row : actionTable()) {
        QVERIFY2(row.name && *row.name, "a name");
        QVERIFY2(row.text && *row.text, row.name);
        QVERIFY2(row.hint && *row.hint, row.name);
        QVERIFY2(row.enabled, row.name);
        QVERIFY2(row.keys[0], row.name);
        for (const char *key : row.keys)
            QVERIFY2(!key || !QKeySequence(QLatin1StringView(key)).toString().isEmpty(), key);
    }
}

void TestActions::noTwoUsableActionsShareAKey_data()
{
    QTest::addColumn<ActionContext>("context");
    QTest::newRow("nothing") << ActionContext();
    for (const JobState state : allJobStates)
        QTest::addRow("selected state %d", static_cast<int>(state)) << selecting(state, 2);
    ActionContext mixed;
    for (const JobState state : allJobStates)
        mixed.selected[state] = mixed.all[state] = 1;
    mixed.undoable = mixed.filtered = true;
    QTest::newRow("some of each") << mixed;
    mixed.paused = true;
    QTest::newRow("some of each, paused") << mixed;
}

void TestActions::noTwoUsableActionsShareAKey()
{
    QFETCH(ActionContext, context);
    QSet<QKeySequence> taken;
    for (const ActionRow &row : actionTable()) {
        if (!row.enabled(context))
            continue;
        for (const char *key : row.keys) {
            if (!key)
                continue;
            const QKeySequence keys{QLatin1StringView(key)};
            QVERIFY2(!taken.contains(keys), row.name);
            taken.insert(keys);
        }
    }
}

void TestActions::everyActionStandsInItsMenuOnce()
{
    QWidget window;
    const Actions actions(&window, nullptr);
    QMenuBar bar;
    fillMenuBar(&bar, actions);
    QCOMPARE(bar.actions().size(), static_cast<int>(allActionMenus.size()));
    for (const ActionRow &row : actionTable()) {
        int found = 0;
        for (const QAction *menu : bar.actions())
            found += static_cast<int>(menu->menu()->actions().count(actions.action(row.id)));
        QVERIFY2(found == 1, row.name);
        const QAction *title = bar.actions().at(static_cast<int>(row.menu));
        QVERIFY2(title->menu()->actions().contains(actions.action(row.id)), row.name);
    }
}

void TestActions::everyActionHasATooltipWithItsKey()
{
    QWidget window;
    Actions actions(&window, nullptr);
    for (const ActionContext &context :
         {ActionContext(), selecting(JobState::Failed, 3), selecting(JobState::Pending, 1)}) {
        actions.update(context);
        for (const ActionRow &row : actionTable()) {
            const QAction *action = actions.action(row.id);
            const QString key = action->shortcut().toString(QKeySequence::NativeText);
            QVERIFY2(!key.isEmpty() && action->toolTip().contains(key), row.name);
        }
    }
}

void TestActions::buttonsAreNamedAsScreenReadersSayThem_data()
{
    QTest::addColumn<ActionId>("id");
    QTest::addColumn<QString>("name");
    QTest::newRow("add") << ActionId::TypeJobs << u"Add"_s;
    QTest::newRow("pause") << ActionId::Pause << u"Pause"_s;
    QTest::newRow("resume") << ActionId::Resume << u"Resume"_s;
    QTest::newRow("cancel") << ActionId::Cancel << u"Cancel"_s;
    QTest::newRow("retry failed") << ActionId::RetryFailed << u"Retry failed"_s;
}

void TestActions::buttonsAreNamedAsScreenReadersSayThem()
{
    QFETCH(ActionId, id);
    QFETCH(QString, name);
    QWidget window;
    Actions actions(&window, nullptr);
    actions.update(selecting(JobState::Underway, 3)); // A bulk phrase changes the menu, never the button.
    const QScopedPointer<QWidget> button(makeToolButton(id, actions, nullptr, nullptr));
    QCOMPARE(button->accessibleName(), name);
    QCOMPARE(actions.action(id)->iconText(), name);
}

void TestActions::whatCanBeUsedFollowsTheSelection_data()
{
    using enum ActionId;
    using enum JobState;
    QTest::addColumn<JobState>("state");
    QTest::addColumn<QList<ActionId>>("usable");
    QTest::addColumn<QList<ActionId>>("not_usable");
    QTest::newRow("pending") << Pending
                             << QList<ActionId>{Cancel, MoveUp, MoveToTop, RaisePriority, CancelPending}
                             << QList<ActionId>{Retry, Remove, MarkFailed, RetryFailed, RemoveFinished};
    QTest::newRow("underway") << Underway << QList<ActionId>{Cancel, CancelAll}
                              << QList<ActionId>{MoveUp, Retry, Remove, CancelPending, RaisePriority};
    QTest::newRow("finished") << Finished << QList<ActionId>{Retry, Remove, RemoveFinished}
                              << QList<ActionId>{Cancel, MoveUp, RetryFailed, CancelAll};
    QTest::newRow("failed") << Failed << QList<ActionId>{Retry, Remove, RetryFailed}
                            << QList<ActionId>{Cancel, MoveUp, RemoveFinished};
    QTest::newRow("interrupted") << Interrupted << QList<ActionId>{Retry, MarkFailed, Remove}
                                 << QList<ActionId>{Cancel, MoveUp};
}

void TestActions::whatCanBeUsedFollowsTheSelection()
{
    QFETCH(JobState, state);
    QFETCH(QList<ActionId>, usable);
    QFETCH(QList<ActionId>, not_usable);
    const ActionContext context = selecting(state, 2);
    for (const ActionId id : usable)
        QVERIFY2(actionRow(id).enabled(context), actionRow(id).name);
    for (const ActionId id : not_usable)
        QVERIFY2(!actionRow(id).enabled(context), actionRow(id).name);
}

void TestActions::bulkActionsSayWhatTheyTouch()
{
    const auto restore = qScopeGuard([before = QLocale()] { QLocale::setDefault(before); });
    QLocale::setDefault(QLocale::c());
    QWidget window;
    Actions actions(&window, nullptr);
    actions.update(selecting(JobState::Pending, 1204));
    QVERIFY(actions.action(ActionId::Cancel)->text().contains(u"1,204 pending jobs"_s));
    actions.update(selecting(JobState::Failed, 1));
    QVERIFY(actions.action(ActionId::RetryFailed)->text().contains(u"1 failed job"_s));
    actions.update(ActionContext());
    QCOMPARE(actions.action(ActionId::Cancel)->text(), u"&Cancel selected"_s);
}

void TestActions::nothingCanBeSteeredWhileQuitting()
{
    ActionContext context = selecting(JobState::Pending, 2);
    context.all[JobState::Failed] = 1;
    context.stopping = true;
    using enum ActionId;
    for (const ActionId id : {OpenList, Paste, TypeJobs, Pause, Resume, Wider, Narrower, RetryFailed, MoveUp})
        QVERIFY2(!actionRow(id).enabled(context), actionRow(id).name);
    QVERIFY(actionRow(Cancel).enabled(context));
}

void TestActions::triggeringTellsTheId()
{
    QWidget window;
    Actions actions(&window, nullptr);
    QList<ActionId> told;
    connect(&actions, &Actions::triggered, this, [&told](ActionId id) { told << id; });
    actions.action(ActionId::OpenList)->trigger();
    actions.action(ActionId::Cancel)->trigger(); // Nothing is selected: it can't be used.
    QCOMPARE(told, QList<ActionId>{ActionId::OpenList});
}

void TestActions::everyKeyReachesItsAction_data()
{
    QTest::addColumn<ActionId>("id");
    QTest::addColumn<QKeySequence>("keys");
    for (const ActionRow &row : actionTable()) {
        for (const char *key : row.keys) {
            if (key)
                QTest::addRow("%s: %s", row.name, key) << row.id << QKeySequence(QLatin1StringView(key));
        }
    }
}

void TestActions::everyKeyReachesItsAction()
{
    QFETCH(ActionId, id);
    QFETCH(QKeySequence, keys);
    QWidget window;
    QTableWidget table(3, 3, &window);
    Actions actions(&window, &table);
    ActionContext context;
    context.width = 8;
    QList<ActionContext> contexts{context};
    for (const JobState state : allJobStates)
        contexts << selecting(state, 1);
    context.undoable = context.filtered = context.paused = true;
    contexts << context;
    for (const ActionContext &each : contexts) {
        if (actionRow(id).enabled(each))
            actions.update(each);
    }
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    table.setFocus();
    QList<ActionId> told;
    connect(&actions, &Actions::triggered, this, [&told](ActionId which) { told << which; });
    const int key = keys[0].toCombined();
    QTest::keyClick(&table, static_cast<Qt::Key>(key & ~Qt::KeyboardModifierMask),
                    Qt::KeyboardModifiers(QFlag(key & Qt::KeyboardModifierMask)));
    QCOMPARE(told, QList<ActionId>{id});
}

void TestActions::theKeySheetShowsEveryAction()
{
    QWidget window;
    auto *sheet = new ShortcutSheet(&window);
    const auto *tree = sheet->findChild<QTreeWidget *>();
    QVERIFY(tree);
    int rows = 0;
    for (int i = 0; i < tree->topLevelItemCount(); ++i) {
        const QTreeWidgetItem *group = tree->topLevelItem(i);
        for (int j = 0; j < group->childCount(); ++j, ++rows)
            QVERIFY2(!group->child(j)->text(1).isEmpty(), qPrintable(group->child(j)->text(0)));
    }
    QCOMPARE(rows, static_cast<int>(actionCount));
}

QTEST_MAIN(TestActions)
#include "tst_actions.moc"
