#include "ui/settings/preferencesdialog.h"

#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace millrace;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What the user can choose once for all lists.
class TestPreferences : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatGoesInComesOut();
    void anAcceptedChangeIsTold();
    void nothingIsToldWithoutAChange();
    void cancellingTellsNothing();
    void aResultsFolderThatCantBeIsNotAccepted_data();
    void aResultsFolderThatCantBeIsNotAccepted();
    void aResultsFolderIsMadeAndCleaned();

private:
    static Preferences unusual()
    {
        Preferences odd;
        odd.resultsFolder = u"/tmp/<b>results</b>"_s;
        odd.width = 77;
        odd.hostCap = 0;
        odd.startsAMinute = 90;
        odd.fetchMegabytes = 5;
        odd.connectTimeout = 11s;
        odd.firstByteTimeout = 22s;
        odd.fetchTimeout = 33s;
        odd.commandTimeout = 44s;
        odd.grace = 0s;
        odd.fetchTries = 5;
        odd.commandTries = 2;
        odd.appearance = Appearance::Dark;
        odd.history = 12345;
        odd.historyDays = 31;
        odd.historyGigabytes = 17;
        return odd;
    }
    static QList<Preferences> toldBy(PreferencesDialog &dialog, const QString &button)
    {
        QList<Preferences> told;
        connect(&dialog, &PreferencesDialog::changed, &dialog,
                [&told](const Preferences &now) { told << now; });
        for (QPushButton *each : dialog.findChildren<QPushButton *>()) {
            if (each->text().remove(u'&') == button)
                each->click();
        }
        return told;
    }
    static QSpinBox *field(PreferencesDialog &dialog, const QString &name)
    {
        const QList<QSpinBox *> all = dialog.findChildren<QSpinBox *>();
        const auto found =
            std::ranges::find(all, name, [](const QSpinBox *box) { return box->accessibleName(); });
        return found == all.end() ? nullptr : *found;
    }
};

void TestPreferences::whatGoesInComesOut()
{
    QPointer<PreferencesDialog> dialog = new PreferencesDialog(unusual(), nullptr);
    QCOMPARE(dialog->preferences(), unusual());
    delete dialog;
}

void TestPreferences::anAcceptedChangeIsTold()
{
    QPointer<PreferencesDialog> dialog = new PreferencesDialog(Preferences(), nullptr);
    dialog->open();
    QVERIFY(field(*dialog, u"Width at first"_s));
    field(*dialog, u"Width at first"_s)->setValue(12);
    Preferences expected;
    expected.width = 12;
    field(*dialog, u"Starts a minute at most"_s)->setValue(60);
    expected.startsAMinute = 60;
    field(*dialog, u"Largest answer"_s)->setValue(4096);
    expected.fetchMegabytes = 4096;
    QCOMPARE(toldBy(*dialog, u"OK"_s), QList<Preferences>{expected});
    QTRY_VERIFY(!dialog);
}

void TestPreferences::nothingIsToldWithoutAChange()
{
    QPointer<PreferencesDialog> dialog = new PreferencesDialog(unusual(), nullptr);
    dialog->open();
    QVERIFY(toldBy(*dialog, u"OK"_s).isEmpty());
    QTRY_VERIFY(!dialog);
}

void TestPreferences::cancellingTellsNothing()
{
    QPointer<PreferencesDialog> dialog = new PreferencesDialog(unusual(), nullptr);
    dialog->open();
    field(*dialog, u"Grace when cancelled"_s)->setValue(5);
    QVERIFY(toldBy(*dialog, u"Cancel"_s).isEmpty());
    QTRY_VERIFY(!dialog);
}

void TestPreferences::aResultsFolderThatCantBeIsNotAccepted_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("says");
    QTest::newRow("relative") << u"results"_s << u"whole path"_s;
    QTest::newRow("a file") << u"/etc/passwd"_s << u"is not a folder"_s;
    QTest::newRow("can't be made") << u"/proc/nope"_s << u"can't be made"_s;
}

void TestPreferences::aResultsFolderThatCantBeIsNotAccepted()
{
    QFETCH(QString, folder);
    QFETCH(QString, says);
    const auto dialog = std::make_unique<PreferencesDialog>(Preferences(), nullptr);
    dialog->setAttribute(Qt::WA_DeleteOnClose, false);
    dialog->open();
    dialog->findChild<QLineEdit *>()->setText(folder);
    QVERIFY(toldBy(*dialog, u"OK"_s).isEmpty());
    QVERIFY(dialog->isVisible());
    const QList<QLabel *> labels = dialog->findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(
        labels, [&says](const QLabel *label) { return label->isVisible() && label->text().contains(says); }));
}

void TestPreferences::aResultsFolderIsMadeAndCleaned()
{
    const QTemporaryDir place;
    const auto dialog = std::make_unique<PreferencesDialog>(Preferences(), nullptr);
    dialog->setAttribute(Qt::WA_DeleteOnClose, false);
    dialog->open();
    dialog->findChild<QLineEdit *>()->setText(place.filePath(u"some/results/"_s));
    const QList<Preferences> told = toldBy(*dialog, u"OK"_s);
    QCOMPARE(told.size(), 1);
    QCOMPARE(told[0].resultsFolder, place.filePath(u"some/results"_s));
    QVERIFY(QFileInfo(told[0].resultsFolder).isDir());
}

QTEST_MAIN(TestPreferences)
#include "tst_preferences.moc"
