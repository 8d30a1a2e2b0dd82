#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <memory>

struct Curl_URL;

namespace millrace {

/// An http or https URL that libcurl and we understand in the same way: parsed once, handed over parsed.
class FetchUrl
{
public:
    /// Parses \a url. Refused: other schemes, no host, control characters, a backslash before the path
    /// (others read it as the path's start), names that can't be encoded. Blanks and other characters that
    /// have no place in a URL are percent-encoded.
    explicit FetchUrl(const QByteArray &url);

    [[nodiscard]] bool isValid() const { return m_url && m_error.isEmpty(); }
    [[nodiscard]] const QString &error() const { return m_error; } ///< What is wrong; empty if valid.

    /// Where \a location leads to from here, by the same rules.
    [[nodiscard]] FetchUrl resolved(const QByteArray &location) const;

    [[nodiscard]] bool isTls() const { return m_tls; }
    [[nodiscard]] const QByteArray &origin() const { return m_origin; } ///< "https://example.org:443".
    /// All of it, password included, without the fragment.
    [[nodiscard]] QByteArray text() const;
    [[nodiscard]] QByteArray user() const;     ///< Decoded.
    [[nodiscard]] QByteArray password() const; ///< Decoded.
    [[nodiscard]] QByteArray host() const;
    /// By its name or address, which no other machine has: a proxy would look for it on its own.
    [[nodiscard]] bool isOfThisMachine() const;
    /// What follows the path's last slash, decoded; may be empty.
    [[nodiscard]] QByteArray lastSegment() const;

    /// For CURLOPT_CURLU; must outlive its use.
    [[nodiscard]] Curl_URL *handle() const { return m_url.get(); }

private:
    struct Free
    {
        void operator()(Curl_URL *url) const;
    };

    FetchUrl() = default;
    void set(const QByteArray &url);
    void check();
    [[nodiscard]] QByteArray part(int which, unsigned flags = 0) const;

    std::unique_ptr<Curl_URL, Free> m_url;
    QString m_error;
    QByteArray m_origin;
    bool m_tls = false;
};

} // namespace millrace
