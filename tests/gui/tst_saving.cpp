#include "tests/support/windowkit.h"
#include "ui/importing/importsheet.h"
#include "ui/views/queuestatusbar.h"
#include "ui/window/banner.h"
#include "ui/window/importcontroller.h"

#include <QMessageBox>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// What the window says of what is and isn't saved, and what it asks before that is lost.
class TestSaving : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void troubleIsSaidWhereItIsSeen();
    void nothingIsCalledSavedThatWaits();
    void whatCantBeSavedIsAsked_data();
    void whatCantBeSavedIsAsked();
    void whatNobodyKeepsIsCalledLost();
    void gettingStuckWhileQuittingIsAskedOnce();
    void whatWasSavedMeanwhileIsNotAskedAnyMore();
};

namespace {

QString saved(const WindowKit &kit)
{
    for (const QToolButton *part : kit.views().status->findChildren<QToolButton *>()) {
        if (part->accessibleName() == u"Saved"_s)
            return part->text();
    }
    return {};
}

} // namespace

void TestSaving::troubleIsSaidWhereItIsSeen()
{
    WindowKit kit;
    Banner *banner = kit.views().banner;
    kit.window->showNotice(u"2 jobs can't be read any more."_s, Banner::Subject::Store);
    kit.window->setStoreTrouble(u"The disk of /data is full."_s);
    QCOMPARE(banner->text(), u"2 jobs can't be read any more.\nThe disk of /data is full."_s);
    QCOMPARE(saved(kit), u"✕ not saved"_s);
    kit.window->setStoreTrouble({});
    QCOMPARE(banner->text(), u"2 jobs can't be read any more."_s); // The one that is still so.
    QCOMPARE(saved(kit), u"saved ✓"_s);
}

void TestSaving::nothingIsCalledSavedThatWaits()
{
    WindowKit kit;
    kit.window->importing().hold();
    kit.window->importing().openText(u"test"_s, u"https://a.example/1"_s);
    QTRY_VERIFY(kit.dialog<ImportSheet>());
    QTRY_VERIFY(WindowKit::button(kit.dialog<ImportSheet>(), u"Add jobs"_s)->isEnabled());
    QTest::mouseClick(WindowKit::button(kit.dialog<ImportSheet>(), u"Add jobs"_s), Qt::LeftButton);
    QTRY_COMPARE(saved(kit), u"saving …"_s);
    kit.window->importing().release();
    QTRY_COMPARE(saved(kit), u"saved ✓"_s);
}

void TestSaving::whatCantBeSavedIsAsked_data()
{
    QTest::addColumn<QString>("answer");
    QTest::addColumn<int>("quits");
    QTest::newRow("quit") << u"Quit anyway"_s << 1;
    QTest::newRow("wait") << u"Wait"_s << 0;
}

void TestSaving::whatCantBeSavedIsAsked()
{
    QFETCH(QString, answer);
    QFETCH(int, quits);
    WindowKit kit;
    kit.put(3);
    kit.host.unsaved = 12;
    kit.window->setStoreTrouble(u"The disk of /data is full."_s);
    kit.window->close();
    QVERIFY(kit.host.quits.empty());
    auto *box = kit.dialog<QMessageBox>();
    QVERIFY(box);
    QVERIFY2(box->text().startsWith(u"12 changes"_s), qPrintable(box->text()));
    QVERIFY(box->informativeText().contains(u"/data is full"_s));
    QCOMPARE(box->defaultButton(), WindowKit::button(box, u"Wait"_s));
    QTest::mouseClick(WindowKit::button(box, answer), Qt::LeftButton);
    QTRY_VERIFY(!kit.dialog<QMessageBox>());
    QCOMPARE(kit.host.unsavedQuits, quits);
    QCOMPARE(kit.host.quits.size(), std::size_t(quits));
    QCOMPARE(kit.action(ActionId::Pause)->isEnabled(), quits == 0);
}

void TestSaving::whatNobodyKeepsIsCalledLost()
{
    WindowKit kit;
    kit.host.keeps = false;
    kit.window->setStoreTrouble(u"A newer Millrace wrote it."_s);
    kit.put(3);
    kit.queue.setWidth(1);
    kit.window->close();
    auto *box = kit.dialog<QMessageBox>();
    QVERIFY(box);
    QVERIFY2(box->informativeText().contains(u"2 jobs not launched yet are lost"_s),
             qPrintable(box->informativeText()));
    kit.host.unsaved = 3;
    QTest::mouseClick(WindowKit::button(box, u"Finish, then quit"_s), Qt::LeftButton);
    kit.commands.finish("job 0");
    QTRY_COMPARE(kit.count(JobState::Finished), 1U);
    kit.window->setStoreTrouble(u"A newer Millrace wrote it, still."_s);
    QVERIFY(!kit.dialog<QMessageBox>()); // It has been answered.
    QCOMPARE(kit.host.quits, std::vector{Underway::Finish});
}

void TestSaving::gettingStuckWhileQuittingIsAskedOnce()
{
    WindowKit kit;
    kit.put(1);
    kit.queue.setWidth(1);
    kit.window->quit(Underway::Finish);
    kit.host.unsaved = 2;
    kit.window->setStoreTrouble(u"The disk is full."_s);
    QVERIFY(!kit.dialog<QMessageBox>()); // Something is underway.
    kit.commands.finish("job 0");
    QTRY_VERIFY(kit.dialog<QMessageBox>());
    QTest::keyClick(kit.dialog<QMessageBox>(), Qt::Key_Escape);
    QTRY_VERIFY(!kit.dialog<QMessageBox>());
    QCOMPARE(kit.host.unsavedQuits, 0);
    kit.window->setStoreTrouble(u"The disk is full, still."_s);
    QVERIFY(!kit.dialog<QMessageBox>());
    QTRY_VERIFY(WindowKit::button(kit.views().banner, u"Quit anyway"_s));
    QTest::mouseClick(WindowKit::button(kit.views().banner, u"Quit anyway"_s), Qt::LeftButton);
    QCOMPARE(kit.host.unsavedQuits, 1);
}

void TestSaving::whatWasSavedMeanwhileIsNotAskedAnyMore()
{
    WindowKit kit;
    kit.host.unsaved = 1;
    kit.window->setStoreTrouble(u"The disk is full."_s);
    kit.window->close();
    QVERIFY(kit.dialog<QMessageBox>());
    kit.host.unsaved = 0;
    kit.window->setStoreTrouble({});
    QTRY_VERIFY(!kit.dialog<QMessageBox>());
    QCOMPARE(kit.host.quits, std::vector{Underway::Finish});
    QCOMPARE(kit.host.unsavedQuits, 0);
}

QTEST_MAIN(TestSaving)
#include "tst_saving.moc"
