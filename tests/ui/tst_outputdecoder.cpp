#include "ui/details/outputdecoder.h"

#include <QTest>

using namespace millrace;
using namespace Qt::StringLiterals;

/// What a program prints, as lines that are safe to show.
class TestOutputDecoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bytesBecomeLines_data();
    void bytesBecomeLines();
    void pieceByPieceIsTheSame_data() { bytesBecomeLines_data(); }
    void pieceByPieceIsTheSame();
    void aLongLineIsCutAndSaysByHowMuch_data();
    void aLongLineIsCutAndSaysByHowMuch();
    void anEndlessLineTakesBoundedMemory();
};

void TestOutputDecoder::bytesBecomeLines_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QStringList>("lines");
    using L = QStringList;
    QTest::newRow("nothing") << QByteArray() << L{u""_s};
    QTest::newRow("two lines") << QByteArray("one\ntwo\n") << L{u"one"_s, u"two"_s, u""_s};
    QTest::newRow("unfinished") << QByteArray("one\ntw") << L{u"one"_s, u"tw"_s};
    QTest::newRow("CRLF") << QByteArray("one\r\ntwo") << L{u"one"_s, u"two"_s};
    QTest::newRow("progress bar") << QByteArray(" 10%\r 20%\r100%\ndone") << L{u"100%"_s, u"done"_s};
    QTest::newRow("a waiting carriage return shows the line") << QByteArray(" 10%\r") << L{u" 10%"_s};
    QTest::newRow("backspace") << QByteArray("|\b/\b-") << L{u"-"_s};
    QTest::newRow("backspace of two bytes") << QByteArray("a\xC3\xA9\bx") << L{u"ax"_s};
    QTest::newRow("tab") << QByteArray("a\tb") << L{u"a       b"_s};
    QTest::newRow("colours") << QByteArray("\x1b[1;31mred\x1b[0m plain") << L{u"red plain"_s};
    QTest::newRow("a window title") << QByteArray("\x1b]0;title\x07text") << L{u"text"_s};
    QTest::newRow("a link") << QByteArray("\x1b]8;;http://x\x1b\\text\x1b]8;;\x1b\\") << L{u"text"_s};
    QTest::newRow("a cut sequence ends with the line")
        << QByteArray("\x1b]0;never\nnext") << L{u""_s, u"next"_s};
    QTest::newRow("UTF-8") << QByteArray("\xE2\x82\xAC") << L{u"€"_s};
    QTest::newRow("not UTF-8") << QByteArray("a\xFFz") << L{u"a<FF>z"_s};
    QTest::newRow("NUL and bell") << QByteArray("a\0b\a", 4) << L{u"a␀b␇"_s};
    QTest::newRow("bidirectional") << QByteArray("\xE2\x80\xAEtxt.exe") << L{u"<U+202E>txt.exe"_s};
    QTest::newRow("markup is text") << QByteArray("<img src=\"/dev/zero\">")
                                    << L{u"<img src=\"/dev/zero\">"_s};
}

void TestOutputDecoder::bytesBecomeLines()
{
    QFETCH(QByteArray, bytes);
    QTEST(OutputDecoder().feed(bytes), "lines");
}

void TestOutputDecoder::pieceByPieceIsTheSame()
{
    QFETCH(QByteArray, bytes);
    OutputDecoder decoder;
    QStringList shown{QString()};
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const QStringList lines = decoder.feed(QByteArrayView(bytes).sliced(i, 1));
        shown.removeLast();
        shown += lines;
    }
    QTEST(shown, "lines");
}

void TestOutputDecoder::aLongLineIsCutAndSaysByHowMuch_data()
{
    constexpr int most = OutputDecoder::longestLine;
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("shown");
    const auto some = [](int characters) { return QString(characters, u'x') + u'…'; };
    QTest::newRow("just fits") << QByteArray(most, 'x') << QString(most, u'x');
    QTest::newRow("one too many") << QByteArray(most + 1, 'x') << some(most - 1) + u" (+2 bytes)"_s;
    QTest::newRow("more than is kept")
        << QByteArray(1024 * 1024, 'x') << some(most - 1) + u" (+1,044,481 bytes)"_s;
    QTest::newRow("UTF-8") << QByteArray(most - 2, 'x') + "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC"
                           << QString(most - 2, u'x') + u"€… (+6 bytes)"_s;
    QTest::newRow("cut within what stands for a character")
        << QByteArray(most - 4, 'x') + "\xE2\x80\xAE!" << QString(most - 4, u'x') + u"<U+… (+4 bytes)"_s;
}

void TestOutputDecoder::aLongLineIsCutAndSaysByHowMuch()
{
    QFETCH(QByteArray, bytes);
    const QStringList lines = OutputDecoder().feed(bytes + "\nnext");
    QCOMPARE(lines.size(), 2);
    QTEST(lines[0], "shown");
    QCOMPARE(lines[1], u"next"_s);
}

void TestOutputDecoder::anEndlessLineTakesBoundedMemory()
{
    OutputDecoder decoder;
    const QByteArray piece(64 * 1024, 'x');
    QStringList lines;
    for (int i = 0; i < 200; ++i)
        lines = decoder.feed(piece);
    QCOMPARE(lines.size(), 1);
    QVERIFY(lines[0].size() < OutputDecoder::longestLine + 40);
}

QTEST_APPLESS_MAIN(TestOutputDecoder)
#include "tst_outputdecoder.moc"
