#pragma once

#include "core/runners/fetch/fetchurl.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <memory>

#include <curl/curl.h>

namespace millrace {

struct JobOptions;

/// What a fetch sends: method, headers, body and credentials, kept over its redirects.
///
/// Rebuilt for each hop: what the list gave goes to the origin that the list named, and to no other; once a
/// redirect has left that origin it is not sent again, not even back there.
class FetchRequest
{
public:
    FetchRequest(const FetchUrl &first, const JobOptions &options);

    /// What is wrong with the method or a header; empty if nothing is.
    [[nodiscard]] const QString &error() const { return m_error; }
    [[nodiscard]] const QByteArray &method() const { return m_method; }

    /// Goes on to \a next after an answer with \a status, as browsers do: 303, and 301 and 302 after a POST,
    /// ask for the new place with GET. False if that would send the body to another origin.
    [[nodiscard]] bool redirect(int status, const FetchUrl &next);

    /// Sets all of it on \a easy, which must not outlive this.
    void apply(CURL *easy, const QByteArray &userAgent);

private:
    struct FreeList
    {
        void operator()(curl_slist *list) const { curl_slist_free_all(list); }
    };

    void setHeaders(const QList<QByteArray> &headers);
    void addHeader(const QByteArray &line);

    QByteArray m_origin, m_method, m_body, m_user, m_password;
    std::unique_ptr<curl_slist, FreeList> m_headers;
    bool m_trusted = true; ///< Still at the first origin.
    QString m_error;
};

} // namespace millrace
