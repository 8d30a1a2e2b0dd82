#include "core/queue/visibletext.h"
#include "ui/details/filepiece.h"
#include "ui/details/jsonmodel.h"
#include "ui/details/logview.h"
#include "ui/details/resultcontent.h"

#include <QAbstractItemModelTester>
#include <QBuffer>
#include <QColor>
#include <QFile>
#include <QImage>
#include <QImageReader>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>

#include <sys/stat.h>

using namespace millrace;
using namespace Qt::StringLiterals;
using Kind = ResultContent::Kind;

/// What becomes of a result file when somebody looks at it.
class TestResultContent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void aNameStaysInTheFolder_data();
    void aNameStaysInTheFolder();
    void contentDecidesTheKind_data();
    void contentDecidesTheKind();
    void whatIsNoFileIsNotOpened_data();
    void whatIsNoFileIsNotOpened();
    void piecesAreReadFromAnyEnd();
    void imagesAreDecodedByContent_data();
    void imagesAreDecodedByContent();
    void aLargeImageIsScaledDown();
    void aHugeImageIsRefused();
    void aMegabyteLineIsCut();
    void onlyTheStartOfLongTextIsRead();
    void ofManyLinesTheFirstAreShown_data();
    void ofManyLinesTheFirstAreShown();
    void jsonIsATree();
    void aMillionEntriesAreMadeAsTheyAreLookedAt();
    void deepJsonIsText();

private:
    QString write(const QString &name, const QByteArray &bytes)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("can't write");
        return file.fileName();
    }

    QTemporaryDir m_folder;
};

void TestResultContent::aNameStaysInTheFolder_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("path");
    QTest::newRow("plain") << u"1/body.html"_s << u"/results/1/body.html"_s;
    QTest::newRow("roundabout") << u"1/../2/body"_s << u"/results/2/body"_s;
    QTest::newRow("two dots in a name") << u"..a"_s << u"/results/..a"_s;
    QTest::newRow("out") << u"../../x"_s << QString();
    QTest::newRow("out by a detour") << u"a/../../x"_s << QString();
    QTest::newRow("the folder above") << u".."_s << QString();
    QTest::newRow("absolute") << u"/etc/passwd"_s << QString();
    QTest::newRow("none") << QString() << QString();
}

void TestResultContent::aNameStaysInTheFolder()
{
    QFETCH(QString, file);
    QTEST(resultPath(u"/results"_s, file), "path");
}

void TestResultContent::contentDecidesTheKind_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Kind>("kind");
    QTest::newRow("empty") << QByteArray() << Kind::Empty;
    QTest::newRow("text") << QByteArray("hello\nworld\n") << Kind::Text;
    QTest::newRow("latin-1 is still text") << QByteArray("caf\xE9\n") << Kind::Text;
    QTest::newRow("JSON object") << QByteArray(" {\"a\": 1}") << Kind::Json;
    QTest::newRow("JSON with a byte order mark") << QByteArray("\xef\xbb\xbf{\"a\": 1}") << Kind::Json;
    QTest::newRow("JSON array") << QByteArray("[1, 2]") << Kind::Json;
    QTest::newRow("broken JSON is text") << QByteArray("{\"a\": ") << Kind::Text;
    QTest::newRow("HTML") << QByteArray("<!DOCTYPE html><html><img src=/dev/zero></html>") << Kind::Html;
    QTest::newRow("SVG is text, never an image")
        << QByteArray("<svg xmlns='http://www.w3.org/2000/svg'/>") << Kind::Text;
    QTest::newRow("binary") << QByteArray("\x7f"
                                          "ELF\0\0\1\2",
                                          8)
                            << Kind::Other;
    QTest::newRow("PNG that isn't") << QByteArray("\x89PNG\r\n\x1a\nrubbish") << Kind::Image;
}

void TestResultContent::contentDecidesTheKind()
{
    QFETCH(QByteArray, bytes);
    // The name must not matter.
    for (const QString &name : {u"result.png"_s, u"result.svg"_s, u"<img src=x>"_s}) {
        const ResultContent content = loadResult(write(name, bytes));
        QTEST(content.kind, "kind");
        QCOMPARE(content.size, bytes.size());
        QVERIFY(content.image.isNull());
    }
}

void TestResultContent::whatIsNoFileIsNotOpened_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("FIFO") << u"fifo"_s;
    QTest::newRow("link") << u"link"_s;
    QTest::newRow("folder") << u"folder"_s;
    QTest::newRow("missing") << u"missing"_s;
}

void TestResultContent::whatIsNoFileIsNotOpened()
{
    QFETCH(QString, name);
    const QString path = m_folder.filePath(name);
    if (name == u"fifo"_s)
        QCOMPARE(::mkfifo(QFile::encodeName(path).constData(), 0600), 0);
    else if (name == u"link"_s)
        QVERIFY(QFile::link(u"/etc/hostname"_s, path));
    else if (name == u"folder"_s)
        QVERIFY(QDir().mkdir(path));
    const ResultContent content = loadResult(path);
    QCOMPARE(content.kind, Kind::Unreadable);
    QVERIFY(!content.error.isEmpty());
    QVERIFY(!readPiece(path, 0, 10).error.isEmpty());
}

void TestResultContent::piecesAreReadFromAnyEnd()
{
    const QString path = write(u"digits"_s, "0123456789");
    QCOMPARE(readPiece(path, 2, 3).bytes, QByteArray("234"));
    QVERIFY(!readPiece(path, 2, 3).isLast());
    QCOMPARE(readPiece(path, -4, 100).bytes, QByteArray("6789"));
    QCOMPARE(readPiece(path, -4, 100).offset, 6);
    QVERIFY(readPiece(path, -4, 100).isLast());
    QCOMPARE(readPiece(path, -100, 100).bytes.size(), 10);
    QVERIFY(readPiece(path, 50, 10).bytes.isEmpty());
    QVERIFY(readPiece(path, 50, 10).isLast());
}

void TestResultContent::imagesAreDecodedByContent_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QSize>("size");
    QImage image(40, 30, QImage::Format_RGB32);
    image.fill(Qt::red);
    for (const char *format : {"PNG", "JPEG", "BMP", "WEBP"}) {
        QBuffer buffer;
        QVERIFY2(buffer.open(QIODevice::WriteOnly) && image.save(&buffer, format, 100), format);
        QTest::newRow(format) << buffer.data() << image.size();
    }
    // Qt writes no GIF: one red pixel.
    QTest::newRow("GIF") << QByteArray::fromBase64("R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=")
                         << QSize(1, 1);
}

void TestResultContent::imagesAreDecodedByContent()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QSize, size);
    const ResultContent content = loadResult(write(u"picture.txt"_s, bytes));
    QCOMPARE(content.kind, Kind::Image);
    QVERIFY2(content.error.isEmpty(), qPrintable(content.error));
    QCOMPARE(content.imageSize, size);
    QCOMPARE(content.image.size(), size);
    QCOMPARE(content.format, QString::fromLatin1(QTest::currentDataTag()));
    const QColor seen = content.image.pixelColor(size.width() / 2, size.height() / 2);
    QVERIFY2(seen.red() > 250 && seen.green() < 5 && seen.blue() < 5, qPrintable(seen.name()));
}

void TestResultContent::aLargeImageIsScaledDown()
{
    QImage image(largestSide * 2, 10, QImage::Format_Grayscale8);
    image.fill(0);
    const QString path = m_folder.filePath(u"wide"_s);
    QVERIFY(image.save(path, "PNG"));
    const ResultContent content = loadResult(path);
    QCOMPARE(content.imageSize, image.size());
    QCOMPARE(content.image.width(), largestSide);
}

void TestResultContent::aHugeImageIsRefused()
{
    // A PNG of 100,000 × 100,000 that is 45 bytes long: only its head is looked at.
    QByteArray png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\x86\xa0\0\1\x86\xa0\x08\0\0\0\0", 29);
    png += QByteArray(16, '\0');
    const ResultContent content = loadResult(write(u"huge"_s, png));
    QCOMPARE(content.kind, Kind::Image);
    QVERIFY(content.image.isNull());
    QVERIFY(!content.error.isEmpty());
}

void TestResultContent::aMegabyteLineIsCut()
{
    const ResultContent content = loadResult(write(u"line"_s, QByteArray(1024 * 1024, 'x')));
    QCOMPARE(content.kind, Kind::Text);
    QCOMPARE(content.lines.size(), 1);
    QVERIFY(content.lines[0].size() < 4200);
}

void TestResultContent::onlyTheStartOfLongTextIsRead()
{
    const ResultContent content =
        loadResult(write(u"long"_s, QByteArray(63, 'x').append('\n').repeated(longestText / 32)));
    QCOMPARE(content.shownBytes, longestText);
    QCOMPARE(content.lines.size(), static_cast<qsizetype>(longestText / 64 + 1));
}

void TestResultContent::ofManyLinesTheFirstAreShown_data()
{
    QTest::addColumn<QByteArray>("end");
    QTest::addColumn<int>("more");
    QTest::newRow("as many as fit") << QByteArray("the last") << 0;
    QTest::newRow("as many, and a line break") << QByteArray("the last\n") << 0;
    QTest::newRow("one too many") << QByteArray("the last\n\n") << 2;
    QTest::newRow("twice as many") << QByteArray("the last") +
                                          QByteArray("\nmore").repeated(LogView::longestView)
                                   << 5 * LogView::longestView;
}

void TestResultContent::ofManyLinesTheFirstAreShown()
{
    QFETCH(QByteArray, end);
    QFETCH(int, more);
    const QByteArray start = "the first\n" + QByteArray("x\n").repeated(LogView::longestView - 2);
    const ResultContent content = loadResult(write(u"many"_s, start + end));
    QCOMPARE(content.size - content.shownBytes, more);
    LogView log;
    log.append(content.lines);
    QCOMPARE(log.blockCount(), LogView::longestView);
    QCOMPARE(log.document()->firstBlock().text(), u"the first"_s);
    QCOMPARE(log.lastLine(), u"the last"_s);
}

void TestResultContent::jsonIsATree()
{
    const ResultContent content = loadResult(write(
        u"json"_s,
        R"({"name": "<b>x</b>", "list": [1, 2.5, true, null, {"deep": []}], "big\tA": 123456789012345678901234567890, "e": {}})"));
    JsonModel model;
    model.setDocument(content.json);
    QCOMPARE(model.rowCount(), 4);
    const auto cell = [&model](int row, int column, const QModelIndex &parent = {}) {
        return model.data(model.index(row, column, parent)).toString();
    };
    // As the document has them: not sorted, and no digit lost.
    QCOMPARE(cell(0, 0), u"name"_s);
    QCOMPARE(cell(0, 1), u"\"<b>x</b>\""_s);
    QCOMPARE(cell(2, 0), visibleText(u"big\tA"_s, 99));
    QCOMPARE(cell(2, 1), u"123456789012345678901234567890"_s);
    QCOMPARE(cell(3, 1), u"{ 0 }"_s);
    QVERIFY(!model.hasChildren(model.index(3, 0)));
    const QModelIndex list = model.index(1, 0);
    QVERIFY(model.hasChildren(list));
    QCOMPARE(model.rowCount(list), 0); // Not opened yet.
    model.fetchMore(list);
    QCOMPARE(model.rowCount(list), 5);
    QCOMPARE(cell(1, 1, list), u"2.5"_s);
    QCOMPARE(cell(2, 1, list), u"true"_s);
    QCOMPARE(cell(3, 1, list), u"null"_s);
    const QModelIndex object = model.index(4, 0, list);
    model.fetchMore(object);
    QCOMPARE(model.parent(model.index(0, 0, object)), object);
    QVERIFY(!model.hasChildren(model.index(0, 0, object)));
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
}

void TestResultContent::aMillionEntriesAreMadeAsTheyAreLookedAt()
{
    QByteArray bytes = "[0";
    for (int i = 0; i < 1'000'000; ++i)
        bytes += ",1";
    JsonModel model;
    model.setDocument(std::make_shared<const JsonText>(JsonText::parse(bytes + ']')));
    QCOMPARE(model.rowCount(), JsonModel::piece);
    QVERIFY(model.canFetchMore({}));
    model.fetchMore({});
    QCOMPARE(model.rowCount(), 2 * JsonModel::piece);
}

void TestResultContent::deepJsonIsText()
{
    QCOMPARE(loadResult(write(u"deep"_s, QByteArray(100'000, '['))).kind, Kind::Text);
}

QTEST_MAIN(TestResultContent)
#include "tst_resultcontent.moc"
