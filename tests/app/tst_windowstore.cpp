#include "core/store/database.h"
#include "tests/app/datakit.h"
#include "tests/app/exportkit.h"
#include "tests/app/openedwindow.h"

#include <QFile>
#include <QMessageBox>
#include <QTest>
#include <QToolButton>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// What the window says and does while its store can't be used, with the program's own store and runners.
class WindowStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void carriesOnAsSoonAsTheDirectoryCanBeUsed();
    void asksBeforeJobsAreLostThatNothingKeeps();
    void saysWhyNothingIsSavedAndTakesItBack();
    void startsNothingBeforeResultsCanBeKept();
};

namespace {

QString saved(const OpenedWindow &opened)
{
    for (const QToolButton *part : opened.window->findChildren<QToolButton *>()) {
        if (part->accessibleName() == u"Saved"_s)
            return part->text();
    }
    return {};
}

} // namespace

void WindowStoreTest::carriesOnAsSoonAsTheDirectoryCanBeUsed()
{
    const Folder folder;
    write(folder.path(u"place"_s), "in the way");
    const OpenedWindow opened(folder.path(u"place/data"_s));
    QTRY_VERIFY(opened.banner()->isVisible());
    QVERIFY2(opened.banner()->text().contains(u"place/data can't be used"_s) &&
                 opened.banner()->text().contains(u"goes on by itself"_s),
             qPrintable(opened.banner()->text()));
    opened.add(u"touch '%1'"_s.arg(folder.path(u"ran"_s)));
    QTest::qWait(1'500);
    QVERIFY(!QFile::exists(folder.path(u"ran"_s))); // Nothing runs that isn't kept.
    QCOMPARE(saved(opened), u"✕ not saved"_s);
    opened.window->close();
    QVERIFY(opened.dialog()); // It would be lost.
    QTest::keyClick(opened.dialog(), Qt::Key_Escape);
    QVERIFY(QFile::remove(folder.path(u"place"_s)));
    QTRY_VERIFY(QFile::exists(folder.path(u"ran"_s)));
    QTRY_COMPARE(saved(opened), u"saved ✓"_s);
    QVERIFY2(!opened.banner()->isVisible(), qPrintable(opened.banner()->text()));
    QVERIFY(QFile::exists(folder.path(u"place/data/millrace.db"_s)));
}

void WindowStoreTest::asksBeforeJobsAreLostThatNothingKeeps()
{
    const Folder folder;
    const QString data = folder.path(u"data"_s);
    withStore(data, [](Store &, const RestoredJobs &) {});
    Database(data + u"/millrace.db"_s, Database::Access::ReadWrite).execute("PRAGMA user_version = 6488163");
    const OpenedWindow opened(data);
    QTRY_VERIFY(opened.banner()->text().contains(u"newer Millrace"_s));
    opened.jobs()->queue().setWidth(1);
    opened.add(u"while ! [ -e '%1' ]; do sleep 0.05; done\ntrue\ntrue\n"_s.arg(folder.path(u"go"_s)));
    QTRY_COMPARE(opened.count(JobState::Underway), 1);
    opened.window->close();
    auto *box = qobject_cast<QMessageBox *>(opened.dialog());
    QVERIFY(box);
    QVERIFY2(box->informativeText().contains(u"2 jobs not launched yet are lost"_s),
             qPrintable(box->informativeText()));
    QTest::keyClick(box, Qt::Key_Escape);
    QTRY_VERIFY(!opened.dialog());
    opened.jobs()->queue().setWidth(0);
    write(folder.path(u"go"_s), {});
    QTRY_COMPARE(opened.count(JobState::Finished), 1);
    opened.window->close();
    box = qobject_cast<QMessageBox *>(opened.dialog());
    QVERIFY(box);
    QVERIFY2(box->text().startsWith(u"2 jobs are not saved"_s), qPrintable(box->text()));
    QTest::keyClick(box, Qt::Key_Escape);
}

void WindowStoreTest::saysWhyNothingIsSavedAndTakesItBack()
{
    const Folder folder;
    const OpenedWindow opened(folder.path(u"data"_s));
    QTRY_COMPARE(saved(opened), u"saved ✓"_s);
    {
        const FullDisk full(0);
        opened.jobs()->queue().setWidth(3);
        QTRY_COMPARE(saved(opened), u"✕ not saved"_s);
        QTRY_VERIFY(opened.banner()->isVisible());
        QVERIFY2(opened.banner()->text().contains(folder.path(u"data"_s)) &&
                     opened.banner()->text().contains(u"goes on by itself"_s),
                 qPrintable(opened.banner()->text()));
    }
    QTRY_COMPARE(saved(opened), u"saved ✓"_s);
    QTRY_VERIFY(!opened.banner()->isVisible()); // The results folder may have been tried within, too.
}

void WindowStoreTest::startsNothingBeforeResultsCanBeKept()
{
    const Folder folder;
    QVERIFY(QDir().mkpath(folder.path(u"data"_s)));
    write(folder.path(u"data/results"_s), "in the way");
    const OpenedWindow opened(folder.path(u"data"_s));
    QTRY_VERIFY(opened.banner()->isVisible());
    QVERIFY2(opened.banner()->text().contains(u"Can't write results in"_s) &&
                 opened.banner()->text().contains(u"goes on by itself"_s),
             qPrintable(opened.banner()->text()));
    opened.add(u"touch '%1'"_s.arg(folder.path(u"ran"_s)));
    QTRY_COMPARE(opened.count(JobState::Pending), 1);
    QTest::qWait(300);
    QVERIFY(!QFile::exists(folder.path(u"ran"_s)));
    QVERIFY(QFile::remove(folder.path(u"data/results"_s)));
    QTRY_COMPARE(opened.count(JobState::Finished), 1);
    QVERIFY(!opened.banner()->isVisible());
}

QTEST_MAIN(WindowStoreTest)
#include "tst_windowstore.moc"
