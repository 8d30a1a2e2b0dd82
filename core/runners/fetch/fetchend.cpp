// How a fetch goes on to its next hop, keeps to its times, and ends: the other half of class Fetch.
#include "core/queue/visibletext.h"
#include "core/runners/fetch/fetch.h"
#include "core/runners/fetch/httptext.h"

#include <utility>

namespace millrace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QString shown(const FetchUrl &url)
{
    return visibleText(maskedUrl(url.text()), 300);
}

/// "10", "0.5".
QString seconds(std::chrono::milliseconds time)
{
    return QString::number(std::chrono::duration<double>(time).count());
}

} // namespace

void Fetch::follow()
{
    FetchUrl next = m_url.resolved(m_answer.location());
    if (FetchFailure fault = redirectFault(next))
        return fail(fault);
    if (!m_request.redirect(m_answer.status(), next))
        return fail({FailureReason::BadRedirect,
                     u"It would send the body on to another place: %1"_s.arg(shown(next)), false});
    noteTimings();
    endTransfer();
    m_left.insert(m_url.text());
    m_url = std::move(next);
    startHop();
}

FetchFailure Fetch::redirectFault(const FetchUrl &next) const
{
    const auto bad = [](const QString &detail) {
        return FetchFailure{FailureReason::BadRedirect, detail, false};
    };
    const QString where = visibleText(maskedUrl(m_answer.location()), 300);
    if (!next.isValid())
        return bad(u"It leads to %1. %2"_s.arg(where, next.error()));
    if (m_url.isTls() && !next.isTls())
        return bad(u"It leads from https to http: %1"_s.arg(shown(next)));
    const QByteArray place = next.text();
    if (m_left.contains(place) || place == m_url.text())
        return bad(u"It leads round in a circle, back to %1"_s.arg(shown(next)));
    if (m_left.size() >= m_context.settings.limits.redirects)
        return bad(u"There are more than %1 of them."_s.arg(m_context.settings.limits.redirects));
    return {};
}

void Fetch::tick(TimePoint now)
{
    if (!m_easy)
        return;
    report();
    checkTimes(now);
}

void Fetch::checkTimes(TimePoint now)
{
    if (FetchFailure fault = timeFault(now))
        fail(fault);
}

FetchFailure Fetch::timeFault(TimePoint now)
{
    const FetchLimits &limits = m_context.settings.limits;
    if (m_timeout > 0ms && now - m_begun > m_timeout)
        return {FailureReason::TimedOut, u"It took longer than %1 s."_s.arg(seconds(m_timeout)), true};
    if (m_requestSent != TimePoint{}) {
        if (m_headerBytes > 0)
            return speedFault(now);
        if (now - m_requestSent > limits.firstByte)
            return {FailureReason::TooSlow, u"No answer within %1 s."_s.arg(seconds(limits.firstByte)), true};
        return {};
    }
    if (m_tlsBegun == TimePoint{} && now - m_hopBegun > limits.connect)
        return {FailureReason::Unreachable, u"No connection within %1 s."_s.arg(seconds(limits.connect)),
                true};
    if (m_tlsBegun != TimePoint{} && now - m_tlsBegun > limits.secure)
        return {FailureReason::Tls, u"No TLS handshake within %1 s."_s.arg(seconds(limits.secure)), true};
    return {};
}

FetchFailure Fetch::speedFault(TimePoint now)
{
    const FetchLimits &limits = m_context.settings.limits;
    curl_off_t received = 0;
    curl_easy_getinfo(m_easy, CURLINFO_SIZE_DOWNLOAD_T, &received);
    received += m_headerBytes;
    const bool isFirst = m_speedSince == TimePoint{};
    if (!isFirst && (m_paused || now - m_speedSince < limits.slowFor))
        return {};
    const auto least = limits.leastSpeed * limits.slowFor / 1s;
    const qint64 came = received - m_speedFrom;
    m_speedSince = now;
    m_speedFrom = received;
    if (isFirst || came >= least)
        return {};
    return {FailureReason::TooSlow,
            u"Only %1 bytes came in the last %2 s."_s.arg(came).arg(seconds(limits.slowFor)), true};
}

void Fetch::report()
{
    if (!m_headersDone || m_answer.isRedirect())
        return;
    printStatus();
    curl_off_t received = 0;
    curl_easy_getinfo(m_easy, CURLINFO_SIZE_DOWNLOAD_T, &received);
    if (received != std::exchange(m_reported, received))
        m_sink.progressed(m_id, {received, m_answer.length()});
}

void Fetch::printStatus()
{
    if (m_answer.status() == 0 || std::exchange(m_printed, true))
        return;
    QByteArray line = m_answer.statusText();
    if (!m_answer.contentType().isEmpty())
        line += " · " + m_answer.contentType();
    m_sink.printed(m_id, line + '\n');
}

void Fetch::cancel()
{
    if (!m_easy || std::exchange(m_cancelled, true))
        return;
    fail({FailureReason::Abandoned, {}, false});
}

void Fetch::fail(const FetchFailure &failure)
{
    describe(failure);
    endTransfer();
    m_body.discard([weak = weak_from_this()] {
        if (const auto still = weak.lock())
            still->finish();
    });
}

void Fetch::complete()
{
    const int status = m_answer.status();
    FetchFailure failure;
    if (status >= 300) {
        const QString said = excerpt(m_body.start(), m_answer.contentType());
        const QString line = visibleText(m_answer.statusText(), 100);
        failure = {FailureReason::HttpStatus, said.isEmpty() ? line : line + u": "_s + said,
                   isTransientStatus(status)};
    }
    describe(failure);
    endTransfer();
    const bool hasNone = m_request.method() == "HEAD" || status == 204 || status == 304;
    if (hasNone || !m_body.isOpen())
        return finish();
    m_outcome->bytes = m_body.size();
    const bool needsNoSlot = countUnsaved();
    m_body.keep(
        [weak = weak_from_this()](const WrittenResult &written) {
            if (const auto still = weak.lock())
                still->saved(written);
        },
        needsNoSlot ? ResultsWriter::Haste::None : ResultsWriter::Haste::AtOnce);
    if (needsNoSlot)
        m_sink.releaseSlot(m_id);
}

void Fetch::saved(const WrittenResult &written)
{
    m_outcome->folder = written.folder;
    m_outcome->file = written.file;
    if (!written.error.isEmpty())
        describe({FailureReason::Disk, written.error, true});
    finish();
}

// The server has done its part, and the disk takes many results as fast as one: others may be fetched meanwhile.
bool Fetch::countUnsaved()
{
    UnsavedFetches &unsaved = m_context.unsaved;
    const FetchLimits &limits = m_context.settings.limits;
    const qint64 bytes = m_body.size();
    if (unsaved.results >= limits.unsaved || unsaved.bytes + bytes > limits.unsavedBytes)
        return false;
    m_unsaved = bytes;
    unsaved.bytes += bytes;
    ++unsaved.results;
    return true;
}

void Fetch::noteSaved()
{
    if (m_unsaved < 0)
        return;
    m_context.unsaved.bytes -= std::exchange(m_unsaved, -1);
    --m_context.unsaved.results;
}

void Fetch::describe(const FetchFailure &failure)
{
    m_outcome->reason = failure.reason;
    m_outcome->detail = failure.detail;
    m_outcome->transient = failure.transient;
    if (!m_easy)
        return;
    noteTimings();
    printStatus();
    if (failure)
        m_outcome->retryAfter = m_answer.retryAfter();
    m_outcome->httpStatus = m_answer.status();
    m_outcome->httpVersion = m_answer.version();
    m_outcome->headers = m_answer.headers();
    m_outcome->contentType = m_answer.contentType();
    if (!m_left.isEmpty())
        m_outcome->effectiveUrl = maskedUrl(m_url.text());
}

void Fetch::noteTimings()
{
    const auto before = std::chrono::duration_cast<std::chrono::microseconds>(m_hopBegun - m_begun);
    const auto at = [&](CURLINFO which) {
        curl_off_t time = 0;
        curl_easy_getinfo(m_easy, which, &time);
        return time > 0 ? before + std::chrono::microseconds(time) : 0us;
    };
    m_outcome->timings = {at(CURLINFO_NAMELOOKUP_TIME_T), at(CURLINFO_CONNECT_TIME_T),
                          at(CURLINFO_APPCONNECT_TIME_T), at(CURLINFO_STARTTRANSFER_TIME_T),
                          at(CURLINFO_TOTAL_TIME_T)};
}

void Fetch::endTransfer()
{
    if (m_easy)
        m_context.curl.release(std::exchange(m_easy, nullptr));
}

QByteArray Fetch::wantedName() const
{
    if (!m_outputName.isEmpty())
        return m_outputName;
    QByteArray name = dispositionFileName(m_answer.disposition());
    if (name.isEmpty())
        name = m_url.lastSegment();
    if (name.isEmpty())
        name = m_url.host();
    else if (name.contains('.'))
        return name;
    return name + suffixOf(m_answer.contentType());
}

void Fetch::finish()
{
    noteSaved();
    // Told, the runner destroys this.
    const Ended tell = std::move(m_ended);
    tell(m_cancelled ? nullptr : JobOutcomePtr(std::move(m_outcome)));
}

} // namespace millrace
