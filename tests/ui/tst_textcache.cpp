#include "ui/views/textcache.h"

#include <QImage>
#include <QPainter>
#include <QTest>

using namespace millrace;
using namespace Qt::StringLiterals;

class TestTextCache : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesLookAsIfTheyWereDrawnAnew_data();
    void linesLookAsIfTheyWereDrawnAnew();
    void anotherFontIsSeenAtOnce();
};

namespace {

constexpr QRect cell(7, 3, 120, 23);

QImage painted(int scale, const QFont &font, auto draw)
{
    QImage image(QSize(140, 30) * scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.setFont(font);
    draw(painter);
    return image;
}

QImage drawnAnew(int scale, const QFont &font, const QString &text, Qt::Alignment alignment)
{
    return painted(scale, font, [&](QPainter &painter) {
        const QString elided = painter.fontMetrics().elidedText(text, Qt::ElideMiddle, cell.width());
        painter.drawText(cell, int(alignment | Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextDontClip),
                         elided);
    });
}

QImage drawn(TextCache &cache, int scale, const QFont &font, const QString &text, Qt::Alignment alignment)
{
    return painted(scale, font, [&](QPainter &painter) { cache.draw(painter, cell, text, alignment); });
}

} // namespace

void TestTextCache::linesLookAsIfTheyWereDrawnAnew_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("short") << u"finished"_s;
    QTest::newRow("too long") << u"https://example.org/pictures/of/a/long/walk/4217.jpg"_s;
    QTest::newRow("looks like HTML") << u"<b>bold</b>"_s;
    QTest::newRow("names a device") << u"<img src=\"/dev/zero\">"_s;
    QTest::newRow("an ampersand and entities") << u"a&b &lt;c&gt;"_s;
    QTest::newRow("nothing") << QString();
}

void TestTextCache::linesLookAsIfTheyWereDrawnAnew()
{
    QFETCH(QString, text);
    TextCache cache;
    for (const Qt::Alignment alignment : {Qt::AlignLeft, Qt::AlignRight}) {
        for (const int scale : {1, 2, 1}) { // The last is remembered.
            const QImage expected = drawnAnew(scale, QFont(), text, alignment);
            QCOMPARE(drawn(cache, scale, QFont(), text, alignment), expected);
        }
    }
}

void TestTextCache::anotherFontIsSeenAtOnce()
{
    TextCache cache;
    QFont large;
    large.setPixelSize(19);
    const QString text = u"https://example.org/pictures/4217.jpg"_s;
    const auto left = Qt::AlignLeft;
    QCOMPARE(drawn(cache, 1, QFont(), text, left), drawnAnew(1, QFont(), text, left));
    QCOMPARE(drawn(cache, 1, large, text, left), drawnAnew(1, large, text, left));
}

QTEST_MAIN(TestTextCache)
#include "tst_textcache.moc"
