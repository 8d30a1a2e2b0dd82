#include "core/joblist/urlcheck.h"

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <algorithm>
#include <array>
#include <string_view>

namespace millrace {

namespace {

constexpr std::array<std::string_view, 18> bareSchemes{
    "about", "blob",   "cid",    "data", "file", "ftp", "http", "https",    "javascript",
    "jar",   "magnet", "mailto", "news", "sms",  "tel", "urn",  "vbscript", "view-source"};

constexpr bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
constexpr bool isBlankOrControl(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7f;
}
constexpr bool isHostCharacter(char c)
{
    return isLetter(c) || isDigit(c) || c == '.' || c == '-' || c == '_';
}

bool isPort(QByteArrayView digits)
{
    if (digits.size() > 5 || !std::all_of(digits.begin(), digits.end(), isDigit))
        return false;
    int port = 0;
    for (const char c : digits)
        port = port * 10 + (c - '0');
    return digits.isEmpty() || (port > 0 && port <= 65535);
}

// The authority of an ordinary URL; what has brackets, percent signs or other letters is left to QUrl.
bool isPlainHost(QByteArrayView host)
{
    return !host.isEmpty() && host.front() != '.' && std::all_of(host.begin(), host.end(), isHostCharacter);
}

} // namespace

QByteArrayView urlScheme(QByteArrayView text)
{
    constexpr qsizetype longest = 32;
    const qsizetype colon = text.first(std::min(text.size(), longest)).indexOf(':');
    if (colon < 1 || !isLetter(text.front()))
        return {};
    const QByteArrayView scheme = text.first(colon);
    const auto fits = [](char c) { return isLetter(c) || isDigit(c) || c == '+' || c == '-' || c == '.'; };
    if (!std::all_of(scheme.begin(), scheme.end(), fits))
        return {};
    const auto isScheme = [scheme](std::string_view bare) {
        return scheme.compare(QByteArrayView(bare.data(), static_cast<qsizetype>(bare.size())),
                              Qt::CaseInsensitive) == 0;
    };
    const bool known = std::any_of(bareSchemes.begin(), bareSchemes.end(), isScheme);
    return known || text.sliced(colon + 1).startsWith("//") ? scheme : QByteArrayView();
}

bool isFetchableUrl(QByteArrayView url)
{
    if (std::any_of(url.begin(), url.end(), isBlankOrControl))
        return false;
    const qsizetype slashes = url.indexOf("://");
    if (slashes < 0)
        return false;
    QByteArrayView authority = url.sliced(slashes + 3);
    const auto end = std::find_if(authority.begin(), authority.end(),
                                  [](char c) { return c == '/' || c == '?' || c == '#'; });
    authority = authority.first(end - authority.begin());
    // What a person reads as the host must be the host.
    if (authority.contains('\\') || authority.count('@') > 1)
        return false;
    const QByteArrayView place = authority.sliced(authority.lastIndexOf('@') + 1);
    const qsizetype colon = place.lastIndexOf(':');
    const QByteArrayView host = colon < 0 ? place : place.first(colon);
    if (isPlainHost(host) && (colon < 0 || isPort(place.sliced(colon + 1))))
        return true;
    const QUrl parsed(QString::fromUtf8(url.first(slashes + 3 + authority.size())), QUrl::StrictMode);
    return parsed.isValid() && !parsed.host().isEmpty() && parsed.port(1) != 0;
}

} // namespace millrace
