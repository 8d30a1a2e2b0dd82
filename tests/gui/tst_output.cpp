#include "tests/gui/endedjob.h"
#include "ui/details/detailspane.h"
#include "ui/details/logview.h"
#include "ui/details/outputview.h"

#include <QComboBox>
#include <QLineEdit>
#include <QScrollBar>
#include <QTextBlock>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

/// What jobs print, live and from their files.
class TestOutput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void liveOutputFollowsTheEndUntilScrolledUp();
    void aFloodOfOutputSaysWhatIsMissing();
    void anEndedJobsFilesAreRead();
    void aMegabyteLineIsShownAtOnce();
    void aHundredThousandLinesAreKept();
    void outputIsSearched();

private:
    static LogView *output(const WindowKit &kit)
    {
        kit.views().details->showTab(DetailsPane::Tab::Output);
        return kit.window->findChild<OutputView *>()->findChild<LogView *>();
    }
};

void TestOutput::liveOutputFollowsTheEndUntilScrolledUp()
{
    WindowKit kit;
    const auto ids = kit.put(1);
    kit.queue.setWidth(1);
    kit.select(ids);
    LogView *log = output(kit);
    QByteArray lines;
    for (int i = 0; i < 200; ++i)
        lines += "line " + QByteArray::number(i) + '\n';
    kit.commands.print("job 0", lines + "50%\r");
    QTRY_VERIFY(log->toPlainText().endsWith(u"50%"_s));
    QTRY_COMPARE(log->verticalScrollBar()->value(), log->verticalScrollBar()->maximum());
    kit.commands.print("job 0", "100%\n");
    QTRY_VERIFY(log->toPlainText().endsWith(u"100%\n"_s));
    QCOMPARE(log->toPlainText().count(u'%'), 1);
    log->verticalScrollBar()->triggerAction(QAbstractSlider::SliderToMinimum);
    kit.commands.print("job 0", lines);
    QTRY_VERIFY(log->blockCount() > 400);
    QCOMPARE(log->verticalScrollBar()->value(), 0);
}

void TestOutput::aFloodOfOutputSaysWhatIsMissing()
{
    WindowKit kit;
    const auto ids = kit.put(1);
    kit.queue.setWidth(1);
    kit.select(ids);
    const LogView *log = output(kit);
    kit.commands.print("job 0", QByteArray("0123456789abcde\n").repeated(64 * 1024));
    QTRY_VERIFY(log->toPlainText().contains(u"not shown here"_s));
    QVERIFY(log->blockCount() < 10'000);
}

void TestOutput::anEndedJobsFilesAreRead()
{
    WindowKit kit;
    write(kit.results, u"out"_s, "to stdout\n");
    write(kit.results, u"err"_s, "to stderr\n");
    JobOutcome outcome;
    outcome.exitCode = 1;
    outcome.reason = FailureReason::ExitCode;
    outcome.folder = kit.results.path();
    outcome.file = u"out"_s;
    outcome.errorFile = u"err"_s;
    outcome.bytes = outcome.errorBytes = 10;
    end(kit, JobKind::Command, outcome);
    const LogView *log = output(kit);
    QTRY_COMPARE(log->toPlainText(), u"to stderr\n"_s); // What a failure said comes first.
    auto *stream = kit.window->findChild<OutputView *>()->findChild<QComboBox *>();
    QVERIFY(stream->isVisible());
    stream->setCurrentIndex(0);
    Q_EMIT stream->activated(0);
    QTRY_COMPARE(log->toPlainText(), u"to stdout\n"_s);
}

void TestOutput::aMegabyteLineIsShownAtOnce()
{
    WindowKit kit;
    write(kit.results, u"out"_s, QByteArray(1024 * 1024, 'x') + "\nend\n");
    JobOutcome outcome;
    outcome.folder = kit.results.path();
    outcome.file = u"out"_s;
    end(kit, JobKind::Command, outcome);
    const LogView *log = output(kit);
    QTRY_VERIFY(log->toPlainText().endsWith(u"end\n"_s));
    QVERIFY(log->document()->firstBlock().length() < 4200);
}

void TestOutput::aHundredThousandLinesAreKept()
{
    WindowKit kit;
    write(kit.results, u"out"_s, QByteArray("line\n").repeated(150'000) + "end\n");
    JobOutcome outcome;
    outcome.folder = kit.results.path();
    outcome.file = u"out"_s;
    end(kit, JobKind::Command, outcome);
    const LogView *log = output(kit);
    QTRY_VERIFY(log->lastLine().isEmpty() && log->document()->lastBlock().previous().text() == u"end"_s);
    QCOMPARE(log->blockCount(), LogView::longestView);
}

void TestOutput::outputIsSearched()
{
    WindowKit kit;
    const auto ids = kit.put(1);
    kit.queue.setWidth(1);
    kit.select(ids);
    LogView *log = output(kit);
    kit.commands.print("job 0", "one\ntwo\nThree two\n");
    QTRY_VERIFY(log->blockCount() == 4);
    log->setFocus();
    kit.press(QKeySequence(u"Ctrl+F"_s));
    auto *words = qobject_cast<QLineEdit *>(QApplication::focusWidget());
    QVERIFY(words && words->accessibleName() == u"Find"_s);
    QTest::keyClicks(words, u"TWO"_s);
    QCOMPARE(log->textCursor().blockNumber(), 1);
    QTest::keyClick(words, Qt::Key_Return);
    QCOMPARE(log->textCursor().blockNumber(), 2);
    QTest::keyClick(words, Qt::Key_Escape);
    QVERIFY(log->hasFocus());
}

QTEST_MAIN(TestOutput)
#include "tst_output.moc"
