#include "core/queue/visibletext.h"

#include <algorithm>
#include <array>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

constexpr char32_t notUtf8 = 0xFFFFFFFF;

struct Decoded
{
    char32_t character = notUtf8;
    int length = 1;
};

/// One character of \a bytes from \a at on, or notUtf8 and a length of 1.
Decoded decode(QByteArrayView bytes, qsizetype at)
{
    const auto byte = [&bytes](qsizetype i) { return static_cast<unsigned char>(bytes[i]); };
    const unsigned char lead = byte(at);
    if (lead < 0x80)
        return {lead, 1};
    const int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || at + length > bytes.size())
        return {};
    char32_t character = lead & (0x7F >> length);
    for (int i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80)
            return {};
        character = (character << 6) | (byte(at + i) & 0x3F);
    }
    constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (character < least[length] || character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF))
        return {};
    return {character, length};
}

/// Characters that take no room, or turn the text around them.
bool hides(char32_t c)
{
    return (c >= 0x80 && c < 0xA0) || c == 0xAD || c == 0x034F || c == 0x061C ||
           (c >= 0x115F && c <= 0x1160) || (c >= 0x17B4 && c <= 0x17B5) || (c >= 0x180B && c <= 0x180F) ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
           c == 0x3164 || c == 0xFEFF || c == 0xFFA0 || (c >= 0xFFF0 && c <= 0xFFFB) ||
           (c >= 0xE0000 && c <= 0xE0FFF);
}

void appendVisible(QString &text, char32_t c)
{
    if (c >= 0x20 && c < 0x7F)
        text += QChar(static_cast<char16_t>(c));
    else if (c == u'\t')
        text += u' ';
    else if (c < 0x20)
        text += QChar(static_cast<char16_t>(0x2400 + c));
    else if (c == 0x7F)
        text += u'\u2421';
    else if (hides(c))
        text += u"<U+%1>"_s.arg(QString::number(c, 16).toUpper().rightJustified(4, u'0'));
    else
        text += QStringView(QChar::fromUcs4(c));
}

/// Appends what \a bytes have at \a at, and goes behind it.
void appendNext(QString &text, QByteArrayView bytes, qsizetype &at)
{
    const Decoded next = decode(bytes, at);
    if (next.character == notUtf8)
        text += u"<%1>"_s.arg(static_cast<unsigned char>(bytes[at]), 2, 16, QChar(u'0')).toUpper();
    else
        appendVisible(text, next.character);
    at += next.length;
}

bool isPlainAscii(char c)
{
    return c >= 0x20 && c < 0x7F;
}

} // namespace

QString visibleText(QByteArrayView utf8, int characters)
{
    const qsizetype limit = std::max(characters, 1);
    const auto *const plainEnd =
        std::find_if_not(utf8.begin(), utf8.begin() + std::min(limit, utf8.size()), isPlainAscii);
    QString text = QString::fromLatin1(utf8.first(plainEnd - utf8.begin()));
    qsizetype at = text.size();
    if (at < utf8.size())
        text.reserve(std::min(limit + 1, utf8.size()));
    while (at < utf8.size() && text.size() <= limit)
        appendNext(text, utf8, at);
    if (text.size() <= limit && at >= utf8.size())
        return text;
    text.truncate(limit - 1);
    if (!text.isEmpty() && text.back().isHighSurrogate())
        text.chop(1);
    return text + u'…';
}

qsizetype visibleBytes(QByteArrayView utf8, int characters)
{
    const qsizetype limit = std::max(characters, 1);
    QString text;
    qsizetype at = 0, shown = 0;
    while (at < utf8.size() && text.size() <= limit) {
        appendNext(text, utf8, at);
        if (text.size() < limit) // The last character says that it was cut.
            shown = at;
    }
    return text.size() <= limit ? utf8.size() : shown;
}

QString visibleText(QStringView text, int characters)
{
    const qsizetype enough = std::max(characters, 1) + 1;
    return visibleText(QByteArrayView(text.first(std::min(text.size(), enough)).toUtf8()), characters);
}

namespace {

/// Where the password of the authority at \a begin … \a end stands; empty if it has none.
struct Password
{
    qsizetype begin = 0, end = 0;
};

Password passwordOf(QByteArrayView text, qsizetype begin, qsizetype end)
{
    const QByteArrayView authority = text.sliced(begin, end - begin);
    const qsizetype at = authority.lastIndexOf('@');
    const qsizetype colon = authority.indexOf(':');
    if (at < 0 || colon < 0 || colon > at)
        return {};
    return {begin + colon + 1, begin + at};
}

bool endsAuthority(char c)
{
    return c == '/' || c == '?' || c == '#';
}

/// What a password in a URL may consist of without meaning anything to a shell.
bool isHarmless(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           QByteArrayView("-._~%+=,:@").contains(c);
}

} // namespace

QByteArray maskedUrl(const QByteArray &url)
{
    const qsizetype scheme = url.indexOf("://");
    if (scheme < 0 || !url.contains('@'))
        return url;
    const auto end = std::find_if(url.cbegin() + scheme + 3, url.cend(), endsAuthority);
    const Password password = passwordOf(url, scheme + 3, end - url.cbegin());
    return password.begin == password.end ? url
                                          : url.first(password.begin) + "***" + url.sliced(password.end);
}

QByteArray maskedLine(const QByteArray &line)
{
    if (!line.contains("://") || !line.contains('@'))
        return line;
    QByteArray masked;
    qsizetype copied = 0;
    for (qsizetype scheme = line.indexOf("://"); scheme >= 0; scheme = line.indexOf("://", scheme + 3)) {
        const auto end = std::find_if_not(line.cbegin() + scheme + 3, line.cend(), isHarmless);
        const Password password = passwordOf(line, scheme + 3, end - line.cbegin());
        if (password.begin == password.end)
            continue;
        masked += line.sliced(copied, password.begin - copied) + "***";
        copied = password.end;
    }
    return masked + line.sliced(copied);
}

bool isSecretHeader(QByteArrayView header)
{
    constexpr std::array<QByteArrayView, 5> secrets{"authorization", "cookie", "token", "api-key", "secret"};
    const QByteArray name = header.first(std::max<qsizetype>(header.indexOf(':'), 0)).toByteArray().toLower();
    return std::any_of(secrets.begin(), secrets.end(),
                       [&name](QByteArrayView secret) { return name.contains(secret); });
}

QByteArray maskedHeader(const QByteArray &header)
{
    return isSecretHeader(header) ? header.first(header.indexOf(':')) + ": ***" : header;
}

} // namespace millrace
