#include "core/runners/fetch/fetchfailure.h"

#include "core/queue/visibletext.h"

#include <cerrno>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

/// No connection came about: for good if nobody listens, perhaps not if the way there is down.
FetchFailure notConnected(long systemError, const QString &said)
{
    const bool nobodyListens = systemError == ECONNREFUSED;
    return {FailureReason::Unreachable, said, !nobodyListens};
}

/// The connection broke, or what came over it is no HTTP.
FetchFailure notReceived(long systemError, const QString &said)
{
    if (systemError)
        return {FailureReason::CutShort, said, true};
    return {FailureReason::Protocol, said, false};
}

/// "18 bytes missing" is for the caller to say, who has counted.
FetchFailure cutShort(CURL *easy, const QString &said)
{
    curl_off_t received = 0;
    curl_off_t announced = -1;
    curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &received);
    curl_easy_getinfo(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
    if (announced < 0)
        return {FailureReason::CutShort, u"The end is missing after %1 bytes: %2"_s.arg(received).arg(said),
                true};
    return {FailureReason::CutShort, u"%1 of %2 bytes came."_s.arg(received).arg(announced), true};
}

} // namespace

FetchFailure failureOf(CURLcode code, CURL *easy, const char *said)
{
    const QString words =
        visibleText(maskedLine(QByteArray(said && *said ? said : curl_easy_strerror(code))), 300);
    long systemError = 0;
    curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &systemError);
    switch (code) {
    case CURLE_URL_MALFORMAT:
        return {FailureReason::BadUrl, words, false};
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return {FailureReason::Unresolved, words, false};
    case CURLE_COULDNT_CONNECT:
        return notConnected(systemError, words);
    case CURLE_OPERATION_TIMEDOUT:
        return {FailureReason::Unreachable, words, true};
    case CURLE_SSL_CONNECT_ERROR:
        return {FailureReason::Tls, words, systemError == ECONNRESET};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return {FailureReason::Tls, words, false};
    case CURLE_PARTIAL_FILE:
        return cutShort(easy, words);
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
        return {FailureReason::CutShort, words, true};
    case CURLE_RECV_ERROR:
        return notReceived(systemError, words);
    case CURLE_HTTP2_STREAM:
        return {FailureReason::Protocol, words, true};
    case CURLE_UNSUPPORTED_PROTOCOL: // "Received HTTP/0.9 when not allowed": other URLs don't get here.
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
    case CURLE_BAD_CONTENT_ENCODING:
        return {FailureReason::Protocol, words, false};
    case CURLE_OUT_OF_MEMORY: // libcurl's own limit of a header line.
        return {FailureReason::HeadersTooLarge, words, false};
    default:
        return {FailureReason::Internal, words, false};
    }
}

bool isTransientStatus(int status)
{
    switch (status) {
    case 408:
    case 425:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
        return true;
    default:
        return false;
    }
}

} // namespace millrace
