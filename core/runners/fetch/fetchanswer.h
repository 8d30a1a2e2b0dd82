#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <chrono>
#include <optional>

namespace millrace {

/// What the header lines of an answer say, as far as a fetch goes by them.
///
/// Lines as libcurl hands them out, one a call, status line first. Interim answers (1xx) are forgotten when
/// the next status line comes; trailers count as headers.
class FetchAnswer
{
public:
    void add(QByteArrayView line);

    [[nodiscard]] int status() const { return m_status; } ///< 0: none came.
    [[nodiscard]] QByteArray version() const { return m_version; }
    /// "404 Not Found": as the server put it, or the standard's words where the protocol carries none.
    [[nodiscard]] QByteArray statusText() const;
    /// As received, status line included, but for what a cookie or an address would let its reader do; at most
    /// 16 KiB, and then how many lines more there were.
    [[nodiscard]] QByteArray headers() const;
    [[nodiscard]] const QByteArray &contentType() const { return m_contentType; }
    [[nodiscard]] const QByteArray &location() const { return m_location; }
    [[nodiscard]] const QByteArray &disposition() const { return m_disposition; }
    [[nodiscard]] qint64 length() const { return m_length; }   ///< As announced; -1 if not.
    [[nodiscard]] bool isEncoded() const { return m_encoded; } ///< Then length() is not what will be saved.
    /// Lengths that differ or are none, "5 and 10"; empty if all is well.
    [[nodiscard]] const QByteArray &conflict() const { return m_conflict; }
    [[nodiscard]] std::optional<std::chrono::milliseconds> retryAfter() const;

    /// True if it sends us elsewhere.
    [[nodiscard]] bool isRedirect() const;

private:
    void begin(QByteArrayView line);
    void noteLength(QByteArrayView value);
    void keep(QByteArrayView line);

    QByteArray m_headers, m_version, m_reason, m_contentType, m_location, m_disposition, m_retryAfter,
        m_conflict;
    qint64 m_length = -1;
    int m_linesLeftOut = 0;
    int m_status = 0;
    bool m_encoded = false;
};

} // namespace millrace
