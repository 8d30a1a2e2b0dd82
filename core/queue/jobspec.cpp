#include "core/queue/jobspec.h"

#include "core/queue/visibletext.h"

#include <algorithm>

namespace millrace {

const JobOptions &optionsOf(const JobSpec &spec)
{
    static const JobOptions defaults;
    return spec.options ? *spec.options : defaults;
}

namespace {

/// The authority of a URL without its user: "host:port", as written.
QByteArrayView hostAndPort(QByteArrayView url, qsizetype scheme)
{
    QByteArrayView rest = url.sliced(scheme + 3);
    const auto end = std::find_if(rest.begin(), rest.end(),
                                  [](char c) { return c == '/' || c == '?' || c == '#' || c == '\\'; });
    rest = rest.first(end - rest.begin());
    return rest.sliced(rest.lastIndexOf('@') + 1);
}

/// True if \a port is the one that the scheme of \a url has anyway.
bool isDefaultPort(QByteArrayView port, bool tls)
{
    while (port.startsWith('0'))
        port = port.sliced(1);
    return port.isEmpty() || port == QByteArrayView(tls ? "443" : "80");
}

} // namespace

QByteArray hostOf(const JobSpec &spec)
{
    if (spec.kind != JobKind::Fetch)
        return {};
    const QByteArrayView url(spec.what);
    const qsizetype scheme = url.indexOf("://");
    if (scheme < 0)
        return {};
    QByteArrayView host = hostAndPort(url, scheme);
    const qsizetype colon = host.lastIndexOf(':');
    const bool tls = url.first(scheme).compare("https", Qt::CaseInsensitive) == 0;
    if (colon > host.lastIndexOf(']') && isDefaultPort(host.sliced(colon + 1), tls))
        host = host.first(colon);
    return host.toByteArray().toLower();
}

QString shownText(const JobSpec &spec, int characters)
{
    return visibleText(spec.kind == JobKind::Fetch ? maskedUrl(spec.what) : maskedLine(spec.what),
                       characters);
}

} // namespace millrace
