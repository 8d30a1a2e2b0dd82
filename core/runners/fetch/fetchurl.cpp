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

bool endsAuthority(char c)
{
    return c == '/' || c == '?' || c == '#';
}

/// The part of \a url that says whom to talk to, as a person reads it; null in a relative reference that has none.
QByteArrayView authorityOf(const QByteArray &url)
{
    const qsizetype first = std::find_if(url.begin(), url.end(), endsAuthority) - url.begin();
    if (!QByteArrayView(url).sliced(first).startsWith("//") || (first > 0 && url[first - 1] != ':'))
        return {};
    const QByteArrayView rest = QByteArrayView(url).sliced(first + 2);
    return rest.first(std::find_if(rest.begin(), rest.end(), endsAuthority) - rest.begin());
}

bool isAscii(QByteArrayView bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
}

/// \a url with its host in ASCII (libcurl would depend on the locale); empty if there is no such name.
QByteArray withAsciiHost(const QByteArray &url, QByteArrayView authority)
{
    if (isAscii(authority))
        return url;
    QByteArrayView host = authority.sliced(authority.lastIndexOf('@') + 1);
    if (const qsizetype colon = host.lastIndexOf(':'); colon >= 0)
        host = host.first(colon);
    const QByteArray ace = QUrl::toAce(QString::fromUtf8(host));
    const qsizetype start = host.data() - url.data();
    return ace.isEmpty() ? ace : url.first(start) + ace + url.sliced(start + host.size());
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
    const QByteArrayView authority = authorityOf(url);
    const QByteArray ascii = withAsciiHost(url, authority);
    if (ascii.isEmpty() && !url.isEmpty())
        m_error = u"Its host is no name that can be looked up."_s;
    else if (authority.contains('\\'))
        m_error = u"It has a backslash before the path."_s;
    if (!m_error.isEmpty())
        return;
    const CURLUcode code = curl_url_set(m_url.get(), CURLUPART_URL, ascii.constData(),
                                        CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE);
    if (code)
        m_error = QString::fromUtf8(curl_url_strerror(code)) + u'.';
    else
        check();
    if (m_error.isEmpty() && !authority.isNull() && authority.isEmpty())
        m_error = u"It names no host."_s; // libcurl took the path's beginning for one.
}

void FetchUrl::check()
{
    const QByteArray scheme = part(CURLUPART_SCHEME);
    const QByteArray name = host();
    m_tls = scheme == "https";
    if (!m_tls && scheme != "http")
        m_error = u"%1: is not http or https."_s.arg(QString::fromUtf8(scheme));
    else if (name.isEmpty())
        m_error = u"It names no host."_s;
    m_origin = scheme + "://" + name.toLower() + ':' + part(CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

QByteArray FetchUrl::part(int which, unsigned flags) const
{
    char *text = nullptr;
    if (curl_url_get(m_url.get(), static_cast<CURLUPart>(which), &text, flags) != CURLUE_OK)
        return {};
    QByteArray copy(text);
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

bool FetchUrl::isOfThisMachine() const
{
    const QByteArray name = host().toLower();
    if (name == "localhost" || name.endsWith(".localhost") || name == "[::1]")
        return true;
    return name.startsWith("127.") &&
           std::all_of(name.begin(), name.end(), [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

QByteArray FetchUrl::lastSegment() const
{
    const QByteArray path = part(CURLUPART_PATH);
    return QByteArray::fromPercentEncoding(path.sliced(path.lastIndexOf('/') + 1));
}

} // namespace millrace
