#include "tests/support/windowkit.h"

#include <QSlider>
#include <QSpinBox>
#include <QToolTip>
#include <QWheelEvent>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// How a person says how much may be underway at once.
class TestWidth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keysWidenAndNarrow();
    void theWidthIsTypedTurnedAndSlid();
    void noMoreIsLaunchedThanTheMachineBears();
    void hoveringTheSliderTellsWhenTheQueueWouldBeDone();
};

void TestWidth::keysWidenAndNarrow()
{
    WindowKit kit;
    kit.put(3);
    kit.press(QKeySequence(u"Ctrl++"_s));
    QCOMPARE(kit.queue.status().width, 1);
    QCOMPARE(kit.count(JobState::Underway), 1U);
    kit.press(QKeySequence(u"Ctrl+="_s));
    QCOMPARE(kit.queue.status().width, 2);
    kit.press(QKeySequence(u"Ctrl+-"_s));
    QCOMPARE(kit.queue.status().width, 1);
    QCOMPARE(kit.queue.status().closing, 1);
    QTRY_COMPARE(kit.window->findChild<QSpinBox *>()->value(), 1);
}

void TestWidth::theWidthIsTypedTurnedAndSlid()
{
    WindowKit kit;
    auto *number = kit.window->findChild<QSpinBox *>();
    kit.press(QKeySequence(u"W"_s));
    QVERIFY(number->hasFocus());
    QTest::keyClicks(number, u"12"_s);
    QCOMPARE(kit.queue.status().width, 0); // Half a number is none.
    QTest::keyClick(number, Qt::Key_Return);
    QCOMPARE(kit.queue.status().width, 12);
    QVERIFY(kit.views().table->hasFocus());
    kit.press(QKeySequence(u"W"_s));
    QTest::keyClick(number, Qt::Key_Up);
    QCOMPARE(kit.queue.status().width, 13);
    const QPointF middle = number->rect().center();
    QWheelEvent down(middle, number->mapToGlobal(middle), {}, {0, -120}, Qt::NoButton, {}, Qt::NoScrollPhase,
                     false);
    QApplication::sendEvent(number, &down);
    QCOMPARE(kit.queue.status().width, 12);
    auto *slider = kit.window->findChild<QSlider *>();
    QCOMPARE(slider->value(), 12);
    slider->setFocus();
    QTest::keyClick(slider, Qt::Key_Right);
    QCOMPARE(kit.queue.status().width, 13);
    QTest::keyClick(slider, Qt::Key_End);
    QCOMPARE(kit.queue.status().width, 1000);
    QTRY_COMPARE(number->value(), 1000);
    QTest::keyClick(slider, Qt::Key_Home);
    QCOMPARE(kit.queue.status().width, 0);
}

void TestWidth::noMoreIsLaunchedThanTheMachineBears()
{
    WindowKit kit;
    kit.put(5);
    kit.host.mostAtOnce = 3;
    auto *slider = kit.window->findChild<QSlider *>();
    slider->setFocus();
    QTest::keyClick(slider, Qt::Key_End);
    QCOMPARE(kit.commands.launched().size(), 3);
    QCOMPARE(kit.queue.status().width, 3);
    QCOMPARE(slider->value(), 3); // At once, nothing having changed or not.
    QTest::keyClick(slider, Qt::Key_End);
    QCOMPARE(slider->value(), 3);
    kit.press(QKeySequence(u"Ctrl++"_s));
    QCOMPARE(kit.commands.launched().size(), 3);
}

void TestWidth::hoveringTheSliderTellsWhenTheQueueWouldBeDone()
{
    WindowKit kit;
    auto *slider = kit.window->findChild<QSlider *>();
    const auto told = [slider](double part) {
        QTest::mouseMove(slider, slider->rect().center());
        QTest::mouseMove(slider, QPoint(int(part * (slider->width() - 1)), slider->height() / 2));
        return QToolTip::text();
    };
    QCOMPARE(told(1), u"width 1,000"_s); // There is nothing to be done.
    Script quick;
    quick.after = std::chrono::milliseconds(0);
    kit.commands.setDefault(quick);
    kit.put(12);
    kit.fetches.setDefault(Script{.after = std::nullopt});
    kit.put(1, JobKind::Fetch, "https://a.example/");
    QCOMPARE(told(1), u"width 1,000: done: unknown"_s);
    kit.queue.setWidth(1);
    QTRY_COMPARE(kit.count(JobState::Finished), 12U);
    QCOMPARE(told(1), u"width 1,000: done within a minute"_s);
    QCOMPARE(told(0), u"width 0: done: unknown"_s);
    QCOMPARE(kit.queue.status().width, 1); // It only says so.
}

QTEST_MAIN(TestWidth)
#include "tst_width.moc"
