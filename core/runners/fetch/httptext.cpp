#include "core/runners/fetch/httptext.h"

#include "core/queue/httpstatus.h"
#include "core/queue/visibletext.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <utility>

namespace millrace {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds longestWait = 240h;

constexpr std::array suffixes = std::to_array<std::pair<const char *, const char *>>({
    {"text/html", ".html"},
    {"text/plain", ".txt"},
    {"text/css", ".css"},
    {"text/csv", ".csv"},
    {"text/xml", ".xml"},
    {"text/javascript", ".js"},
    {"application/javascript", ".js"},
    {"application/json", ".json"},
    {"application/xml", ".xml"},
    {"application/pdf", ".pdf"},
    {"application/zip", ".zip"},
    {"application/gzip", ".gz"},
    {"image/jpeg", ".jpg"},
    {"image/png", ".png"},
    {"image/gif", ".gif"},
    {"image/webp", ".webp"},
    {"image/svg+xml", ".svg"},
});

QByteArray typeOf(QByteArrayView contentType)
{
    const qsizetype end = contentType.indexOf(';');
    return contentType.first(end < 0 ? contentType.size() : end).trimmed().toByteArray().toLower();
}

/// The value of parameter \a name ("filename*") in a header of parameters; unquoted.
QByteArray parameter(QByteArrayView value, QByteArrayView name)
{
    qsizetype at = value.indexOf(';');
    while (at >= 0 && at < value.size()) {
        const QByteArrayView rest = value.sliced(at + 1);
        const qsizetype equals = rest.indexOf('=');
        if (equals < 0)
            return {};
        const bool found = rest.first(equals).trimmed().compare(name, Qt::CaseInsensitive) == 0;
        QByteArrayView text = rest.sliced(equals + 1).trimmed();
        QByteArray read;
        const bool quoted = text.startsWith('"');
        qsizetype i = quoted ? 1 : 0;
        for (; i < text.size() && text[i] != (quoted ? '"' : ';'); ++i)
            read += quoted && text[i] == '\\' && i + 1 < text.size() ? text[++i] : text[i];
        if (found)
            return quoted ? read : read.trimmed();
        at = value.indexOf(';', text.data() + i - value.data());
    }
    return {};
}

/// \a page without what stands in angle brackets.
QByteArray withoutTags(QByteArrayView page)
{
    QByteArray text;
    bool inTag = false;
    for (const char c : page) {
        if (c == '<')
            inTag = true;
        else if (c == '>' && std::exchange(inTag, false))
            text += ' ';
        else if (!inTag)
            text += c;
    }
    return text;
}

} // namespace

QByteArray standardReason(int status)
{
    const std::string_view words = httpStatusWords(status);
    return {words.data(), static_cast<qsizetype>(words.size())};
}

std::optional<std::chrono::milliseconds> parseRetryAfter(const QByteArray &value,
                                                         std::chrono::system_clock::time_point now)
{
    if (value.isEmpty())
        return {};
    std::chrono::seconds wait;
    if (std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        wait = value.size() > 9 ? longestWait : std::chrono::seconds(value.toInt());
    } else {
        const time_t date = curl_getdate(value.constData(), nullptr);
        if (date < 0)
            return {};
        wait = std::chrono::ceil<std::chrono::seconds>(std::chrono::system_clock::from_time_t(date) - now);
    }
    return std::clamp(wait, 0s, longestWait);
}

QByteArray dispositionFileName(QByteArrayView value)
{
    const QByteArray extended = parameter(value, "filename*"); // UTF-8''na%C3%AFve.txt
    const qsizetype language = extended.indexOf('\'', extended.indexOf('\'') + 1);
    if (language > 0 && extended.first(extended.indexOf('\'')).compare("utf-8", Qt::CaseInsensitive) == 0)
        return QByteArray::fromPercentEncoding(extended.sliced(language + 1));
    return parameter(value, "filename");
}

QByteArray suffixOf(QByteArrayView contentType)
{
    const QByteArray type = typeOf(contentType);
    const auto found =
        std::find_if(suffixes.begin(), suffixes.end(), [&](auto &s) { return type == s.first; });
    return found == suffixes.end() ? QByteArray() : QByteArray(found->second);
}

QString excerpt(QByteArrayView body, QByteArrayView contentType, int characters)
{
    const QByteArray type = typeOf(contentType);
    body = body.first(std::min<qsizetype>(body.size(), 4096));
    const bool isUntold = type.isEmpty() && !body.contains('\0');
    if (!isUntold && !type.startsWith("text/") && !type.contains("json") && !type.contains("xml"))
        return {};
    QByteArray text = body.toByteArray();
    if (type.contains("html") || type.contains("xml")) {
        const QByteArray lower = text.toLower();
        const qsizetype title = lower.indexOf("<title>");
        const qsizetype end = lower.indexOf("</title>", title);
        text = title >= 0 && end > title ? text.mid(title + 7, end - title - 7) : withoutTags(text);
    }
    return visibleText(text.simplified(), characters);
}

} // namespace millrace
