#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>

namespace millrace {

/// How far a server may go before its answer is refused. Every limit is of one hop, but for the redirects.
struct FetchLimits
{
    std::chrono::milliseconds connect{10'000};   ///< Name and TCP connection.
    std::chrono::milliseconds secure{10'000};    ///< The TLS handshake after that.
    std::chrono::milliseconds firstByte{60'000}; ///< Of the answer, from the connection on.
    qint64 leastSpeed = 100;                     ///< Bytes a second …
    std::chrono::milliseconds slowFor{30'000};   ///< … over this long.
    int redirects = 10;
    qint64 headerBytes = qint64{300} * 1024;
    qint64 bodyBytes = qint64{2} << 30; ///< As saved: decoded.
    qint64 ratio = 100;                 ///< Decoded bytes for each received …
    qint64 ratioFrom = 10 << 20;        ///< … once so many are decoded.
    int unsaved = 128;              ///< Complete results on their way to the disk that hold no slot; and …
    qint64 unsavedBytes = 16 << 20; ///< … how large these may be together: it may all be in memory.

    friend bool operator==(const FetchLimits &, const FetchLimits &) = default;
};

/// What fetches are done with. A change counts at once for the limits of the fetches underway, from their next request
/// on for the user agent and the certificates, and for the time-out from the next attempt on.
struct FetchSettings
{
    FetchLimits limits;
    std::chrono::milliseconds timeout{0};  ///< Of a whole attempt whose list gives none; 0 is none.
    QByteArray userAgent = "millrace/0.1"; ///< A list's own User-Agent header wins.
    QString caFile; ///< Trusted instead of the system's certificates; empty: the system's.
};

} // namespace millrace
