#include "core/queue/visibletext.h"
#include "ui/details/jsonmodel.h"
#include "ui/details/jsontext.h"

#include <QTest>

#include <ctime>

using namespace millrace;
using namespace Qt::StringLiterals;

/// What is read of a JSON text once it is known where its values are.
class TestJsonText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theStartOfAStringIsNotCutWithinACharacter_data();
    void theStartOfAStringIsNotCutWithinACharacter();
    void shortOnesAreReadWhole();
    void ofALongOneOnlyTheStartIsRead();
    void aCellOfALongStringCostsWhatItShows();
};

void TestJsonText::theStartOfAStringIsNotCutWithinACharacter_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<QString>("says");
    QTest::newRow("ASCII") << QByteArray("x") << u"x"_s;
    QTest::newRow("two bytes") << QByteArray("é") << u"é"_s;
    QTest::newRow("four bytes") << QByteArray("😀") << u"😀"_s;
    QTest::newRow("escaped") << QByteArray("\\u00e9") << u"é"_s;
    QTest::newRow("escaped in two") << QByteArray("\\ud83d\\ude00") << u"😀"_s;
    QTest::newRow("quotes") << QByteArray("\\\"") << u"\""_s;
    QTest::newRow("backslashes") << QByteArray("\\\\") << u"\\"_s;
}

void TestJsonText::theStartOfAStringIsNotCutWithinACharacter()
{
    QFETCH(QByteArray, written);
    QFETCH(QString, says);
    constexpr int characters = 10;
    for (int before = 0; before < 7; ++before) {
        const QByteArray bytes =
            "[\"" + QByteArray(before, 'b') + written.repeated(200) + "\", \"the next\"]";
        const JsonText json = JsonText::parse(bytes);
        const QString all = QString(before, u'b') + says.repeated(200);
        const QString start = json.string(JsonText::first(0), characters);
        QVERIFY2(all.startsWith(start), qPrintable(start));
        QVERIFY(start.size() >= characters);
        QVERIFY(start.size() <= 6 * characters);
        QCOMPARE(json.string(JsonText::first(0), 1000), all);
    }
}

void TestJsonText::shortOnesAreReadWhole()
{
    const JsonText json = JsonText::parse(R"({"": "", "\\": "a\"b", "n": -12.5e3, "t": true})");
    QStringList read;
    for (JsonText::Index value = JsonText::first(0); read.size() < 8; value = json.next(value)) {
        const bool isWord = json.type(value) == JsonText::Type::Word;
        read << json.name(value, 10)
             << (isWord ? QString::fromLatin1(json.word(value, 10)) : json.string(value, 10));
    }
    QCOMPARE(read, (QStringList{u""_s, u""_s, u"\\"_s, u"a\"b"_s, u"n"_s, u"-12.5e3"_s, u"t"_s, u"true"_s}));
}

void TestJsonText::ofALongOneOnlyTheStartIsRead()
{
    const JsonText json =
        JsonText::parse("{\"" + QByteArray(100'000, 'n') + "\": \"" + QByteArray(100'000, 's') +
                        "\", \"digits\": 0." + QByteArray(100'000, '1') + '}');
    const JsonText::Index first = JsonText::first(0);
    QVERIFY(json.name(first, 100).size() <= 600);
    QVERIFY(json.string(first, 100).size() <= 600);
    QCOMPARE(json.word(json.next(first), 100), QByteArray("0." + QByteArray(98, '1')));
}

void TestJsonText::aCellOfALongStringCostsWhatItShows()
{
    const QByteArray text = "[\"" + QByteArray("é").repeated(1'000'000) + "\"]";
    JsonModel model;
    std::clock_t start = std::clock();
    model.setDocument(std::make_shared<const JsonText>(JsonText::parse(text)));
    const std::clock_t parsing = std::clock() - start;
    QCOMPARE(model.index(0, 1).data().toString(), u'"' + visibleText(QString(1000, u'é'), 512) + u'"');
    start = std::clock();
    for (int i = 0; i < 100; ++i)
        QVERIFY(!model.index(0, 1).data().toString().isEmpty());
    const std::clock_t cells = std::clock() - start;
    QVERIFY2(cells < 10 * parsing, qPrintable(u"%1 for 100 cells, %2 to parse"_s.arg(cells).arg(parsing)));
}

QTEST_APPLESS_MAIN(TestJsonText)
#include "tst_jsontext.moc"
