#include "app/settings/preferencesstore.h"
#include "app/settings/settingslayout.h"

#include <QDir>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace Qt::StringLiterals;

class PreferencesStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startsWithTheDefaults();
    void givesBackWhatWasKept();
    void takesTheNearestForWhatIsOutOfRange();
    void forgivesWhatIsNoNumber();
    void keepsTheLayout();
};

namespace {

struct Settings
{
    QTemporaryDir folder;
    QSettings settings{folder.filePath(u"settings.ini"_s), QSettings::IniFormat};
};

} // namespace

void PreferencesStoreTest::startsWithTheDefaults()
{
    const Settings here;
    QCOMPARE(loadPreferences(here.settings), Preferences());
}

void PreferencesStoreTest::givesBackWhatWasKept()
{
    Settings here;
    Preferences kept;
    kept.resultsFolder = u"/results of, mine"_s;
    kept.width = 17;
    kept.hostCap = 3;
    kept.startsAMinute = 90;
    kept.fetchMegabytes = 5;
    kept.connectTimeout = std::chrono::seconds(11);
    kept.firstByteTimeout = std::chrono::seconds(12);
    kept.fetchTimeout = std::chrono::seconds(13);
    kept.commandTimeout = std::chrono::seconds(14);
    kept.grace = std::chrono::seconds(15);
    kept.fetchTries = 4;
    kept.commandTries = 5;
    kept.appearance = Appearance::Dark;
    kept.history = 1000;
    kept.historyDays = 30;
    kept.historyGigabytes = 7;
    savePreferences(here.settings, kept);
    here.settings.sync();
    const QSettings again(here.settings.fileName(), QSettings::IniFormat);
    QCOMPARE(loadPreferences(again), kept);
}

void PreferencesStoreTest::takesTheNearestForWhatIsOutOfRange()
{
    Settings here;
    here.settings.setValue(u"queue/width"_s, 5000);
    here.settings.setValue(u"fetch/tries"_s, -3);
    const Preferences preferences = loadPreferences(here.settings);
    QCOMPARE(preferences.width, 1000);
    QCOMPARE(preferences.fetchTries, 1);
    here.settings.setValue(u"results/folder"_s, u"~/results/"_s);
    QCOMPARE(loadPreferences(here.settings).resultsFolder, QDir::homePath() + u"/results"_s);
}

void PreferencesStoreTest::forgivesWhatIsNoNumber()
{
    Settings here;
    here.settings.setValue(u"queue/width"_s, u"wide"_s);
    here.settings.setValue(u"window/appearance"_s, u"pink"_s);
    QCOMPARE(loadPreferences(here.settings), Preferences());
}

void PreferencesStoreTest::keepsTheLayout()
{
    Settings here;
    SettingsLayout layout(here.settings);
    QCOMPARE(layout.load("columns"_L1), QByteArray());
    layout.save("columns"_L1, QByteArray("\0\1\xff", 3));
    QCOMPARE(layout.load("columns"_L1), QByteArray("\0\1\xff", 3));
}

QTEST_APPLESS_MAIN(PreferencesStoreTest)
#include "tst_preferencesstore.moc"
