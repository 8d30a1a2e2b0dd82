#include "tests/support/windowkit.h"
#include "ui/views/filteredit.h"
#include "ui/views/toast.h"
#include "ui/window/banner.h"

#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// What a person exports, and where to.
class TestExporting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyJobIsExported();
    void whatIsSelectedIsOfferedFirst();
    void whatIsShownIsOfferedBeforeAll();
    void theFormatFollowsTheChoice();
    void aFileIsReplacedOnlyIfThePersonSaysSo();
    void theListThatWasChosenGetsItsStatus();
    void anErrorStaysUntilItIsClosed();

private:
    static QFileDialog *open(const WindowKit &kit, ActionId id)
    {
        (void)QTest::qWaitFor([&] { return kit.action(id)->isEnabled(); });
        kit.action(id)->trigger();
        return kit.dialog<QFileDialog>();
    }
    static void accept(QFileDialog *dialog, const QString &file)
    {
        dialog->findChild<QLineEdit *>(u"fileNameEdit"_s)->setText(file);
        // Accepting is what the button does; QDialog::accept() is protected in a file dialog.
        QMetaObject::invokeMethod(dialog, "accept");
    }
};

void TestExporting::everyJobIsExported()
{
    WindowKit kit;
    QVERIFY(!kit.action(ActionId::Export)->isEnabled());
    const std::vector<JobId> ids = kit.put(3);
    QTRY_VERIFY(kit.action(ActionId::Export)->isEnabled());
    QFileDialog *dialog = open(kit, ActionId::Export);
    QVERIFY(dialog);
    QCOMPARE(dialog->nameFilters(),
             QStringList({u"All: 3 jobs as JSON Lines (*.jsonl)"_s, u"All: 3 jobs as CSV (*.csv)"_s}));
    accept(dialog, kit.results.filePath(u"out"_s));
    QCOMPARE(kit.host.exports.size(), std::size_t{1});
    QCOMPARE(kit.host.exports[0].jobs, ids);
    QCOMPARE(kit.host.exports[0].format, ListFormat::JsonLines);
    QCOMPARE(kit.host.exports[0].file, kit.results.filePath(u"out.jsonl"_s));
    kit.host.exports[0].answer({true, u"Exported 3 jobs to out.jsonl"_s});
    QTRY_VERIFY(kit.views().toast->isVisible());
}

void TestExporting::whatIsSelectedIsOfferedFirst()
{
    WindowKit kit;
    const std::vector<JobId> ids = kit.put(5);
    kit.select({ids[1], ids[3]});
    QFileDialog *dialog = open(kit, ActionId::Export);
    QCOMPARE(dialog->selectedNameFilter(), u"Selected: 2 jobs as JSON Lines (*.jsonl)"_s);
    accept(dialog, kit.results.filePath(u"out"_s));
    QCOMPARE(kit.host.exports.at(0).jobs, std::vector<JobId>({ids[1], ids[3]}));
}

void TestExporting::whatIsShownIsOfferedBeforeAll()
{
    WindowKit kit;
    const std::vector<JobId> ids = kit.put(5);
    kit.views().filter->setWords(u"\"job 2\""_s);
    QTRY_COMPARE(kit.views().jobs->rowCount(), 1);
    QFileDialog *dialog = open(kit, ActionId::Export);
    QCOMPARE(dialog->selectedNameFilter(), u"Shown: 1 job as JSON Lines (*.jsonl)"_s);
    accept(dialog, kit.results.filePath(u"out"_s));
    QCOMPARE(kit.host.exports.at(0).jobs, std::vector<JobId>({ids[2]}));
}

void TestExporting::theFormatFollowsTheChoice()
{
    WindowKit kit;
    kit.put(1);
    QFileDialog *dialog = open(kit, ActionId::Export);
    dialog->setDirectory(kit.results.path());
    dialog->selectNameFilter(u"All: 1 job as CSV (*.csv)"_s);
    Q_EMIT dialog->filterSelected(u"All: 1 job as CSV (*.csv)"_s);
    QCOMPARE(QFileInfo(dialog->selectedFiles().value(0)).fileName(), u"jobs.csv"_s);
    accept(dialog, kit.results.filePath(u"mine"_s));
    QCOMPARE(kit.host.exports.at(0).format, ListFormat::Csv);
    QCOMPARE(kit.host.exports.at(0).file, kit.results.filePath(u"mine.csv"_s));
}

void TestExporting::aFileIsReplacedOnlyIfThePersonSaysSo()
{
    WindowKit kit;
    kit.put(1);
    QFile file(kit.results.filePath(u"there.jsonl"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    accept(open(kit, ActionId::Export), file.fileName());
    QMessageBox *question = nullptr;
    QTRY_VERIFY((question = kit.dialog<QMessageBox>()));
    QVERIFY(question->text().contains(u"there.jsonl"_s));
    QCOMPARE(kit.host.exports.size(), std::size_t{0});
    question->reject();
    QCOMPARE(kit.host.exports.size(), std::size_t{0});
    accept(open(kit, ActionId::Export), file.fileName());
    QTRY_VERIFY((question = kit.dialog<QMessageBox>()));
    WindowKit::button(question, u"Replace"_s)->click();
    QCOMPARE(kit.host.exports.size(), std::size_t{1});
}

void TestExporting::theListThatWasChosenGetsItsStatus()
{
    WindowKit kit;
    kit.put(1);
    QFile file(kit.results.filePath(u"list.txt"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    accept(open(kit, ActionId::WriteStatus), file.fileName());
    QCOMPARE(kit.host.exports.size(), std::size_t{1});
    QCOMPARE(kit.host.exports[0].file, file.fileName());
    QVERIFY(kit.host.exports[0].jobs.empty());
}

void TestExporting::anErrorStaysUntilItIsClosed()
{
    WindowKit kit;
    kit.put(1);
    accept(open(kit, ActionId::Export), kit.results.filePath(u"out"_s));
    kit.host.exports.at(0).answer({false, u"out.jsonl can't be written: No space left on device."_s});
    QTRY_VERIFY(kit.views().banner->isVisible());
    QVERIFY(kit.views().banner->text().contains(u"No space left"_s));
    kit.window.reset();
    kit.host.exports.at(0).answer(
        {true, u"too late"_s}); // No window any more: nobody is told, nothing crashes.
}

QTEST_MAIN(TestExporting)
#include "tst_exporting.moc"
