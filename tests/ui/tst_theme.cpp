#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDirIterator>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

using namespace millrace;
using namespace Qt::StringLiterals;

class TestTheme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyStateIsReadableOnEveryBackground_data();
    void everyStateIsReadableOnEveryBackground();
    void quietWordsAreReadableToo();
    void theUsersChoiceBeatsTheSystems();
    void anIconTakesItsColourFromThePalette();
    void everyIconDrawsSomethingAtOneAndTwoTimes();
    void allIconsHaveOneStrokeWidth();
};

void TestTheme::everyStateIsReadableOnEveryBackground_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<int>("role");
    for (const bool dark : {false, true}) {
        for (const auto role :
             {QPalette::Base, QPalette::AlternateBase, QPalette::Window, QPalette::Highlight})
            QTest::addRow("%s, role %d", dark ? "dark" : "light", int(role)) << dark << int(role);
    }
}

void TestTheme::everyStateIsReadableOnEveryBackground()
{
    QFETCH(bool, dark);
    QFETCH(int, role);
    const QPalette palette = dark ? darkPalette() : lightPalette();
    QCOMPARE(isDark(palette), dark);
    for (const JobState state : allJobStates) {
        const double ratio =
            contrast(stateColor(state, palette), palette.color(static_cast<QPalette::ColorRole>(role)));
        QVERIFY2(ratio >= 4.5, qPrintable(u"state %1: %2"_s.arg(int(state)).arg(ratio)));
    }
}

void TestTheme::quietWordsAreReadableToo()
{
    for (const QPalette &palette : {lightPalette(), darkPalette()}) {
        for (const auto role : {QPalette::Base, QPalette::AlternateBase, QPalette::Window})
            QVERIFY(contrast(quietColor(palette), palette.color(role)) >= 4.5);
        QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= 7);
        QVERIFY(contrast(palette.color(QPalette::Link), palette.color(QPalette::Base)) >= 4.5);
    }
}

void TestTheme::theUsersChoiceBeatsTheSystems()
{
    Theme theme(*qApp);
    QSignalSpy changed(&theme, &Theme::changed);
    theme.setAppearance(Appearance::Dark);
    QVERIFY(theme.isDark());
    QVERIFY(isDark(QApplication::palette()));
    theme.setAppearance(Appearance::Light);
    QVERIFY(!theme.isDark());
    QCOMPARE(QApplication::palette().color(QPalette::Base), lightPalette().color(QPalette::Base));
    QVERIFY(changed.count() >= 1);
}

void TestTheme::anIconTakesItsColourFromThePalette()
{
    Theme theme(*qApp);
    const QIcon plus = icon(Icon::Add);
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        theme.setAppearance(appearance);
        const QColor drawn = plus.pixmap(16).toImage().pixelColor(8, 5);
        QCOMPARE(drawn.rgb(), QApplication::palette().color(QPalette::ButtonText).rgb());
    }
}

void TestTheme::everyIconDrawsSomethingAtOneAndTwoTimes()
{
    for (int i = 0; i <= int(Icon::More); ++i) {
        for (const int size : {16, 32}) {
            const QImage image = icon(static_cast<Icon>(i)).pixmap(size).toImage();
            int inked = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x)
                    inked += image.pixelColor(x, y).alpha() > 64;
            }
            QVERIFY2(inked >= size / 2, qPrintable(u"icon %1 at %2 px: %3"_s.arg(i).arg(size).arg(inked)));
        }
    }
}

void TestTheme::allIconsHaveOneStrokeWidth()
{
    int files = 0;
    QDirIterator icons(u":/millrace/icons"_s);
    while (icons.hasNext()) {
        QFile file(icons.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray svg = file.readAll();
        QCOMPARE(svg.count("stroke-width"), 1);
        QVERIFY(svg.contains("stroke-width=\"1\"") && svg.contains("viewBox=\"0 0 16 16\""));
        ++files;
    }
    QCOMPARE(files, int(Icon::More) + 1);
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
