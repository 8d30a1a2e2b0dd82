#include "core/runners/fetch/fetchrequest.h"

#include "core/queue/jobspec.h"

#include <algorithm>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

bool isToken(const QByteArray &text)
{
    constexpr QByteArrayView marks("!#$%&'*+-.^_`|~");
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               marks.contains(c);
    });
}

bool isHeaderLine(const QByteArray &line)
{
    const qsizetype colon = line.indexOf(':');
    return colon > 0 && isToken(line.first(colon)) && std::all_of(line.begin(), line.end(), [](char c) {
               return static_cast<unsigned char>(c) >= 0x20 || c == '\t';
           });
}

/// libcurl knows these better: a wrong one would make the server wait, or see a second request in the body.
bool framesTheBody(const QByteArray &line)
{
    const QByteArray name = line.first(line.indexOf(':')).toLower();
    return name == "content-length" || name == "transfer-encoding";
}

} // namespace

FetchRequest::FetchRequest(const FetchUrl &first, const JobOptions &options)
    : m_origin(first.origin()),
      m_method(options.method.isEmpty() ? QByteArray("GET") : options.method),
      m_body(options.body),
      m_user(first.user()),
      m_password(first.password())
{
    if (isToken(m_method))
        setHeaders(options.headers);
    else
        m_error = u"The method is none that HTTP could have."_s;
}

void FetchRequest::setHeaders(const QList<QByteArray> &headers)
{
    if (!m_body.isEmpty())
        addHeader(
            "Expect:"); // Asking first whether the body may come costs a round trip, or a second of waiting.
    for (const QByteArray &line : headers) {
        if (!isHeaderLine(line)) {
            m_error = u"A header is no line of the form \"Name: value\"."_s;
            return;
        }
        const qsizetype colon = line.indexOf(':');
        // libcurl takes "Name:" as one to leave out, and "Name;" as one that is empty.
        const bool isEmpty = line.sliced(colon + 1).trimmed().isEmpty();
        if (!framesTheBody(line))
            addHeader(isEmpty ? line.first(colon) + ';' : line);
    }
}

void FetchRequest::addHeader(const QByteArray &line)
{
    curl_slist *const all = curl_slist_append(m_headers.get(), line.constData());
    static_cast<void>(m_headers.release()); // It is all's beginning.
    m_headers.reset(all);
}

bool FetchRequest::redirect(int status, const FetchUrl &next)
{
    const bool becomesGet = status == 303 || ((status == 301 || status == 302) && m_method == "POST");
    if (becomesGet && m_method != "HEAD") {
        m_method = "GET";
        m_body.clear();
    }
    m_trusted = m_trusted && next.origin() == m_origin;
    return m_trusted || m_body.isEmpty();
}

void FetchRequest::apply(CURL *easy, const QByteArray &userAgent)
{
    if (m_method == "HEAD")
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    else if (m_method == "POST" || !m_body.isEmpty())
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
    if (m_method != "GET" || !m_body.isEmpty())
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, m_method.constData());
    if (m_method == "POST" || !m_body.isEmpty()) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t{m_body.size()});
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, m_body.constData());
    }
    curl_easy_setopt(easy, CURLOPT_USERAGENT, userAgent.constData());
    if (!m_trusted)
        return;
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, m_headers.get());
    if (m_user.isEmpty() && m_password.isEmpty())
        return;
    curl_easy_setopt(easy, CURLOPT_USERNAME, m_user.constData());
    curl_easy_setopt(easy, CURLOPT_PASSWORD, m_password.constData());
}

} // namespace millrace
