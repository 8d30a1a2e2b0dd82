#include "tests/ui/tableworld.h"
#include "ui/models/statemodel.h"
#include "ui/views/emptystate.h"
#include "ui/views/filteredit.h"
#include "ui/views/statesidebar.h"
#include "ui/views/toast.h"
#include "ui/views/widthcontrol.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Puts fetches and lets the model hear of them.
std::vector<JobId> put(World &world, int jobs, const char *start = "https://example.org/")
{
    const std::vector<JobId> ids = world.put(jobs, start);
    world.pass(200ms);
    return ids;
}

QString rowText(const StateModel &model, int row)
{
    const QModelIndex index = model.index(row);
    return index.data().toString() + u' ' + QString::number(index.data(int(StateModel::Role::Count)).toInt());
}

} // namespace

class TestViews : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSidebarCountsStatesFailuresAndHosts();
    void choosingAStateGivesItsWords();
    void theWidthIsAskedForNeverSet();
    void aPressOnTheSliderTakesItThere();
    void everyWidthOfTheSliderComesBack();
    void theFilterParsesAtOnceOnEnterAndCompletes();
    void theEmptyStateTellsNothingYetFromNothingMatches();
    void aToastActsOnceAndNeverTakesTheFocus();
};

void TestViews::theSidebarCountsStatesFailuresAndHosts()
{
    World world;
    StateModel states(world.model);
    QAbstractItemModelTester tester(&states, QAbstractItemModelTester::FailureReportingMode::QtTest);
    world.runner.setDefault(failing(FailureReason::Tls));
    put(world, 5);
    put(world, 2, "https://b.example/");
    world.queue.setWidth(3);
    world.clock.advance(1ms);
    world.clock.advance(350ms);
    world.model.settle();
    QCOMPARE(rowText(states, 0), u"All 7"_s);
    const int failed = states.rowOf(u"state:failed"_s);
    QCOMPARE(rowText(states, failed), u"Failed 3"_s);
    QCOMPARE(rowText(states, failed + 1), u"Not secure 3"_s);
    QCOMPARE(states.index(failed + 1).data(int(StateModel::Role::Words)).toString(),
             u"state:failed reason:tls"_s);
    QCOMPARE(rowText(states, states.rowOf(u"host:example.org"_s)), u"example.org 5"_s);
    QCOMPARE(rowText(states, states.rowOf(u"state:underway"_s)), u"Underway 3"_s);
    QCOMPARE(states.rowOf(u"state:interrupted"_s), -1);
}

void TestViews::choosingAStateGivesItsWords()
{
    World world;
    StateModel states(world.model);
    StateSidebar sidebar(states);
    QSignalSpy chosen(&sidebar, &StateSidebar::chosen);
    QCOMPARE(sidebar.accessibleName(), u"States"_s);
    sidebar.choose(u"state:failed"_s);
    QCOMPARE(chosen.takeFirst().first().toString(), u"state:failed"_s);
    put(world, 3);
    QCOMPARE(sidebar.words(), u"state:failed"_s);
    sidebar.choose({});
    QCOMPARE(chosen.takeFirst().first().toString(), QString());
}

void TestViews::theWidthIsAskedForNeverSet()
{
    World world;
    WidthControl control(world.queue, world.clock);
    auto *number = control.findChild<QSpinBox *>();
    QCOMPARE(number->accessibleName(), u"Width"_s);
    QSignalSpy asked(&control, &WidthControl::widthRequested);
    number->setValue(20);
    QCOMPARE(asked.takeFirst().first().toInt(), 20);
    QCOMPARE(number->value(), 0);
    QObject::connect(&control, &WidthControl::widthRequested, &world.queue, &JobQueue::setWidth);
    number->setValue(20);
    QCOMPARE(number->value(), 20);
    QCOMPARE(control.findChild<QSlider *>()->value(), 20);
    control.findChild<QSlider *>()->setValue(WidthControl::lastStep);
    QCOMPARE(world.queue.status().width, 1000);
    number->stepDown();
    QVERIFY(world.queue.status().width < 1000);
    number->findChild<QLineEdit *>()->setText(u"7"_s); // As a screen reader sets it, without the focus.
    QCOMPARE(world.queue.status().width, 7);
}

// It neither creeps there page by page nor needs its handle to be found first.
void TestViews::aPressOnTheSliderTakesItThere()
{
    World world;
    WidthControl control(world.queue, world.clock);
    QObject::connect(&control, &WidthControl::widthRequested, &world.queue, &JobQueue::setWidth);
    auto *slider = control.findChild<QSlider *>();
    slider->resize(200, 20);
    QTest::mousePress(slider, Qt::LeftButton, {}, {195, 10});
    QCOMPARE(world.queue.status().width, 1000);
    QVERIFY(slider->isSliderDown()); // and goes on as a drag
    QTest::mouseMove(slider, {100, 10});
    QTest::mouseRelease(slider, Qt::LeftButton, {}, {100, 10});
    const int middle = world.queue.status().width;
    QVERIFY2(middle > 32 && middle < 100, qPrintable(QString::number(middle)));
    QTest::mouseClick(slider, Qt::LeftButton, {}, {3, 10});
    QCOMPARE(world.queue.status().width, 0);
}

void TestViews::everyWidthOfTheSliderComesBack()
{
    int last = -1;
    for (int step = 0; step <= WidthControl::lastStep; ++step) {
        const int width = WidthControl::widthAt(step);
        QVERIFY2(width >= last, qPrintable(QString::number(step)));
        QCOMPARE(WidthControl::widthAt(WidthControl::stepOf(width)), width);
        last = width;
    }
    QCOMPARE(last, WidthControl::most);
    QCOMPARE(WidthControl::wider(8), 9);
    QCOMPARE(WidthControl::narrower(1), 0);
    QCOMPARE(WidthControl::narrower(0), 0);
    QCOMPARE(WidthControl::wider(1000), 1000);
    for (int width = 0; width < 1000; ++width) {
        QVERIFY(WidthControl::wider(width) > width);
        QVERIFY(WidthControl::narrower(width + 1) < width + 1);
    }
}

void TestViews::theFilterParsesAtOnceOnEnterAndCompletes()
{
    FilterEdit edit;
    QCOMPARE(edit.accessibleName(), u"Filter"_s);
    QSignalSpy changed(&edit, &FilterEdit::filterChanged);
    QTest::keyClicks(&edit, u"17.jpg"_s);
    QTest::keyClick(&edit, Qt::Key_Return);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(edit.expression(), parseFilter(u"17.jpg"_s).expression);
    edit.setWords(u"state:oops"_s);
    QVERIFY(edit.error().contains(u"oops"_s));
    QTest::keyClick(&edit, Qt::Key_Escape);
    QCOMPARE(edit.text(), QString());
    QVERIFY(edit.expression().isEmpty());
}

void TestViews::theEmptyStateTellsNothingYetFromNothingMatches()
{
    EmptyState empty;
    empty.show();
    const auto button = [&empty](const QString &name) {
        const auto buttons = empty.findChildren<QPushButton *>();
        return *std::ranges::find(buttons, name, &QPushButton::accessibleName);
    };
    QVERIFY(button(u"Open a list"_s)->isVisible() && button(u"Try an example"_s)->isVisible());
    QVERIFY(!button(u"Clear the filter"_s)->isVisible());
    empty.setWhy(EmptyState::Why::NothingMatches);
    empty.setFilterWords(u"<b>x</b>"_s);
    QSignalSpy clear(&empty, &EmptyState::clearFilterRequested);
    button(u"Clear the filter"_s)->click();
    QCOMPARE(clear.count(), 1);
    for (const QLabel *label : empty.findChildren<QLabel *>())
        QCOMPARE(label->textFormat(), Qt::PlainText);
}

void TestViews::aToastActsOnceAndNeverTakesTheFocus()
{
    QWidget window;
    window.resize(600, 400);
    QLineEdit line(&window);
    window.show();
    line.setFocus();
    Toast toast(&window);
    int acted = 0;
    toast.say(u"Cancelled 3 jobs"_s, u"Undo"_s, [&acted] { ++acted; });
    QVERIFY(toast.isVisible());
    QVERIFY(window.rect().contains(toast.geometry()));
    auto *undo = toast.findChild<QToolButton *>();
    QCOMPARE(undo->focusPolicy(), Qt::NoFocus);
    undo->click();
    undo->click();
    QCOMPARE(acted, 1);
    QVERIFY(!toast.isVisible());
}

QTEST_MAIN(TestViews)
#include "tst_views.moc"
