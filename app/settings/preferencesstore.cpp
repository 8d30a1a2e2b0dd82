#include "app/settings/preferencesstore.h"

#include "app/datadirectory.h"

#include <QDir>
#include <QSettings>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

constexpr int hour = 3'600;
constexpr int week = 7 * 24 * hour;

// One row a number: its key, its member and its range. Both directions go through these tables.
struct IntegerRow
{
    QAnyStringView key;
    int Preferences::*member;
    int least, most;
};
constexpr std::array integers{
    IntegerRow{"queue/width", &Preferences::width, 0, 1'000},
    IntegerRow{"queue/hostCap", &Preferences::hostCap, 0, 1'000},
    IntegerRow{"queue/startsAMinute", &Preferences::startsAMinute, 0, 60'000},
    IntegerRow{"fetch/megabytes", &Preferences::fetchMegabytes, 1, 1'000'000},
    IntegerRow{"fetch/tries", &Preferences::fetchTries, 1, 10},
    IntegerRow{"command/tries", &Preferences::commandTries, 1, 10},
    IntegerRow{"history/jobs", &Preferences::history, 0, std::numeric_limits<int>::max()},
    IntegerRow{"history/days", &Preferences::historyDays, 0, 36'500},
    IntegerRow{"history/gigabytes", &Preferences::historyGigabytes, 0, 1'000'000},
};

struct SecondsRow
{
    QAnyStringView key;
    std::chrono::seconds Preferences::*member;
    int least, most;
};
constexpr std::array times{
    SecondsRow{"fetch/connectTimeout", &Preferences::connectTimeout, 1, 600},
    SecondsRow{"fetch/firstByteTimeout", &Preferences::firstByteTimeout, 1, hour},
    SecondsRow{"fetch/timeout", &Preferences::fetchTimeout, 0, week},
    SecondsRow{"command/timeout", &Preferences::commandTimeout, 0, week},
    SecondsRow{"command/grace", &Preferences::grace, 0, 600},
};

struct AppearanceRow
{
    Appearance appearance;
    QLatin1StringView word;
};
constexpr std::array appearances{
    AppearanceRow{Appearance::System, "system"_L1},
    AppearanceRow{Appearance::Light, "light"_L1},
    AppearanceRow{Appearance::Dark, "dark"_L1},
};

int number(const QSettings &settings, QAnyStringView key, int otherwise, int least, int most)
{
    bool isNumber = false;
    const int value = settings.value(key.toString(), otherwise).toInt(&isNumber);
    return isNumber ? std::clamp(value, least, most) : otherwise;
}

} // namespace

Preferences loadPreferences(const QSettings &settings)
{
    Preferences preferences;
    for (const IntegerRow &row : integers)
        preferences.*row.member = number(settings, row.key, preferences.*row.member, row.least, row.most);
    for (const SecondsRow &row : times) {
        const int otherwise = static_cast<int>((preferences.*row.member).count());
        preferences.*row.member =
            std::chrono::seconds(number(settings, row.key, otherwise, row.least, row.most));
    }
    preferences.resultsFolder = wholeFolder(settings.value(u"results/folder"_s).toString(), QDir::homePath());
    const QString word = settings.value(u"window/appearance"_s).toString();
    const auto chosen = std::find_if(appearances.begin(), appearances.end(),
                                     [&word](const AppearanceRow &row) { return row.word == word; });
    if (chosen != appearances.end())
        preferences.appearance = chosen->appearance;
    return preferences;
}

void savePreferences(QSettings &settings, const Preferences &preferences)
{
    for (const IntegerRow &row : integers)
        settings.setValue(row.key.toString(), preferences.*row.member);
    for (const SecondsRow &row : times)
        settings.setValue(row.key.toString(), static_cast<int>((preferences.*row.member).count()));
    settings.setValue(u"results/folder"_s, preferences.resultsFolder);
    for (const AppearanceRow &row : appearances) {
        if (row.appearance == preferences.appearance)
            settings.setValue(u"window/appearance"_s, QString(row.word));
    }
}

} // namespace millrace
