#include "tests/support/windowkit.h"
#include "ui/settings/preferencesdialog.h"

#include <QComboBox>
#include <QDockWidget>
#include <QHeaderView>
#include <QSpinBox>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

/// What a person chooses once and finds again: preferences, and how the window is laid out.
class TestSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void preferencesReachTheProgramAndAreKept();
    void theLayoutIsRemembered();
    void theLayoutIsPutBack();
    void rowsHaveAsMuchAirAsOneLikes();

private:
    /// The field of this accessible name.
    template <class Field>
    static Field *field(const QWidget *dialog, const QString &name)
    {
        const QList<Field *> all = dialog->findChildren<Field *>();
        const auto found = std::ranges::find(all, name, &QWidget::accessibleName);
        return found == all.end() ? nullptr : *found;
    }
};

void TestSettings::preferencesReachTheProgramAndAreKept()
{
    WindowKit kit;
    kit.press(QKeySequence(u"Ctrl+,"_s));
    auto *dialog = kit.dialog<PreferencesDialog>();
    QVERIFY(dialog);
    field<QSpinBox>(dialog, u"Width at first"_s)->setValue(12);
    field<QSpinBox>(dialog, u"Grace when cancelled"_s)->setValue(3);
    auto *appearance = field<QComboBox>(dialog, u"Appearance"_s);
    QVERIFY(appearance);
    QCOMPARE(appearance->count(), 3); // The system's, light, dark.
    appearance->setCurrentIndex(2);
    QTest::mouseClick(WindowKit::button(dialog, u"OK"_s), Qt::LeftButton);
    QCOMPARE(kit.host.preferences.size(), std::size_t{1});
    Preferences expected;
    expected.width = 12;
    expected.grace = std::chrono::seconds(3);
    expected.appearance = Appearance::Dark;
    QCOMPARE(kit.host.preferences.front(), expected);
    QTRY_VERIFY(!kit.dialog<PreferencesDialog>());
    kit.press(QKeySequence(u"Ctrl+,"_s));
    QVERIFY(kit.dialog<PreferencesDialog>());
    QCOMPARE(kit.dialog<PreferencesDialog>()->preferences(), expected);
}

void TestSettings::theLayoutIsRemembered()
{
    WindowKit kit;
    kit.window->resize(901, 633);
    kit.press(QKeySequence(u"F9"_s));
    QVERIFY(!kit.views().statesDock->isVisible());
    JobTableView *table = kit.views().table;
    table->setColumnHidden(columnIndex(JobColumn::Kind), false);
    table->setColumnWidth(columnIndex(JobColumn::What), 222);
    table->horizontalHeader()->moveSection(0, 2);
    table->sortByColumn(columnIndex(JobColumn::What), Qt::DescendingOrder);
    kit.window->close(); // As whoever closes the window expects.
    kit.open();
    table = kit.views().table;
    QCOMPARE(kit.window->size(), QSize(901, 633));
    QVERIFY(!kit.views().statesDock->isVisible());
    QVERIFY(!kit.action(ActionId::Sidebar)->isChecked());
    QVERIFY(!table->isColumnHidden(columnIndex(JobColumn::Kind)));
    QCOMPARE(table->columnWidth(columnIndex(JobColumn::What)), 222);
    QCOMPARE(table->horizontalHeader()->logicalIndex(2), 0);
    QCOMPARE(kit.views().jobs->sortColumn(), columnIndex(JobColumn::What));
}

void TestSettings::theLayoutIsPutBack()
{
    WindowKit kit;
    const QByteArray first = kit.views().table->saveLayout();
    kit.press(QKeySequence(u"F9"_s));
    kit.press(QKeySequence(u"Space"_s));
    kit.views().table->setColumnWidth(columnIndex(JobColumn::What), 222);
    QVERIFY(!kit.views().detailsDock->isVisible());
    kit.press(QKeySequence(u"Ctrl+Shift+L"_s));
    QVERIFY(kit.views().statesDock->isVisible());
    QVERIFY(kit.views().detailsDock->isVisible());
    QVERIFY(kit.action(ActionId::Sidebar)->isChecked());
    QCOMPARE(kit.views().table->saveLayout(), first);
}

void TestSettings::rowsHaveAsMuchAirAsOneLikes()
{
    WindowKit kit;
    kit.put(2);
    const int compact = kit.views().table->rowHeight(0);
    QVERIFY(kit.action(ActionId::CompactRows)->isChecked());
    kit.press(QKeySequence(u"Ctrl+Shift+D"_s));
    QVERIFY(kit.views().table->rowHeight(0) > compact);
    kit.window->saveLayout();
    kit.open();
    kit.put(1);
    QVERIFY(kit.views().table->rowHeight(0) > compact);
    QVERIFY(!kit.action(ActionId::CompactRows)->isChecked());
    kit.press(QKeySequence(u"Ctrl+Shift+D"_s));
    QCOMPARE(kit.views().table->rowHeight(0), compact);
}

QTEST_MAIN(TestSettings)
#include "tst_settings.moc"
