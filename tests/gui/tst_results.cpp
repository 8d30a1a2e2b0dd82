#include "tests/gui/endedjob.h"
#include "ui/details/detailspane.h"
#include "ui/details/imageview.h"
#include "ui/details/logview.h"
#include "ui/details/resultview.h"
#include "ui/views/filteredit.h"
#include "ui/views/statesidebar.h"

#include <QBuffer>
#include <QDockWidget>
#include <QImage>
#include <QLabel>
#include <QTest>
#include <QTreeView>

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
    void anImageIsSeen_data();
    void anImageIsSeen();
    void jsonIsSeenAsATreeAndAsSource();
    void htmlIsSeenAsSource();
    void returnShowsTheResultAndItsFolder();
    void aResultThatWasChangedIsTold();
    void theKeyboardGoesToTheResult_data();
    void theKeyboardGoesToTheResult();
};

namespace {

/// A fetch that got \a bytes, selected.
void endFetch(WindowKit &kit, const QByteArray &bytes, const QByteArray &url = "http://a.example/")
{
    write(kit.results, u"body"_s, bytes);
    JobOutcome outcome;
    outcome.httpStatus = 200;
    outcome.folder = kit.results.path();
    outcome.file = u"body"_s;
    end(kit, JobKind::Fetch, outcome, url);
}

} // namespace

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
    endFetch(kit, bytes);
    kit.views().details->showTab(DetailsPane::Tab::Result);
    const auto *facts = kit.window->findChild<ResultView *>()->findChild<QLabel *>();
    QTRY_VERIFY2(facts->text().contains(says), qPrintable(facts->text()));
    QCOMPARE(facts->textFormat(), Qt::PlainText);
    QTest::mouseClick(WindowKit::button(kit.views().details, u"Open folder"_s), Qt::LeftButton);
    QCOMPARE(kit.host.openedFolders, QStringList{kit.results.filePath(u"body"_s)});
}

void TestResults::anImageIsSeen_data()
{
    QTest::addColumn<QByteArray>("format");
    for (const char *format : {"PNG", "JPEG", "WEBP"})
        QTest::newRow(format) << QByteArray(format);
}

void TestResults::anImageIsSeen()
{
    QFETCH(QByteArray, format);
    QImage image(40, 30, QImage::Format_RGB32);
    image.fill(Qt::red);
    QBuffer bytes;
    QVERIFY(bytes.open(QIODevice::WriteOnly) && image.save(&bytes, format.constData(), 100));
    WindowKit kit;
    endFetch(kit, bytes.data());
    kit.views().details->showTab(DetailsPane::Tab::Result);
    auto *view = kit.window->findChild<ImageView *>();
    QTRY_VERIFY(view->isVisible());
    QCOMPARE(view->accessibleName(), u"Image"_s);
    const QColor seen = view->grab().toImage().pixelColor(view->rect().center() * view->devicePixelRatioF());
    QVERIFY2(seen.red() > 250 && seen.green() < 5 && seen.blue() < 5, qPrintable(seen.name()));
    const QString facts = kit.window->findChild<ResultView *>()->findChild<QLabel *>()->text();
    QVERIFY2(facts.startsWith(u"body · "_s + QLatin1StringView(format) + u" · 40 × 30 · "_s),
             qPrintable(facts));
}

void TestResults::jsonIsSeenAsATreeAndAsSource()
{
    WindowKit kit;
    endFetch(kit, "{\"name\": \"mill\", \"jobs\": [1, 2]}");
    kit.views().details->showTab(DetailsPane::Tab::Result);
    const auto *tree = kit.window->findChild<ResultView *>()->findChild<QTreeView *>();
    QTRY_VERIFY(tree->isVisible());
    const QAbstractItemModel *model = tree->model();
    QCOMPARE(model->rowCount(), 2);
    QCOMPARE(model->index(0, 0).data().toString(), u"name"_s);
    QCOMPARE(model->index(0, 1).data().toString(), u"\"mill\""_s);
    QVERIFY(model->hasChildren(model->index(1, 0)));
    auto *source = kit.window->findChild<ResultView *>()->findChild<QToolButton *>();
    QVERIFY(source->isVisible());
    source->click();
    QVERIFY(!tree->isVisible());
    const auto *text = kit.window->findChild<ResultView *>()->findChild<LogView *>();
    QVERIFY(text->isVisible());
    QVERIFY2(text->toPlainText().contains(u"\"name\": \"mill\""_s), qPrintable(text->toPlainText()));
}

void TestResults::htmlIsSeenAsSource()
{
    const QByteArray page = "<!doctype html><b>bold</b><img src=/dev/zero>";
    WindowKit kit;
    endFetch(kit, page);
    kit.views().details->showTab(DetailsPane::Tab::Result);
    const auto *text = kit.window->findChild<ResultView *>()->findChild<LogView *>();
    QTRY_VERIFY(text->isVisible());
    QTRY_COMPARE(text->toPlainText(), QString::fromLatin1(page));
}

void TestResults::returnShowsTheResultAndItsFolder()
{
    WindowKit kit;
    endFetch(kit, "hello");
    kit.press(QKeySequence(u"Space"_s));
    QVERIFY(!kit.views().detailsDock->isVisible());
    kit.press(QKeySequence(u"Return"_s));
    QVERIFY(kit.views().detailsDock->isVisible());
    QCOMPARE(kit.views().details->currentIndex(), static_cast<int>(DetailsPane::Tab::Result));
    kit.press(QKeySequence(u"Ctrl+Return"_s));
    QCOMPARE(kit.host.openedFolders, QStringList{kit.results.filePath(u"body"_s)});
    kit.press(QKeySequence(u"Ctrl+Shift+O"_s));
    QCOMPARE(kit.host.openedFolders.last(), QString()); // The results folder itself.
}

void TestResults::aResultThatWasChangedIsTold()
{
    WindowKit kit;
    const auto isTold = [&kit] {
        const QList<QLabel *> labels = kit.window->findChild<ResultView *>()->findChildren<QLabel *>();
        return std::ranges::any_of(labels, [](const QLabel *label) {
            return label->isVisible() && label->text().startsWith(u"Changed since"_s);
        });
    };
    kit.views().details->showTab(DetailsPane::Tab::Result);
    endFetch(kit, "not what the server sent", "http://a.example/1");
    QVERIFY(!isTold());
    kit.host.resultsChanged = true;
    endFetch(kit, "not what the server sent", "http://a.example/2");
    QTRY_VERIFY(isTold());
}

void TestResults::theKeyboardGoesToTheResult_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("canBeSearched");
    QTest::newRow("text") << QByteArray("hello\nthere\n") << u"Result"_s << true;
    QTest::newRow("JSON") << QByteArray("{\"a\": [1, 2]}") << u"JSON"_s << false;
}

void TestResults::theKeyboardGoesToTheResult()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, name);
    QFETCH(bool, canBeSearched);
    WindowKit kit;
    endFetch(kit, bytes);
    kit.views().details->showTab(DetailsPane::Tab::Result);
    const auto isFocused = [&name] {
        return QApplication::focusWidget() && QApplication::focusWidget()->accessibleName() == name;
    };
    kit.views().table->setFocus();
    kit.press(QKeySequence(u"F6"_s)); // Perhaps before it was read: it is there once it is.
    QTRY_VERIFY2(isFocused(), qPrintable(QApplication::focusWidget()->accessibleName()));
    kit.press(QKeySequence(u"F6"_s));
    QVERIFY(kit.views().states->hasFocus());
    kit.press(QKeySequence(u"Shift+F6"_s));
    QVERIFY(isFocused());
    kit.press(QKeySequence(u"Ctrl+F"_s));
    QCOMPARE(!kit.views().filter->hasFocus(), canBeSearched);
}

QTEST_MAIN(TestResults)
#include "tst_results.moc"
