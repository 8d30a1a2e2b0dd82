#include "core/runners/fetch/fetchanswer.h"

#include "core/queue/visibletext.h"
#include "core/runners/fetch/httptext.h"

#include <algorithm>

namespace millrace {

namespace {

bool isNamed(QByteArrayView name, QByteArrayView lower)
{
    return name.size() == lower.size() && name.compare(lower, Qt::CaseInsensitive) == 0;
}

/// Jobs are kept by the million, and a server may send 300 KiB of headers with each.
constexpr qsizetype mostHeaders = qsizetype{16} * 1024;
constexpr qsizetype usualHeaders = 512;
constexpr qsizetype longestType = 256;

/// Of these a reader would get what is no business of his.
bool isMasked(QByteArrayView name)
{
    return isNamed(name, "set-cookie") || isNamed(name, "location");
}

QByteArray maskedLineOf(QByteArrayView line)
{
    const QByteArray text = line.toByteArray();
    const qsizetype colon = line.indexOf(':');
    if (isNamed(line.first(colon), "set-cookie"))
        return text.first(std::max(colon + 1, text.indexOf('=', colon) + 1)) + "…\r\n";
    return text.first(colon) + ": " + maskedUrl(text.sliced(colon + 1).trimmed()) + "\r\n";
}

} // namespace

void FetchAnswer::keep(QByteArrayView line)
{
    if (m_linesLeftOut == 0 && m_headers.size() + line.size() <= mostHeaders)
        m_headers += line;
    else
        ++m_linesLeftOut;
}

QByteArray FetchAnswer::headers() const
{
    if (m_linesLeftOut == 0)
        return {m_headers.constData(), m_headers.size()}; // Without the room that was made for more.
    return m_headers + "(" + QByteArray::number(m_linesLeftOut) + " lines more)\r\n";
}

void FetchAnswer::add(QByteArrayView line)
{
    if (line.startsWith("HTTP/")) {
        begin(line);
        return;
    }
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0)
        return keep(line);
    const QByteArrayView name = line.first(colon);
    if (isMasked(name))
        keep(maskedLineOf(line));
    else
        keep(line);
    const QByteArrayView value = line.sliced(colon + 1).trimmed();
    if (isNamed(name, "content-length"))
        noteLength(value);
    else if (isNamed(name, "content-type"))
        m_contentType = value.first(std::min(value.size(), longestType)).toByteArray();
    else if (isNamed(name, "location"))
        m_location = value.toByteArray();
    else if (isNamed(name, "content-encoding"))
        m_encoded = !isNamed(value, "identity");
    else if (isNamed(name, "content-disposition"))
        m_disposition = value.toByteArray();
    else if (isNamed(name, "retry-after"))
        m_retryAfter = value.toByteArray();
}

void FetchAnswer::begin(QByteArrayView line)
{
    *this = {};
    m_headers.reserve(usualHeaders);
    keep(line);
    const QByteArrayView text = line.sliced(5).trimmed();
    const qsizetype blank = text.indexOf(' ');
    if (blank < 0)
        return;
    m_version = text.first(blank).toByteArray();
    const QByteArrayView rest = text.sliced(blank + 1);
    m_status = rest.first(std::min<qsizetype>(rest.size(), 3)).toInt();
    m_reason = rest.sliced(std::min<qsizetype>(rest.size(), 4)).toByteArray();
}

void FetchAnswer::noteLength(QByteArrayView value)
{
    bool isNumber = false;
    const qint64 length = value.toLongLong(&isNumber);
    const QByteArrayView shown = value.first(std::min<qsizetype>(value.size(), 40));
    if (m_length >= 0 && length != m_length)
        m_conflict = QByteArray::number(m_length) + " and " + shown.toByteArray();
    else if (!isNumber || length < 0)
        m_conflict = shown.toByteArray();
    if (isNumber && length >= 0)
        m_length = length;
}

QByteArray FetchAnswer::statusText() const
{
    const QByteArray reason = m_reason.isEmpty() ? standardReason(m_status) : m_reason;
    return QByteArray::number(m_status) + (reason.isEmpty() ? reason : ' ' + reason);
}

std::optional<std::chrono::milliseconds> FetchAnswer::retryAfter() const
{
    return parseRetryAfter(m_retryAfter, std::chrono::system_clock::now());
}

bool FetchAnswer::isRedirect() const
{
    switch (m_status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
        return !m_location.isEmpty();
    default:
        return false;
    }
}

} // namespace millrace
