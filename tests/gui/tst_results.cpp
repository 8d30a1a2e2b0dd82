#include "tests/gui/endedjob.h"
#include "ui/details/detailspane.h"
#include "ui/details/resultview.h"

#include <QLabel>
#include <QTest>

#include <algorithm>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// What a job left, as the window shows it.
class TestResults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void resultsAreShownByContent_data();
    void resultsAreShownByContent();
    void aResultThatWasChangedIsTold();
};

void TestResults::resultsAreShownByContent_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    QTest::newRow("JSON") << QByteArray("{\"a\": [1, 2]}") << u"JSON"_s;
    QTest::newRow("HTML") << QByteArray("<!doctype html><img src=/dev/zero>") << u"HTML, as source"_s;
    QTest::newRow("text") << QByteArray("hello") << u"text"_s;
    QTest::newRow("binary") << QByteArray("\x7f"
                                          "ELF\0\0\0",
                                          7)
                            << u"no text or image"_s;
    QTest::newRow("nothing") << QByteArray("") << u"empty"_s;
    QTest::newRow("broken image") << QByteArray("\x89PNG\r\n\x1a\n....") << u"PNG"_s;
}

void TestResults::resultsAreShownByContent()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    WindowKit kit;
    write(kit, u"body"_s, bytes);
    JobOutcome outcome;
    outcome.httpStatus = 200;
    outcome.folder = kit.results.path();
    outcome.file = u"body"_s;
    end(kit, JobKind::Fetch, outcome, "http://a.example/");
    kit.views().details->showTab(DetailsPane::Tab::Result);
    const auto *facts = kit.window->findChild<ResultView *>()->findChild<QLabel *>();
    QTRY_VERIFY2(facts->text().contains(says), qPrintable(facts->text()));
    QCOMPARE(facts->textFormat(), Qt::PlainText);
    QTest::mouseClick(WindowKit::button(kit.views().details, u"Open folder"_s), Qt::LeftButton);
    QCOMPARE(kit.host.openedFolders, QStringList{kit.results.filePath(u"body"_s)});
}

void TestResults::aResultThatWasChangedIsTold()
{
    WindowKit kit;
    write(kit, u"body"_s, "not what the server sent");
    JobOutcome outcome;
    outcome.httpStatus = 200;
    outcome.folder = kit.results.path();
    outcome.file = u"body"_s;
    const auto isTold = [&kit] {
        const QList<QLabel *> labels = kit.window->findChild<ResultView *>()->findChildren<QLabel *>();
        return std::ranges::any_of(labels, [](const QLabel *label) {
            return label->isVisible() && label->text().startsWith(u"Changed since"_s);
        });
    };
    kit.views().details->showTab(DetailsPane::Tab::Result);
    end(kit, JobKind::Fetch, outcome, "http://a.example/1");
    QVERIFY(!isTold());
    kit.host.resultsChanged = true;
    end(kit, JobKind::Fetch, outcome, "http://a.example/2");
    QTRY_VERIFY(isTold());
}

QTEST_MAIN(TestResults)
#include "tst_results.moc"
