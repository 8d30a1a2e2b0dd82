#include "tests/gui/importkit.h"
#include "ui/window/drophint.h"
#include "ui/window/importcontroller.h"

#include <QClipboard>
#include <QFileDialog>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTimer>
#include <QUrl>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// How jobs come in through the window.
class TestImporting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatCanBeDroppedOpensTheSheet_data();
    void whatCanBeDroppedOpensTheSheet();
    void everyPartOfTheWindowTakesADrop_data();
    void everyPartOfTheWindowTakesADrop();
    void nothingRunsBeforeItIsAccepted();
    void cancellingPutsNothing();
    void theWholeListEntersInItsOrder();
    void pastingTakesTheClipboard();
    void chosenFilesAreReviewed();
    void typedJobsAreReviewed();
    void aDragOverTheWindowSaysWhatADropWillDo();
    void aLargeListLeavesTheWindowResponsive();

private:
    QTemporaryDir m_folder;
};

void TestImporting::whatCanBeDroppedOpensTheSheet_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<int>("jobs");
    QTest::newRow("a file") << u"file"_s << 2;
    QTest::newRow("links") << u"links"_s << 2;
    QTest::newRow("text") << u"text"_s << 3;
    QTest::newRow("links and their names") << u"links and names"_s << 2;
}

void TestImporting::whatCanBeDroppedOpensTheSheet()
{
    QFETCH(QString, what);
    WindowKit kit;
    QMimeData data;
    if (what == u"file"_s)
        data.setUrls({QUrl::fromLocalFile(write(m_folder, u"list.txt"_s, "https://a.example/1\necho 2\n"))});
    else if (what.startsWith(u"links"_s))
        data.setUrls({QUrl(u"https://a.example/1"_s), QUrl(u"https://b.example/2"_s)});
    else
        data.setText(u"https://a.example/1\necho 2\n\n# no job\necho 3\n"_s);
    if (what == u"links and names"_s)
        data.setText(u"the first\nthe second\nand more"_s);
    QVERIFY(WindowKit::drop(kit.window.get(), data));
    ImportSheet *found = sheet(kit);
    QVERIFY(found);
    QCOMPARE(found->accessibleName(), u"Import"_s);
    QVERIFY(WindowKit::button(found, u"Add jobs"_s));
    QVERIFY(WindowKit::button(found, u"Cancel"_s));
    QTest::mouseClick(WindowKit::button(found, u"Add jobs"_s), Qt::LeftButton);
    QTEST(static_cast<int>(kit.queue.size()), "jobs");
}

void TestImporting::everyPartOfTheWindowTakesADrop_data()
{
    QTest::addColumn<QString>("part");
    for (const char *part : {"window", "table", "states", "details", "empty"})
        QTest::newRow(part) << QString::fromLatin1(part);
}

void TestImporting::everyPartOfTheWindowTakesADrop()
{
    QFETCH(QString, part);
    WindowKit kit;
    const WindowViews &views = kit.views();
    const QMap<QString, QWidget *> parts{{u"window"_s, kit.window.get()},
                                         {u"table"_s, views.table->viewport()},
                                         {u"states"_s, kit.window->findChild<QWidget *>(u"states"_s)},
                                         {u"details"_s, kit.window->findChild<QWidget *>(u"details"_s)},
                                         {u"empty"_s, kit.window->findChild<QPushButton *>()}};
    QMimeData data;
    data.setText(u"echo 1"_s);
    QVERIFY(parts.value(part));
    QVERIFY(WindowKit::drop(parts.value(part), data));
    QVERIFY(sheet(kit));
}

void TestImporting::nothingRunsBeforeItIsAccepted()
{
    WindowKit kit;
    kit.queue.setWidth(4);
    kit.window->importing().openText(u"test"_s, u"echo 1\necho 2"_s);
    ImportSheet *found = sheet(kit);
    QVERIFY(found);
    kit.turn();
    QVERIFY(kit.commands.launched().isEmpty());
    QCOMPARE(kit.queue.size(), 0U);
    QTest::mouseClick(WindowKit::button(found, u"Add jobs"_s), Qt::LeftButton);
    QCOMPARE(kit.commands.launched().size(), 2);
}

void TestImporting::cancellingPutsNothing()
{
    WindowKit kit;
    kit.queue.setWidth(4);
    kit.window->importing().openText(u"test"_s, u"echo 1"_s);
    ImportSheet *found = sheet(kit);
    QVERIFY(found);
    QTest::mouseClick(WindowKit::button(found, u"Cancel"_s), Qt::LeftButton);
    QTRY_VERIFY(!kit.dialog<ImportSheet>());
    QCOMPARE(kit.queue.size(), 0U);
}

void TestImporting::theWholeListEntersInItsOrder()
{
    WindowKit kit;
    kit.queue.setWidth(1);
    kit.window->importing().openText(u"test"_s, u"echo 3\necho 1\necho 2"_s);
    QTest::mouseClick(WindowKit::button(sheet(kit), u"Add jobs"_s), Qt::LeftButton);
    QStringList order;
    for (const JobId id : kit.queue.all())
        order << QString::fromUtf8(kit.queue.find(id)->spec.what);
    QCOMPARE(order, (QStringList{u"echo 3"_s, u"echo 1"_s, u"echo 2"_s}));
    QCOMPARE(kit.window->windowTitle(), u"Millrace — test"_s);
}

void TestImporting::pastingTakesTheClipboard()
{
    WindowKit kit;
    QGuiApplication::clipboard()->setText(u"https://a.example/1\nhttps://a.example/2"_s);
    kit.press(QKeySequence(u"Ctrl+V"_s));
    ImportSheet *found = sheet(kit);
    QVERIFY(found);
    QTest::mouseClick(WindowKit::button(found, u"Add jobs"_s), Qt::LeftButton);
    QCOMPARE(kit.queue.size(), 2U);
}

void TestImporting::chosenFilesAreReviewed()
{
    WindowKit kit;
    const QString first = write(m_folder, u"first"_s, "https://a.example/1\n");
    const QString second = write(m_folder, u"second"_s, "echo 2\necho 3\n");
    kit.press(QKeySequence(u"Ctrl+O"_s));
    auto *dialog = kit.dialog<QFileDialog>();
    QVERIFY(dialog);
    dialog->setDirectory(m_folder.path());
    dialog->findChild<QLineEdit *>(u"fileNameEdit"_s)->setText(u"\"first\" \"second\""_s);
    // Accepting is what the button does; QDialog::accept() is protected in a file dialog.
    QMetaObject::invokeMethod(dialog, "accept");
    ImportSheet *found = sheet(kit);
    QVERIFY(found);
    QCOMPARE(found->windowTitle(), u"Import — first, second"_s);
    QVERIFY(!kit.dialog<QFileDialog>());
    QTest::mouseClick(WindowKit::button(found, u"Add jobs"_s), Qt::LeftButton);
    QCOMPARE(kit.order(), (QList<QByteArray>{"https://a.example/1", "echo 2", "echo 3"}));
    const JobRecord *command = kit.queue.find(kit.queue.all().back());
    QCOMPARE(optionsOf(command->spec).workingDirectory, m_folder.path()); // Commands run beside their list.
}

void TestImporting::typedJobsAreReviewed()
{
    WindowKit kit;
    QTest::mouseClick(WindowKit::button(kit.window.get(), u"Add"_s), Qt::LeftButton);
    auto *typing = kit.dialog<QDialog>();
    QVERIFY(typing);
    QCOMPARE(typing->accessibleName(), u"Type jobs"_s);
    QAbstractButton *review = WindowKit::button(typing, u"Review…"_s);
    QVERIFY(!review->isEnabled());
    auto *lines = typing->findChild<QPlainTextEdit *>();
    QTest::keyClicks(lines, u"echo 1"_s);
    QTest::keyClick(lines, Qt::Key_Return);
    QTest::keyClicks(lines, u"echo 2"_s);
    QTest::mouseClick(review, Qt::LeftButton);
    QVERIFY(sheet(kit)); // What is typed is looked at like any list.
    QCOMPARE(kit.queue.size(), 0U);
    QTest::mouseClick(WindowKit::button(sheet(kit), u"Add jobs"_s), Qt::LeftButton);
    QCOMPARE(kit.order(), (QList<QByteArray>{"echo 1", "echo 2"}));
}

void TestImporting::aDragOverTheWindowSaysWhatADropWillDo()
{
    WindowKit kit;
    kit.put(1);
    const DropHint *hint = kit.views().dropHint;
    QVERIFY(!hint->isVisible());
    const auto enter = [&kit](const QMimeData &data) {
        QDragEnterEvent event({9, 9}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(kit.window.get(), &event);
        return event.isAccepted();
    };
    QMimeData picture;
    picture.setData(u"image/png"_s, "no text");
    QVERIFY(!enter(picture));
    QVERIFY(!hint->isVisible());
    QMimeData text;
    text.setText(u"echo 1"_s);
    QVERIFY(enter(text));
    QVERIFY(hint->isVisible());
    QCOMPARE(hint->geometry(), kit.window->rect());
    QDragLeaveEvent leave;
    QApplication::sendEvent(kit.window.get(), &leave);
    QVERIFY(!hint->isVisible());
    QVERIFY(enter(text));
    QVERIFY(WindowKit::drop(kit.window.get(), text));
    QVERIFY(!hint->isVisible());
    QVERIFY(sheet(kit));
}

// How long that takes is measured by bench_list; what a turn of the event loop does is exact.
void TestImporting::aLargeListLeavesTheWindowResponsive()
{
    constexpr std::size_t jobs = 20'000;
    WindowKit kit;
    kit.queue.setWidth(1);
    kit.window->importing().openFiles(
        {write(m_folder, u"large.txt"_s, QByteArray("https://a.example/\n").repeated(jobs))});
    ImportSheet *found = sheet(kit);
    QVERIFY(found);
    std::size_t before = 0, most = 0;
    bool launchedEarly = false;
    QTimer turn;
    connect(&turn, &QTimer::timeout, this, [&] {
        most = std::max(most, kit.queue.size() - std::exchange(before, kit.queue.size()));
        launchedEarly |= kit.queue.size() < jobs && kit.count(JobState::Underway) > 0;
    });
    turn.start(0);
    WindowKit::button(found, u"Add jobs"_s)->click();
    QCOMPARE(kit.queue.size(), JobQueue::slice);
    QCOMPARE(kit.queue.status().arriving, jobs - JobQueue::slice);
    QTRY_COMPARE(kit.views().jobs->rowCount(), int(jobs));
    QVERIFY2(most <= JobQueue::slice, qPrintable(QString::number(most)));
    QVERIFY(!launchedEarly);
    QCOMPARE(kit.count(JobState::Underway), 1U);
}

QTEST_MAIN(TestImporting)
#include "tst_importing.moc"
