#include "ui/details/resultcontent.h"

#include "ui/details/filepiece.h"
#include "ui/details/logview.h"
#include "ui/details/outputdecoder.h"

#include <QCoreApplication>
#include <QFile>
#include <QImageReader>

#include <algorithm>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

using Kind = ResultContent::Kind;

QString translated(const char *text)
{
    return QCoreApplication::translate("ResultContent", text);
}

/// The format that the first bytes tell; empty for none of those that we decode.
QByteArray imageFormat(QByteArrayView head)
{
    if (head.startsWith("\x89PNG\r\n\x1a\n"))
        return "png";
    if (head.startsWith("\xff\xd8\xff"))
        return "jpeg";
    if (head.startsWith("GIF87a") || head.startsWith("GIF89a"))
        return "gif";
    if (head.startsWith("BM") && head.size() > 26 && head.sliced(6, 4) == QByteArrayView("\0\0\0\0", 4))
        return "bmp";
    if (head.startsWith("RIFF") && head.size() > 12 && head.sliced(8, 4) == QByteArrayView("WEBP"))
        return "webp";
    return {};
}

bool looksLikeText(QByteArrayView head)
{
    const auto odd = std::ranges::count_if(head, [](char c) {
        const auto u = static_cast<unsigned char>(c);
        return u < 0x20 && u != '\n' && u != '\r' && u != '\t' && u != '\f' && u != 0x1b && u != '\b';
    });
    return !head.contains('\0') && odd * 100 <= head.size();
}

bool looksLikeHtml(QByteArrayView head)
{
    const QByteArray start =
        head.first(std::min<qsizetype>(head.size(), 1024)).toByteArray().trimmed().toLower();
    return start.startsWith("<!doctype html") || start.startsWith("<html") || start.contains("<html");
}

void decodeImage(QFile &file, const QByteArray &format, ResultContent &content)
{
    content.kind = Kind::Image;
    content.format = QString::fromLatin1(format).toUpper();
    QImageReader reader(&file, format);
    reader.setAutoDetectImageFormat(false);
    reader.setAutoTransform(true);
    content.imageSize = reader.size();
    const QSize size = content.imageSize;
    if (size.isValid() && qint64{size.width()} * size.height() > mostPixels) {
        content.error = translated("It is too large to be shown.");
        return;
    }
    if (size.width() > largestSide || size.height() > largestSide)
        reader.setScaledSize(size.scaled(largestSide, largestSide, Qt::KeepAspectRatio));
    content.image = reader.read();
    if (content.image.isNull())
        content.error = reader.errorString();
    if (!size.isValid())
        content.imageSize = content.image.size();
}

/// The bytes of as many lines as a LogView keeps: of more, it would drop the first.
QByteArrayView firstLines(QByteArrayView bytes)
{
    qsizetype end = -1;
    for (int line = 0; line < LogView::longestView; ++line) {
        end = bytes.indexOf('\n', end + 1);
        if (end < 0)
            return bytes;
    }
    return bytes.first(end);
}

void readLines(QFile &file, ResultContent &content)
{
    file.seek(0);
    const QByteArray bytes = file.read(longestText);
    const QByteArrayView shown = firstLines(bytes);
    const bool isAll =
        bytes.size() == content.size && bytes.size() - shown.size() <= 1; // But for the last \n.
    content.shownBytes = isAll ? content.size : shown.size();
    content.lines = OutputDecoder().feed(shown);
}

bool readJson(QFile &file, ResultContent &content)
{
    if (content.size > largestJson)
        return false;
    file.seek(0);
    content.json = std::make_shared<const JsonText>(JsonText::parse(file.readAll()));
    return !content.json->isNull();
}

void readText(QFile &file, QByteArrayView head, ResultContent &content)
{
    const QByteArrayView start = head.sliced(head.startsWith("\xef\xbb\xbf") ? 3 : 0).trimmed();
    const bool maybeJson = start.startsWith('{') || start.startsWith('[');
    content.kind = maybeJson && readJson(file, content) ? Kind::Json
                   : looksLikeHtml(head)                ? Kind::Html
                                                        : Kind::Text;
    readLines(file, content);
}

} // namespace

ResultContent loadResult(const QString &path)
{
    constexpr qint64 headBytes = 4096;
    constexpr qsizetype shownBytes = 16;
    ResultContent content;
    QFile file;
    content.error = openRegular(file, path);
    if (!content.error.isEmpty())
        return content;
    content.size = file.size();
    const QByteArray head = file.peek(headBytes);
    if (content.size == 0) {
        content.kind = Kind::Empty;
    } else if (const QByteArray format = imageFormat(head); !format.isEmpty()) {
        decodeImage(file, format, content);
    } else if (looksLikeText(head)) {
        readText(file, head, content);
    } else {
        content.kind = Kind::Other;
        content.format = QString::fromLatin1(head.first(std::min(head.size(), shownBytes)).toHex(' '));
    }
    return content;
}

} // namespace millrace
