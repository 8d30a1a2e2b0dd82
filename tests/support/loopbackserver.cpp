#include "tests/support/loopbackserver.h"

#include <QSslSocket>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <sys/socket.h>

namespace millrace::test {

namespace {

/// Hands out TLS sockets, with the handshake begun.
class TlsServer final : public QTcpServer
{
public:
    explicit TlsServer(QSslConfiguration tls) : m_tls(std::move(tls)) {}

private:
    void incomingConnection(qintptr descriptor) override
    {
        auto *socket = new QSslSocket(this);
        socket->setSslConfiguration(m_tls);
        socket->setSocketDescriptor(descriptor);
        socket->startServerEncryption();
        addPendingConnection(socket);
    }

    QSslConfiguration m_tls;
};

} // namespace

QByteArray LoopbackServer::Exchange::header(QByteArrayView name) const
{
    for (const QByteArray &line : headers.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.first(colon).compare(name, Qt::CaseInsensitive) == 0)
            return line.sliced(colon + 1).trimmed();
    }
    return {};
}

void LoopbackServer::Exchange::send(const QByteArray &bytes)
{
    m_socket->write(bytes);
}

void LoopbackServer::Exchange::reply(const QByteArray &status, const QByteArray &extraHeaders,
                                     const QByteArray &content)
{
    send("HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(content.size()) + "\r\n" +
         extraHeaders + "\r\n" + (method == "HEAD" ? QByteArray() : content));
}

void LoopbackServer::Exchange::close()
{
    m_socket->disconnectFromHost();
}

void LoopbackServer::Exchange::cut()
{
    m_socket->flush();
    ::shutdown(static_cast<int>(m_socket->socketDescriptor()), SHUT_WR);
}

void LoopbackServer::Exchange::reset()
{
    m_socket->flush();
    const linger hard{1, 0};
    ::setsockopt(static_cast<int>(m_socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    m_socket->abort();
}

void LoopbackServer::Exchange::later(std::chrono::milliseconds delay, std::function<void(Exchange &)> call)
{
    QTimer::singleShot(delay, Qt::PreciseTimer, m_socket,
                       [copy = *this, call = std::move(call)]() mutable { call(copy); });
}

void LoopbackServer::Exchange::flood(const QByteArray &piece)
{
    QTcpSocket *const socket = m_socket;
    const auto more = [socket, piece] {
        while (socket->isOpen() && socket->bytesToWrite() < 256 * 1024)
            socket->write(piece);
    };
    QObject::connect(socket, &QTcpSocket::bytesWritten, socket, more, Qt::QueuedConnection);
    more();
}

LoopbackServer::LoopbackServer() : m_server(std::make_unique<QTcpServer>())
{
    listen();
}

LoopbackServer::LoopbackServer(const QSslConfiguration &tls)
    : m_server(std::make_unique<TlsServer>(tls)), m_isTls(true)
{
    listen();
}

LoopbackServer::~LoopbackServer()
{
    const QList<QTcpSocket *> sockets = m_buffers.keys();
    for (QTcpSocket *socket : sockets)
        socket->disconnect(this);
}

void LoopbackServer::listen()
{
    m_server->setListenBacklogSize(4096);
    connect(m_server.get(), &QTcpServer::newConnection, this, [this] { accept(); });
    m_server->setMaxPendingConnections(4096);
    m_server->listen(QHostAddress::LocalHost);
}

quint16 LoopbackServer::port() const
{
    return m_server->serverPort();
}

QByteArray LoopbackServer::url(const QByteArray &path, const QByteArray &user) const
{
    return QByteArray(m_isTls ? "https://" : "http://") + (user.isEmpty() ? user : user + '@') +
           (m_isTls ? "localhost:" : "127.0.0.1:") + QByteArray::number(port()) + path;
}

void LoopbackServer::accept()
{
    while (QTcpSocket *const socket = m_server->nextPendingConnection()) {
        ++m_connections;
        m_mostOpen = std::max(m_mostOpen, ++m_open);
        m_buffers.insert(socket, {});
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            --m_open;
            m_buffers.remove(socket);
            socket->deleteLater();
        });
        read(socket);
    }
}

void LoopbackServer::read(QTcpSocket *socket)
{
    QByteArray &buffer = m_buffers[socket];
    buffer += socket->readAll();
    while (m_buffers.contains(socket) && takeRequest(m_buffers[socket], socket)) {
    }
}

bool LoopbackServer::takeRequest(QByteArray &buffer, QTcpSocket *socket)
{
    const qsizetype end = buffer.indexOf("\r\n\r\n");
    if (end < 0)
        return false;
    Exchange exchange(*this, socket);
    exchange.headers = buffer.first(end + 2);
    const qsizetype length = exchange.header("Content-Length").toLongLong();
    if (buffer.size() < end + 4 + length)
        return false;
    exchange.body = buffer.mid(end + 4, length);
    buffer.remove(0, end + 4 + length);
    const QList<QByteArray> words = exchange.headers.first(exchange.headers.indexOf("\r\n")).split(' ');
    exchange.method = words.value(0);
    exchange.path = words.value(1);
    ++m_requests;
    const Answer answer = m_answers.value(exchange.path.split('?').first(), m_any);
    if (answer)
        answer(exchange);
    else
        exchange.reply("404 Not Found", "Content-Type: text/plain\r\n", "nothing here");
    return true;
}

} // namespace millrace::test
