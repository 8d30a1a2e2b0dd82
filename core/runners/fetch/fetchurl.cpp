#include "core/runners/fetch/fetchurl.h"

#include <QUrl>

#include <curl/curl.h>

#include <algorithm>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

bool hasControl(const QByteArray &url)
{
    return std::any_of(url.begin(), url.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
    });
}

/// Where the authority of \a url ends: what a person reads as the host must be before it.
qsizetype authorityEnd(const QByteArray &url)
{
    const qsizetype start = url.indexOf("//");
    const auto isEnd = [](char c) { return c == '/' || c == '?' || c == '#'; };
    const auto from = url.begin() + (start < 0 ? 0 : start + 2);
    return std::find_if(from, url.end(), isEnd) - url.begin();
}

bool isAscii(QByteArrayView bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
}

/// \a url with its host in ASCII (libcurl would depend on the locale); empty if there is no such name.
QByteArray withAsciiHost(const QByteArray &url)
{
    const qsizetype end = authorityEnd(url);
    if (isAscii(QByteArrayView(url).first(end)))
        return url;
    const qsizetype start = std::max(url.lastIndexOf('@', end - 1) + 1, url.indexOf("//") + 2);
    qsizetype port = url.indexOf(':', start);
    if (port < 0 || port > end)
        port = end;
    const QByteArray ace = QUrl::toAce(QString::fromUtf8(url.mid(start, port - start)));
    return ace.isEmpty() ? ace : url.first(start) + ace + url.sliced(port);
}

} // namespace

void FetchUrl::Free::operator()(Curl_URL *url) const
{
    curl_url_cleanup(url);
}

FetchUrl::FetchUrl(const QByteArray &url) : m_url(curl_url())
{
    set(url);
}

FetchUrl FetchUrl::resolved(const QByteArray &location) const
{
    FetchUrl next;
    next.m_url.reset(curl_url_dup(m_url.get()));
    next.set(location);
    return next;
}

void FetchUrl::set(const QByteArray &url)
{
    if (hasControl(url)) {
        m_error = u"It contains control characters."_s;
        return;
    }
    const QByteArray ascii = withAsciiHost(url);
    if (ascii.isEmpty() && !url.isEmpty()) {
        m_error = u"Its host is no name that can be looked up."_s;
        return;
    }
    if (QByteArrayView(ascii).first(authorityEnd(ascii)).contains('\\')) {
        m_error = u"It has a backslash before the path."_s;
        return;
    }
    const CURLUcode code = curl_url_set(m_url.get(), CURLUPART_URL, ascii.constData(),
                                        CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE);
    if (code)
        m_error = QString::fromUtf8(curl_url_strerror(code)) + u'.';
    else
        check();
}

void FetchUrl::check()
{
    const QByteArray scheme = part(CURLUPART_SCHEME);
    m_tls = scheme == "https";
    if (!m_tls && scheme != "http")
        m_error = u"%1: is not http or https."_s.arg(QString::fromUtf8(scheme));
    else if (host().isEmpty())
        m_error = u"It names no host."_s;
    m_origin = scheme + "://" + host().toLower() + ':' + part(CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

QByteArray FetchUrl::part(int which, unsigned flags) const
{
    char *text = nullptr;
    if (curl_url_get(m_url.get(), static_cast<CURLUPart>(which), &text, flags) != CURLUE_OK)
        return {};
    const QByteArray copy(text);
    curl_free(text);
    return copy;
}

QByteArray FetchUrl::text() const
{
    const QByteArray all = part(CURLUPART_URL);
    const qsizetype fragment = all.indexOf('#');
    return fragment < 0 ? all : all.first(fragment);
}

QByteArray FetchUrl::user() const
{
    return part(CURLUPART_USER, CURLU_URLDECODE);
}

QByteArray FetchUrl::password() const
{
    return part(CURLUPART_PASSWORD, CURLU_URLDECODE);
}

QByteArray FetchUrl::host() const
{
    return part(CURLUPART_HOST);
}

QByteArray FetchUrl::lastSegment() const
{
    const QByteArray path = part(CURLUPART_PATH);
    return QByteArray::fromPercentEncoding(path.sliced(path.lastIndexOf('/') + 1));
}

} // namespace millrace
