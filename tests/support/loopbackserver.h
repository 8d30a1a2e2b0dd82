#pragma once

#include <QByteArray>
#include <QHash>
#include <QHostAddress>
#include <QObject>
#include <QSslConfiguration>

#include <chrono>
#include <functional>
#include <memory>

class QTcpServer;
class QTcpSocket;

namespace millrace::test {

/// An HTTP server on 127.0.0.1 that answers byte for byte what a test tells it to: also what no good server would.
///
/// Runs on the test's own event loop. HTTP/1.1 with kept connections, TLS if it is given a certificate.
/// \code
/// LoopbackServer server;
/// server.on("/cut", [](LoopbackServer::Exchange &x) {
///     x.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
///     x.close();
/// });
/// fetch(server.url("/cut"));
/// \endcode
class LoopbackServer : public QObject
{
public:
    /// One request, and the connection to answer it on.
    class Exchange
    {
    public:
        Exchange(LoopbackServer &server, QTcpSocket *socket) : m_server(server), m_socket(socket) {}

        QByteArray method, path, headers, body;

        /// The value of a request header; empty if it isn't there.
        [[nodiscard]] QByteArray header(QByteArrayView name) const;

        void send(const QByteArray &bytes);
        /// A whole answer with its length.
        void reply(const QByteArray &status, const QByteArray &extraHeaders, const QByteArray &content);
        /// Ends the connection when all is sent.
        void close();
        /// Ends it with an end of file after what was sent, which in TLS is the middle of what it has to say.
        void cut();
        /// Ends it the hard way, unsent bytes lost.
        void reset();
        /// Calls \a call later, if the connection is still there.
        void later(std::chrono::milliseconds delay, std::function<void(Exchange &)> call);
        /// Sends \a piece again and again until the other side goes.
        void flood(const QByteArray &piece);

    private:
        LoopbackServer &m_server;
        QTcpSocket *m_socket;
    };
    using Answer = std::function<void(Exchange &)>;

    LoopbackServer();
    /// With TLS, by a certificate that nobody trusts but who is told to.
    explicit LoopbackServer(const QSslConfiguration &tls);
    ~LoopbackServer() override;

    /// Answers \a path (without its query); any other is a 404.
    void on(const QByteArray &path, Answer answer) { m_answers.insert(path, std::move(answer)); }
    /// Answers what nothing else does.
    void onAny(Answer answer) { m_any = std::move(answer); }

    [[nodiscard]] quint16 port() const;
    [[nodiscard]] QByteArray url(const QByteArray &path, const QByteArray &user = {}) const;

    [[nodiscard]] int requests() const { return m_requests; }
    [[nodiscard]] int connections() const { return m_connections; } ///< Accepted, ever.
    [[nodiscard]] int open() const { return m_open; }
    [[nodiscard]] int mostOpen() const { return m_mostOpen; }

private:
    void listen();
    void accept();
    void read(QTcpSocket *socket);
    [[nodiscard]] bool takeRequest(QByteArray &buffer, QTcpSocket *socket);

    std::unique_ptr<QTcpServer> m_server;
    QHash<QByteArray, Answer> m_answers;
    Answer m_any;
    QHash<QTcpSocket *, QByteArray> m_buffers;
    bool m_isTls = false;
    int m_requests = 0, m_connections = 0, m_open = 0, m_mostOpen = 0;
};

} // namespace millrace::test
