#include "tests/gui/importkit.h"
#include "ui/details/detailspane.h"
#include "ui/models/statemodel.h"
#include "ui/views/emptystate.h"
#include "ui/views/filteredit.h"
#include "ui/views/queuebar.h"
#include "ui/views/queuestatusbar.h"
#include "ui/views/statesidebar.h"
#include "ui/views/toast.h"

#include <QAccessible>
#include <QClipboard>
#include <QFileDialog>
#include <QMenu>
#include <QSpinBox>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// What the window shows of the queue, and how a person finds jobs in it.
class TestSeeing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyWindowSaysWhatToDoWithIt();
    void whatMatchesNothingIsSaidAndCleared();
    void theSidebarCountsAndFilters();
    void theQueueBarLeadsToItsJobs();
    void theStatusBarLeadsToWhatItSays();
    void everyColumnIsThereToBeChosen();
    void aRowTellsAllOfItsJob();
    void everyControlHasANameForScreenReaders_data();
    void everyControlHasANameForScreenReaders();

private:
    static void clickEntry(const WindowKit &kit, const QString &start)
    {
        StateSidebar *states = kit.views().states;
        const QAbstractItemModel *entries = states->model();
        for (int row = 0; row < entries->rowCount(); ++row) {
            const QModelIndex entry = entries->index(row, 0);
            if (entry.data().toString().startsWith(start))
                QTest::mouseClick(states->viewport(), Qt::LeftButton, {}, states->visualRect(entry).center());
        }
    }
    static QStringList shown(const WindowKit &kit, JobColumn column = JobColumn::What)
    {
        const QAbstractItemModel *rows = kit.views().table->model();
        QStringList cells;
        for (int row = 0; row < rows->rowCount(); ++row)
            cells << rows->index(row, columnIndex(column)).data().toString();
        return cells;
    }
    /// What the keyboard or the mouse can reach in \a room and nothing says the name of.
    static QStringList nameless(const QWidget *room)
    {
        QStringList found;
        int controls = 0;
        for (QWidget *each : room->findChildren<QWidget *>()) {
            const bool isControl =
                each->focusPolicy() != Qt::NoFocus || qobject_cast<QAbstractButton *>(each);
            if (!each->isVisible() || !isControl || each->focusProxy() || each->isWindow())
                continue;
            ++controls;
            if (QAccessible::queryAccessibleInterface(each)->text(QAccessible::Name).isEmpty())
                found << u"%1 in %2"_s.arg(QLatin1StringView(each->metaObject()->className()),
                                           QLatin1StringView(each->parent()->metaObject()->className()));
        }
        return controls > 0 ? found : QStringList{u"no control at all"_s};
    }
    static QToolButton *part(const WindowKit &kit, const QString &name)
    {
        return qobject_cast<QToolButton *>(WindowKit::button(kit.views().status, name));
    }
};

void TestSeeing::anEmptyWindowSaysWhatToDoWithIt()
{
    WindowKit kit;
    const EmptyState *empty = kit.views().empty;
    QVERIFY(empty->isVisible());
    QCOMPARE(empty->width(), kit.views().table->viewport()->width());
    QVERIFY(texts(empty).contains(u"Drop a job list here"_s));
    QTest::mouseClick(WindowKit::button(empty, u"Open a list"_s), Qt::LeftButton);
    QVERIFY(kit.dialog<QFileDialog>());
    kit.dialog<QFileDialog>()->reject();
    QTest::mouseClick(WindowKit::button(empty, u"Try an example"_s), Qt::LeftButton);
    QCOMPARE(kit.host.examples, 1);
    QGuiApplication::clipboard()->setText(u"https://a.example/1"_s);
    QTest::mouseClick(WindowKit::button(empty, u"Paste"_s), Qt::LeftButton);
    QVERIFY(sheet(kit));
    QTest::mouseClick(WindowKit::button(sheet(kit), u"Add jobs"_s), Qt::LeftButton);
    QTRY_VERIFY(!empty->isVisible()); // Gone after the first job,
    kit.queue.cancel(kit.queue.all());
    kit.queue.remove(kit.queue.all());
    QTRY_VERIFY(empty->isVisible()); // and back when there is none any more.
}

void TestSeeing::whatMatchesNothingIsSaidAndCleared()
{
    WindowKit kit;
    kit.put(3);
    kit.press(QKeySequence(u"Ctrl+F"_s));
    QTest::keyClicks(kit.views().filter, u"no such job"_s);
    const EmptyState *empty = kit.views().empty;
    QTRY_VERIFY(empty->isVisible());
    const QStringList says = texts(empty);
    QVERIFY(says.contains(u"Nothing matches"_s));
    QVERIFY2(says.contains(u"There are jobs, but none for “no such job”."_s), qPrintable(says.join(u'|')));
    QVERIFY(!WindowKit::button(empty, u"Try an example"_s));
    QVERIFY(texts(kit.views().status).contains(u"0 of 3 shown"_s));
    QTest::mouseClick(WindowKit::button(empty, u"Clear the filter"_s), Qt::LeftButton);
    QTRY_COMPARE(kit.views().table->model()->rowCount(), 3);
    QTRY_VERIFY(!empty->isVisible());
    QVERIFY(kit.views().filter->text().isEmpty());
}

void TestSeeing::theSidebarCountsAndFilters()
{
    WindowKit kit;
    kit.commands.script("bad 0", {failing(FailureReason::ExitCode)});
    kit.put(1, JobKind::Command, "bad ");
    kit.put(4);
    kit.queue.setWidth(2);
    QTRY_COMPARE(kit.count(JobState::Failed), 1U);
    const QAbstractItemModel *entries = kit.views().states->model();
    const auto count = [entries](const QString &state) {
        for (int row = 0; row < entries->rowCount(); ++row) {
            if (entries->index(row, 0).data().toString() == state)
                return entries->index(row, 0).data(int(StateModel::Role::Count)).toInt();
        }
        return -1;
    };
    QTRY_COMPARE(count(u"Failed"_s), 1);
    QTRY_COMPARE(count(u"Underway"_s), 2);
    QTRY_COMPARE(count(u"Pending"_s), 2);
    QTRY_COMPARE(count(u"All"_s), 5);
    clickEntry(kit, u"Failed"_s);
    QTRY_COMPARE(shown(kit), QStringList{u"bad 0"_s});
    clickEntry(kit, u"Underway"_s);
    QTRY_COMPARE(shown(kit).size(), 2);
    kit.views().filter->setWords(u"\"job 1\""_s); // Both hold.
    QTRY_COMPARE(shown(kit), QStringList{u"job 1"_s});
    kit.commands.finish("job 1");
    QTRY_COMPARE(count(u"Finished"_s), 1);
    QTRY_VERIFY(shown(kit).isEmpty());
    kit.press(QKeySequence(u"Esc"_s));
    QTRY_COMPARE(shown(kit).size(), 5);
    QCOMPARE(kit.views().states->words(), QString());
}

void TestSeeing::theQueueBarLeadsToItsJobs()
{
    WindowKit kit;
    kit.putFailed(2);
    kit.put(2, JobKind::Command, "waiting ");
    QTRY_VERIFY(kit.views().bar->text().startsWith(u"2 of 4"_s));
    QueueBar *bar = kit.views().bar;
    QTest::mouseClick(bar, Qt::LeftButton, {}, QPoint(3, bar->height() / 2));
    QTRY_COMPARE(shown(kit), (QStringList{u"job 1"_s, u"job 0"_s}));
    QCOMPARE(kit.views().states->words(), u"state:failed"_s);
}

void TestSeeing::theStatusBarLeadsToWhatItSays()
{
    WindowKit kit;
    kit.put(3);
    kit.queue.setWidth(1);
    QTRY_COMPARE(part(kit, u"Jobs underway"_s)->text(), u"1 underway"_s);
    QTRY_COMPARE(part(kit, u"Jobs pending"_s)->text(), u"2 pending"_s);
    part(kit, u"Jobs underway"_s)->click();
    QTRY_COMPARE(shown(kit), QStringList{u"job 0"_s});
    part(kit, u"Jobs pending"_s)->click();
    QTRY_COMPARE(shown(kit), (QStringList{u"job 1"_s, u"job 2"_s}));
    part(kit, u"Width of the queue"_s)->click();
    QVERIFY(kit.window->findChild<QSpinBox *>()->hasFocus());
    part(kit, u"Saved"_s)->click();
    QVERIFY(texts(kit.views().toast).contains(u"All jobs and results are written down"_s));
    kit.window->setFreeSpace(qint64{212} << 30);
    part(kit, u"Free space"_s)->click();
    QCOMPARE(kit.host.openedFolders, QStringList{QString()}); // The results folder itself.
}

void TestSeeing::everyColumnIsThereToBeChosen()
{
    WindowKit kit;
    const JobTableView *table = kit.views().table;
    QMenu *columns = table->columnsMenu();
    Q_EMIT columns->aboutToShow();
    QStringList offered;
    for (const QAction *each : columns->actions())
        offered << each->text().remove(u'&');
    for (const QString &column : {u"State"_s, u"Kind"_s, u"What"_s, u"Host / dir"_s, u"Priority"_s,
                                  u"Progress"_s, u"Time"_s, u"Last line"_s, u"Result"_s})
        QVERIFY2(offered.contains(column), qPrintable(column + u" in "_s + offered.join(u'|')));
    const auto choose = [columns](const QString &text) {
        Q_EMIT columns->aboutToShow();
        for (QAction *each : columns->actions()) {
            if (each->text().remove(u'&') == text)
                return each->trigger();
        }
    };
    QVERIFY(table->isColumnHidden(columnIndex(JobColumn::Kind)));
    choose(u"Kind"_s);
    QVERIFY(!table->isColumnHidden(columnIndex(JobColumn::Kind)));
    choose(u"Kind"_s);
    QVERIFY(table->isColumnHidden(columnIndex(JobColumn::Kind)));
}

void TestSeeing::aRowTellsAllOfItsJob()
{
    WindowKit kit;
    const auto id = kit.put(1, JobKind::Fetch, "https://a.example/x").front();
    kit.queue.reprioritize(std::array{id}, -3);
    const auto cell = [&kit](JobColumn column) { return shown(kit, column).value(0); };
    QTRY_COMPARE(cell(JobColumn::LastLine), u"the width is 0"_s);
    QCOMPARE(cell(JobColumn::State), u"pending"_s);
    QCOMPARE(cell(JobColumn::Kind), u"fetch"_s);
    QCOMPARE(cell(JobColumn::What), u"https://a.example/x0"_s);
    QCOMPARE(cell(JobColumn::Place), u"a.example"_s);
    QCOMPARE(cell(JobColumn::Priority), u"-3"_s);
    kit.queue.setWidth(1);
    kit.fetches.progress("https://a.example/x0", {710, 1000});
    QTRY_COMPARE(cell(JobColumn::Progress), u"71%"_s);
    QTRY_VERIFY(cell(JobColumn::Elapsed).endsWith(u"s"_s));
    JobOutcome outcome;
    outcome.reason = FailureReason::HttpStatus;
    outcome.httpStatus = 404;
    kit.fetches.finish("https://a.example/x0", outcome);
    QTRY_COMPARE(cell(JobColumn::State), u"failed"_s);
    QCOMPARE(cell(JobColumn::Result), u"a.example answered 404 Not Found"_s);
}

void TestSeeing::everyControlHasANameForScreenReaders_data()
{
    QTest::addColumn<QString>("keys");
    QTest::newRow("the window") << QString();
    QTest::newRow("typing jobs") << u"Ctrl+N"_s;
    QTest::newRow("the import sheet") << u"Ctrl+V"_s;
    QTest::newRow("preferences") << u"Ctrl+,"_s;
    QTest::newRow("keys") << u"F1"_s;
    QTest::newRow("priority") << u"Ctrl+P"_s;
}

void TestSeeing::everyControlHasANameForScreenReaders()
{
    QFETCH(QString, keys);
    WindowKit kit;
    QGuiApplication::clipboard()->setText(u"https://a.example/1\necho 1\necho 1\nftp://x"_s);
    kit.select(kit.put(1));
    if (!keys.isEmpty())
        kit.press(QKeySequence(keys));
    if (keys == u"Ctrl+V"_s)
        QVERIFY(sheet(kit));
    if (!keys.isEmpty()) {
        QVERIFY(kit.dialog<QDialog>());
        QCOMPARE(nameless(kit.dialog<QDialog>()), QStringList());
        return;
    }
    kit.views().filter->setWords(u"job"_s); // There is a button to clear it now.
    QTRY_VERIFY(WindowKit::button(kit.views().filter, u"Clear"_s));
    for (int tab = 0; tab < kit.views().details->count(); ++tab) {
        kit.views().details->setCurrentIndex(tab);
        kit.turn();
        QCOMPARE(nameless(kit.window.get()), QStringList());
    }
}

QTEST_MAIN(TestSeeing)
#include "tst_seeing.moc"
