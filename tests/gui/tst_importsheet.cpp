#include "core/joblist/listlimits.h"
#include "tests/gui/importkit.h"
#include "ui/importing/importmodel.h"
#include "ui/importing/listtext.h"
#include "ui/importing/problemmodel.h"
#include "ui/window/importcontroller.h"

#include <QCheckBox>
#include <QPlainTextEdit>
#include <QTabBar>
#include <QTableView>

#include <sys/stat.h>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// What the import sheet shows, and what becomes of it.
class TestImportSheet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsShownIsWhatIsPut();
    void jobsAreCountedByKindAndHost();
    void duplicatesAreSkippedOnDemand();
    void unreadableLinesAreToldWithNumberAndReason();
    void moreUnreadableLinesThanAreListedAreCounted();
    void jobsOfSeveralListsNameTheirs();
    void everythingAListAsksOfAJobIsShown();
    void whatIsNoListSaysSo_data();
    void whatIsNoListSaysSo();
    void returnNeverRunsACommand();
    void returnAddsFetches();
    void readingCanBeCancelled();
    void listsThatComeMeanwhileWaitForTheirTurn();

private:
    static const QTableView *jobsTable(const QWidget *sheet)
    {
        const QList<QTableView *> all = sheet->findChildren<QTableView *>();
        return *std::ranges::find(all, u"Jobs to add"_s, &QTableView::accessibleName);
    }
    QTemporaryDir m_folder;
};

void TestImportSheet::whatIsShownIsWhatIsPut()
{
    const QByteArray nasty =
        "echo \xE2\x80\xAEgnp.exe; <img src=\"/dev/zero\"> " + QByteArray(20'000, 'x') + " end";
    WindowKit kit;
    kit.window->importing().review({ListSource::text(u"<b>list</b>"_s, nasty)});
    ImportSheet *found = sheet(kit);
    QVERIFY(found);
    const auto *full = found->findChild<QPlainTextEdit *>();
    QVERIFY(full->toPlainText().contains(u"<U+202E>gnp.exe"_s));
    QVERIFY(full->toPlainText().contains(u"<img src=\"/dev/zero\">"_s));
    QVERIFY(full->toPlainText().endsWith(u" end"_s));
    for (const QLabel *label : found->findChildren<QLabel *>())
        QCOMPARE(label->textFormat(), Qt::PlainText);
    QTest::mouseClick(WindowKit::button(found, u"Add jobs"_s), Qt::LeftButton);
    QCOMPARE(kit.queue.find(kit.queue.all().front())->spec.what, nasty);
}

void TestImportSheet::jobsAreCountedByKindAndHost()
{
    WindowKit kit;
    kit.window->importing().openText(
        u"test"_s,
        u"https://b.example/1\nhttps://a.example/1\nhttps://a.example/2\necho 1\nhttps://b.example/1"_s);
    const ImportSheet *found = sheet(kit);
    QVERIFY(found);
    const QStringList says = texts(found);
    QVERIFY2(says.contains(u"5 jobs: 4 fetches from 2 hosts, 1 command"_s), qPrintable(says.join(u'|')));
    QVERIFY2(says.contains(u"a.example 2 · b.example 2"_s), qPrintable(says.join(u'|')));
    QVERIFY(std::ranges::any_of(
        says, [](const QString &text) { return text.startsWith(u"One command will run"_s); }));
    auto *tabs = found->findChild<QTabBar *>();
    QStringList counts;
    for (int tab = 0; tab < tabs->count(); ++tab)
        counts << tabs->tabText(tab);
    QCOMPARE(counts,
             (QStringList{u"All 5"_s, u"Fetches 4"_s, u"Commands 1"_s, u"Duplicates 1"_s, u"Hosts 2"_s}));
    const QAbstractItemModel *jobs = found->findChild<ImportModel *>();
    for (const int rows : {5, 4, 1, 1}) {
        QCOMPARE(jobs->rowCount(), rows);
        tabs->setCurrentIndex(tabs->currentIndex() + 1);
    }
    const QList<QTableView *> tables = found->findChildren<QTableView *>();
    const QAbstractItemModel *hosts = (*std::ranges::find_if(tables, &QWidget::isVisible))->model();
    QCOMPARE(hosts->index(0, 0).data().toString(), u"a.example"_s);
    QCOMPARE(hosts->index(0, 1).data().toString(), u"2"_s);
}

void TestImportSheet::duplicatesAreSkippedOnDemand()
{
    WindowKit kit;
    kit.window->importing().openText(u"test"_s,
                                     u"https://a.example/1\nhttps://a.example/2\nhttps://a.example/1"_s);
    ImportSheet *found = sheet(kit);
    QVERIFY(found);
    auto *skip = found->findChild<QCheckBox *>();
    QVERIFY(skip->isVisible());
    QVERIFY(!skip->isChecked());
    skip->setChecked(true);
    QTest::mouseClick(WindowKit::button(found, u"Add jobs"_s), Qt::LeftButton);
    QCOMPARE(kit.queue.size(), 2U);
}

void TestImportSheet::unreadableLinesAreToldWithNumberAndReason()
{
    WindowKit kit;
    kit.window->importing().openText(u"test"_s, u"https://a.example/1\nftp://a.example/2\nhttp://\n"_s);
    ImportSheet *found = sheet(kit);
    QVERIFY(found);
    auto *tabs = found->findChild<QTabBar *>();
    tabs->setCurrentIndex(tabs->count() - 1);
    const QTableView *problems = nullptr;
    for (const QTableView *table : found->findChildren<QTableView *>()) {
        if (table->isVisible())
            problems = table;
    }
    QVERIFY(problems);
    QCOMPARE(problems->model()->rowCount(), 2);
    const auto cell = [problems](int row, ProblemModel::Column column) {
        return problems->model()->index(row, static_cast<int>(column)).data().toString();
    };
    using Column = ProblemModel::Column;
    QCOMPARE(cell(0, Column::Line), u"2"_s);
    QCOMPARE(cell(0, Column::Text), u"ftp://a.example/2"_s);
    QCOMPARE(cell(0, Column::Reason), u"Only http and https are fetched."_s);
    QCOMPARE(cell(1, Column::Line), u"3"_s);
    QCOMPARE(cell(1, Column::Text), u"http://"_s);
    QCOMPARE(cell(1, Column::Reason), u"This is not a URL that can be fetched."_s);
}

void TestImportSheet::moreUnreadableLinesThanAreListedAreCounted()
{
    WindowKit kit;
    kit.window->importing().openText(u"test"_s,
                                     u"https://a.example/1\n"_s + u"ftp://a.example/\n"_s.repeated(1234));
    ImportSheet *found = sheet(kit);
    QVERIFY(found);
    const QAbstractItemModel *problems = found->findChild<ProblemModel *>();
    QCOMPARE(problems->rowCount(), 1001);
    const auto cell = [problems](int row, ProblemModel::Column column) {
        return problems->index(row, static_cast<int>(column)).data().toString();
    };
    QVERIFY(!cell(999, ProblemModel::Column::Line).isEmpty());
    QCOMPARE(cell(1000, ProblemModel::Column::Reason), u"… and 234 more"_s);
    QCOMPARE(cell(1000, ProblemModel::Column::Line), QString());
}

void TestImportSheet::jobsOfSeveralListsNameTheirs()
{
    WindowKit kit;
    const QString first = write(m_folder, u"first.txt"_s, "https://a.example/1\nhttps://a.example/2\n");
    const QString second = write(m_folder, u"second.txt"_s, "https://a.example/3\n");
    kit.window->importing().openFiles({first, second});
    ImportSheet *found = sheet(kit);
    QVERIFY(found);
    const auto *jobs = found->findChild<ImportModel *>();
    constexpr int source = static_cast<int>(ImportModel::Column::Source);
    QStringList sources;
    for (int row = 0; row < jobs->rowCount(); ++row)
        sources << jobs->index(row, source).data().toString();
    QCOMPARE(sources, (QStringList{u"first.txt"_s, u"first.txt"_s, u"second.txt"_s}));
    QVERIFY(!jobsTable(found)->isColumnHidden(source));
    found->reject();
    kit.window->importing().openFiles({first});
    found = sheet(kit);
    QVERIFY(found && jobsTable(found)->isColumnHidden(source));
}

void TestImportSheet::everythingAListAsksOfAJobIsShown()
{
    JobSpec job;
    job.what = "make";
    QCOMPARE(fullText(job), u"make"_s);
    job.priority = -3;
    job.key = "build";
    auto options = std::make_shared<JobOptions>();
    options->timeout = std::chrono::seconds(90);
    options->retry = RetryPolicy{.attempts = 5};
    options->safeToRepeat = true;
    options->tags = {u"night"_s};
    options->workingDirectory = u"/srv/x"_s;
    job.options = options;
    for (const QString &says : {u"in /srv/x"_s, u"priority -3"_s, u"\"build\""_s, u"night"_s,
                                u"1:30 an attempt"_s, u"up to 5 times"_s, u"after a crash"_s})
        QVERIFY2(fullText(job).contains(says), qPrintable(says + u" in "_s + fullText(job)));
}

void TestImportSheet::whatIsNoListSaysSo_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("reason");
    const QByteArray program = QByteArray("\x7f"
                                          "ELF\0\0\0\1",
                                          8)
                                   .repeated(100);
    QTest::newRow("binary") << write(m_folder, u"binary"_s, program)
                            << u"This is not a list: it holds no text."_s;
    QTest::newRow("empty") << write(m_folder, u"empty"_s, {})
                           << u"There is no job in it: nothing but blank lines and comments."_s;
    const QString noFile = u"This is a folder or a device, not a file."_s;
    QTest::newRow("folder") << m_folder.path() << noFile;
    QTest::newRow("device") << u"/dev/zero"_s << noFile;
    const QString fifo = m_folder.filePath(u"fifo"_s);
    QCOMPARE(mkfifo(QFile::encodeName(fifo).constData(), 0600), 0);
    QTest::newRow("FIFO") << fifo << noFile;
    QTest::newRow("missing") << m_folder.filePath(u"missing"_s)
                             << u"It can't be read: No such file or directory."_s;
    QFile huge(m_folder.filePath(u"huge"_s));
    QVERIFY(huge.open(QIODevice::WriteOnly) && huge.resize(ListLimits().maxBytes + 1));
    QTest::newRow("huge") << huge.fileName()
                          << u"It is too large for one list. Split it and add the parts."_s;
}

void TestImportSheet::whatIsNoListSaysSo()
{
    QFETCH(QString, path);
    WindowKit kit;
    kit.window->importing().openFiles({path});
    ImportSheet *found = sheet(kit);
    QVERIFY(found);
    QVERIFY(!WindowKit::button(found, u"Add jobs"_s)->isEnabled());
    QCOMPARE(found->findChild<QTabBar *>()->count(), 1);
    QVERIFY(texts(found).contains(u"Nothing here can be added."_s));
    const QAbstractItemModel *problems = found->findChild<ProblemModel *>();
    QCOMPARE(problems->rowCount(), 1);
    QTEST(problems->index(0, static_cast<int>(ProblemModel::Column::Reason)).data().toString(), "reason");
}

void TestImportSheet::returnNeverRunsACommand()
{
    WindowKit kit;
    kit.window->importing().openText(u"test"_s, u"https://a.example/\nrm -rf ~"_s);
    ImportSheet *found = sheet(kit);
    QVERIFY(found);
    QTest::keyClick(found, Qt::Key_Return);
    QTRY_VERIFY(!kit.dialog<ImportSheet>());
    QCOMPARE(kit.queue.size(), 0U);
}

void TestImportSheet::returnAddsFetches()
{
    WindowKit kit;
    kit.window->importing().openText(u"test"_s, u"https://a.example/"_s);
    ImportSheet *found = sheet(kit);
    QVERIFY(found);
    QTest::keyClick(found, Qt::Key_Return);
    QTRY_COMPARE(kit.queue.size(), 1U);
}

void TestImportSheet::readingCanBeCancelled()
{
    WindowKit kit;
    const QString path =
        write(m_folder, u"long.txt"_s, QByteArray("https://a.example/x\n").repeated(2'000'000));
    kit.window->importing().openFiles({path});
    auto *found = kit.dialog<ImportSheet>();
    QVERIFY(found);
    QTest::mouseClick(WindowKit::button(found, u"Cancel"_s), Qt::LeftButton);
    QTRY_VERIFY(!kit.dialog<ImportSheet>());
    kit.window->importing().openText(u"next"_s, u"https://a.example/1"_s);
    const ImportSheet *next = sheet(kit);
    QVERIFY(next && next != found);
    QCOMPARE(next->findChild<ImportModel *>()->rowCount(), 1); // Nothing of the other list comes late.
    QCOMPARE(kit.queue.size(), 0U);
}

void TestImportSheet::listsThatComeMeanwhileWaitForTheirTurn()
{
    WindowKit kit;
    kit.window->importing().openText(u"first"_s, u"https://a.example/1"_s);
    kit.window->importing().openText(u"second"_s, u"https://a.example/2"_s);
    ImportSheet *first = sheet(kit);
    QVERIFY(first && first->windowTitle().contains(u"first"_s));
    QTest::mouseClick(WindowKit::button(first, u"Add jobs"_s), Qt::LeftButton);
    QTRY_VERIFY(sheet(kit) && sheet(kit) != first);
    QVERIFY(sheet(kit)->windowTitle().contains(u"second"_s));
}

QTEST_MAIN(TestImportSheet)
#include "tst_importsheet.moc"
