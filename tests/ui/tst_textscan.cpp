#include "ui/models/textscan.h"

#include <QRandomGenerator>
#include <QTest>

using namespace millrace;

class TestTextScan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWordIsFoundWhereverItStarts();
    void aWordThatGoesOnIntoTheNextTextIsInNeither();
    void aLengthIsNoPartOfAText();
    void everyTextIsSearchedAsIfAlone();
};

void TestTextScan::aWordIsFoundWhereverItStarts()
{
    for (qsizetype size = 0; size < 140; ++size) {
        for (qsizetype at = 0; at + 4 <= size; ++at) {
            QByteArray text(size, 'x');
            text.replace(at, 4, "xy.z");
            QCOMPARE(findWord(text, "xy.z"), text.constData() + at);
            QCOMPARE(findWord(text, "y"), text.constData() + at + 1);
            QVERIFY(!findWord(text, "xy-z"));
            QVERIFY(!findWord(text, "x.yz"));
        }
    }
    QVERIFY(!findWord("short", "not so short"));
}

void TestTextScan::aWordThatGoesOnIntoTheNextTextIsInNeither()
{
    TextArena arena;
    TextScan scan;
    const QByteArray lengthAndAll("ab\2\0cd", 6);
    scan.add(0, arena.append("ab"));
    scan.add(1, arena.append("cd"));
    std::vector<std::uint8_t> found(2);
    scan.find(lengthAndAll, found);
    QCOMPARE(found, (std::vector<std::uint8_t>{0, 0}));
}

void TestTextScan::aLengthIsNoPartOfAText()
{
    TextArena arena;
    TextScan scan;
    for (std::uint32_t number = 0; number < 3; ++number) // "a" is 97, as is the length.
        scan.add(number, arena.append(QByteArray(97, number == 1 ? 'a' : 'b')));
    std::vector<std::uint8_t> found(3);
    scan.find("a", found);
    QCOMPARE(found, (std::vector<std::uint8_t>{0, 1, 0}));
}

void TestTextScan::everyTextIsSearchedAsIfAlone()
{
    QRandomGenerator random(20260);
    for (int round = 0; round < 400; ++round) {
        TextArena arena, other;
        TextScan scan;
        std::vector<QByteArray> texts(300);
        ArenaText kept;
        QByteArray keptText;
        for (std::uint32_t number = 0; number < texts.size(); ++number) {
            QByteArray text;
            for (auto left = random.bounded(round % 40 + 1); left > 0; --left)
                text += char('a' + random.bounded(3));
            const int way = int(random.bounded(8));
            if (way == 0) // None, and the run breaks.
                continue;
            if (way > 4 && !kept.isNull()) { // The same again.
                texts[number] = keptText;
                scan.add(number, kept);
                continue;
            }
            texts[number] = text;
            keptText = text;
            kept = (way == 1 ? other : arena).append(text);
            scan.add(number, kept);
        }
        for (const char *word : {"a", "ab", "abc", "aabb", "cacbacb"}) {
            std::vector<std::uint8_t> found(texts.size()), expected(texts.size());
            scan.find(word, found);
            std::ranges::transform(texts, expected.begin(), [word](const QByteArray &text) {
                return std::uint8_t(text.contains(word));
            });
            QCOMPARE(found, expected);
        }
    }
}

QTEST_APPLESS_MAIN(TestTextScan)
#include "tst_textscan.moc"
