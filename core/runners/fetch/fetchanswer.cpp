#include "core/runners/fetch/fetchanswer.h"

#include "core/runners/fetch/httptext.h"

namespace millrace {

namespace {

bool isNamed(QByteArrayView name, QByteArrayView lower)
{
    return name.size() == lower.size() && name.compare(lower, Qt::CaseInsensitive) == 0;
}

} // namespace

void FetchAnswer::add(QByteArrayView line)
{
    if (line.startsWith("HTTP/")) {
        begin(line);
        return;
    }
    m_headers += line;
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0)
        return;
    const QByteArrayView name = line.first(colon);
    const QByteArrayView value = line.sliced(colon + 1).trimmed();
    if (isNamed(name, "content-length"))
        noteLength(value);
    else if (isNamed(name, "content-type"))
        m_contentType = value.toByteArray();
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
    m_headers = line.toByteArray();
    const QByteArrayView text = line.sliced(5).trimmed();
    const qsizetype blank = text.indexOf(' ');
    if (blank < 0)
        return;
    m_version = text.first(blank).toByteArray();
    const QByteArrayView rest = text.sliced(blank + 1);
    m_status = rest.first(std::min<qsizetype>(rest.size(), 3)).toByteArray().toInt();
    m_reason = rest.sliced(std::min<qsizetype>(rest.size(), 4)).toByteArray();
}

void FetchAnswer::noteLength(QByteArrayView value)
{
    bool isNumber = false;
    const qint64 length = value.toByteArray().toLongLong(&isNumber);
    const QByteArray shown = value.first(std::min<qsizetype>(value.size(), 40)).toByteArray();
    if (m_length >= 0 && length != m_length)
        m_conflict = QByteArray::number(m_length) + " and " + shown;
    else if (!isNumber || length < 0)
        m_conflict = shown;
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
