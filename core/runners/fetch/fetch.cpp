#include "core/runners/fetch/fetch.h"

#include "core/queue/visibletext.h"
#include "core/runners/fetch/httptext.h"

#include <QFile>

#include <utility>

namespace millrace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr long receiveBuffer = 32L * 1024;
constexpr qint64 mostDropped = qint64{64} * 1024; ///< Of a redirect's body, before it is cut off.

std::chrono::milliseconds timeoutOf(const JobSpec &spec, const FetchSettings &settings)
{
    const auto own = optionsOf(spec).timeout;
    return own > 0ms ? own : settings.timeout;
}

} // namespace

Fetch::Fetch(const FetchContext &context, const JobLaunch &job, JobSink &sink, Ended ended)
    : m_context(context),
      m_id(job.id),
      m_number(job.number),
      m_attempt(job.attempt),
      m_sink(sink),
      m_ended(std::move(ended)),
      m_outputName(optionsOf(job.spec).outputName.toUtf8()),
      m_timeout(timeoutOf(job.spec, context.settings)),
      m_url(job.spec.what),
      m_request(m_url, optionsOf(job.spec)),
      m_body(context.writer)
{}

Fetch::~Fetch()
{
    endTransfer();
    noteSaved();
}

void Fetch::begin()
{
    m_begun = std::chrono::steady_clock::now();
    if (!m_url.isValid())
        describe({FailureReason::BadUrl, m_url.error(), false});
    else if (!m_request.error().isEmpty())
        describe({FailureReason::BadOption, m_request.error(), false});
    else
        return startHop();
    finish();
}

void Fetch::startHop()
{
    m_answer = {};
    m_headerBytes = m_dropped = 0;
    m_headersDone = false;
    m_said[0] = '\0';
    m_hopBegun = std::chrono::steady_clock::now();
    m_tlsBegun = m_requestSent = m_speedSince = {};
    m_speedFrom = 0;
    m_easy = m_context.curl.take();
    setOptions();
    m_context.curl.start(m_easy, this);
}

void Fetch::setOptions()
{
    curl_easy_setopt(m_easy, CURLOPT_CURLU, m_url.handle());
    curl_easy_setopt(m_easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(m_easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(m_easy, CURLOPT_BUFFERSIZE, receiveBuffer);
    curl_easy_setopt(m_easy, CURLOPT_NOPROGRESS, 1L);
    curl_easy_setopt(m_easy, CURLOPT_ERRORBUFFER, m_said);
    curl_easy_setopt(m_easy, CURLOPT_HEADERFUNCTION, &Fetch::onHeader);
    curl_easy_setopt(m_easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L); // A proxy's are not the answer.
    if (m_url.isOfThisMachine())
        curl_easy_setopt(m_easy, CURLOPT_PROXY, ""); // Whatever the environment says.
    curl_easy_setopt(m_easy, CURLOPT_WRITEFUNCTION, &Fetch::onBody);
    curl_easy_setopt(m_easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_PREREQFUNCTION, &Fetch::onRequest);
    curl_easy_setopt(m_easy, CURLOPT_PREREQDATA, this);
    if (m_url.isTls()) {
        curl_easy_setopt(m_easy, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_2TLS});
        curl_easy_setopt(m_easy, CURLOPT_SSL_CTX_FUNCTION, &Fetch::onTls);
        curl_easy_setopt(m_easy, CURLOPT_SSL_CTX_DATA, this);
        // One connection that carries them all, rather than one handshake for each.
        curl_easy_setopt(m_easy, CURLOPT_PIPEWAIT, 1L);
        // libcurl keeps the parsed bundle for the next connection, but only without a folder of certificates.
        curl_easy_setopt(m_easy, CURLOPT_CAPATH, nullptr);
        if (!m_context.settings.caFile.isEmpty())
            curl_easy_setopt(m_easy, CURLOPT_CAINFO,
                             QFile::encodeName(m_context.settings.caFile).constData());
    } else {
        curl_easy_setopt(m_easy, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
    }
    m_request.apply(m_easy, m_context.settings.userAgent);
}

size_t Fetch::onHeader(char *data, size_t size, size_t count, void *self)
{
    const QByteArrayView line(data, static_cast<qsizetype>(size * count));
    return static_cast<Fetch *>(self)->takeHeader(line) ? size * count : 0;
}

size_t Fetch::onBody(char *data, size_t size, size_t count, void *self)
{
    Fetch &fetch = *static_cast<Fetch *>(self);
    if (fetch.m_body.isFull()) {
        fetch.m_paused = true;
        fetch.m_body.whenRoom([weak = fetch.weak_from_this()] {
            if (const auto still = weak.lock())
                still->goOn();
        });
        return CURL_WRITEFUNC_PAUSE;
    }
    const QByteArrayView bytes(data, static_cast<qsizetype>(size * count));
    return fetch.takeBody(bytes) ? size * count : 0;
}

int Fetch::onRequest(void *self, char *, char *, int, int)
{
    static_cast<Fetch *>(self)->m_requestSent = std::chrono::steady_clock::now();
    return CURL_PREREQFUNC_OK;
}

CURLcode Fetch::onTls(CURL *, void *, void *self)
{
    static_cast<Fetch *>(self)->m_tlsBegun = std::chrono::steady_clock::now();
    return CURLE_OK;
}

bool Fetch::takeHeader(QByteArrayView line)
{
    m_headerBytes += line.size();
    if (m_headerBytes > m_context.settings.limits.headerBytes) {
        const QString limit = QString::number(m_context.settings.limits.headerBytes);
        m_fault = {FailureReason::HeadersTooLarge, u"The headers are longer than %1 bytes."_s.arg(limit),
                   false};
        return false;
    }
    m_answer.add(line);
    const bool isLast = line == "\r\n" || line == "\n";
    return !isLast || m_answer.status() < 200 || headersComplete();
}

bool Fetch::headersComplete()
{
    if (std::exchange(m_headersDone, true))
        return true; // The end of the trailers.
    const qint64 most = m_context.settings.limits.bodyBytes;
    if (!m_answer.conflict().isEmpty())
        m_fault = {FailureReason::CutShort,
                   u"The lengths that were announced conflict: %1 bytes."_s.arg(
                       visibleText(m_answer.conflict(), 80)),
                   true};
    else if (m_answer.length() > most && !m_answer.isRedirect() && m_request.method() != "HEAD")
        m_fault = {FailureReason::TooLarge,
                   u"%1 bytes were announced, %2 are allowed."_s.arg(m_answer.length()).arg(most), false};
    else if (!m_answer.isRedirect())
        m_body.open(m_number, m_attempt, wantedName());
    return !m_fault;
}

bool Fetch::takeBody(QByteArrayView bytes)
{
    if (m_answer.isRedirect()) {
        m_dropped += bytes.size();
        return m_dropped <= mostDropped;
    }
    m_body.append(bytes);
    const FetchLimits &limits = m_context.settings.limits;
    if (m_body.size() > limits.bodyBytes) {
        m_fault = {FailureReason::TooLarge, u"The body is longer than %1 bytes."_s.arg(limits.bodyBytes),
                   false};
    } else if (m_body.size() > limits.ratioFrom && m_answer.isEncoded()) {
        curl_off_t received = 0;
        curl_easy_getinfo(m_easy, CURLINFO_SIZE_DOWNLOAD_T, &received);
        if (m_body.size() / limits.ratio > received)
            m_fault = {FailureReason::UnpacksTooMuch,
                       u"It unpacks to more than %1 times what was sent."_s.arg(limits.ratio), false};
    }
    return !m_fault && !m_body.hasFailed();
}

void Fetch::goOn()
{
    m_paused = false;
    m_speedSince = {};
    if (m_easy)
        curl_easy_pause(m_easy, CURLPAUSE_CONT);
}

void Fetch::ended(CURLcode code)
{
    if (m_answer.isRedirect() && m_headersDone && (code == CURLE_OK || m_dropped > mostDropped))
        return follow();
    if (m_fault)
        return fail(std::exchange(m_fault, {}));
    if (code == CURLE_OK && !m_headersDone)
        return fail({FailureReason::CutShort, u"The headers end in the middle."_s, true});
    if (code == CURLE_OK || m_body.hasFailed())
        return complete(); // Where the disk refuses, it's the writer who knows why.
    fail(failureOf(code, m_easy, m_said));
}

} // namespace millrace
