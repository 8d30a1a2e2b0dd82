#pragma once

#include "tests/support/certificates.h"

#include <QFile>
#include <QPointer>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>

#include <vector>

#include <sys/socket.h>

namespace millrace::test {

/// nghttpd with the files of a folder, behind a relay that counts the connections and can cut them.
class Http2Server
{
public:
    explicit Http2Server(const Certificates &certificates, const QStringList &options = {})
    {
        using namespace Qt::StringLiterals;
        QTcpServer any; // Takes a free port, and lets it go.
        any.listen(QHostAddress::LocalHost);
        m_port = any.serverPort();
        any.close();
        m_server.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_server.setStandardOutputFile(QProcess::nullDevice());
        // It is installed where only root looks.
        const QString program = QStandardPaths::findExecutable(
            u"nghttpd"_s, qEnvironmentVariable("PATH").split(u':') + QStringList(u"/usr/sbin"_s));
        m_server.start(program,
                       options + QStringList{u"-a"_s, u"127.0.0.1"_s, u"-d"_s, m_files.path(),
                                             QString::number(m_port), certificates.key(u"localhost"_s),
                                             certificates.certificate(u"localhost"_s)});
        m_relay.listen(QHostAddress::LocalHost);
        QObject::connect(&m_relay, &QTcpServer::newConnection, &m_relay, [this] { accept(); });
    }
    ~Http2Server()
    {
        m_relay.disconnect(&m_relay);
        m_server.kill();
        m_server.waitForFinished();
    }
    Http2Server(const Http2Server &) = delete;
    Http2Server &operator=(const Http2Server &) = delete;

    /// Whether it takes connections, once it has had the time to start.
    [[nodiscard]] bool isUp() const
    {
        QTcpSocket caller;
        caller.connectToHost(QHostAddress::LocalHost, m_port);
        return caller.waitForConnected(1000);
    }

    [[nodiscard]] bool put(const QString &name, const QByteArray &content) const
    {
        QFile file(m_files.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
    }
    [[nodiscard]] QByteArray url(const QByteArray &path) const
    {
        return "https://localhost:" + QByteArray::number(m_relay.serverPort()) + path;
    }

    /// An end of file in the middle of what TLS has to say; a reset, unsent bytes lost.
    enum class Cut { EndOfFile, Reset };
    /// Ends every connection, and what comes from the server after it.
    void cut(Cut how)
    {
        for (const QPointer<QTcpSocket> &caller : m_callers) {
            if (!caller)
                continue;
            const auto socket = static_cast<int>(caller->socketDescriptor());
            if (how == Cut::EndOfFile) {
                ::shutdown(socket, SHUT_WR);
            } else {
                const linger hard{1, 0};
                ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
                caller->abort();
            }
        }
    }

    [[nodiscard]] int connections() const { return static_cast<int>(m_callers.size()); }

private:
    void accept()
    {
        while (QTcpSocket *const caller = m_relay.nextPendingConnection()) {
            auto *const server = new QTcpSocket(caller);
            m_callers.emplace_back(caller);
            pass(caller, server);
            pass(server, caller);
            QObject::connect(caller, &QTcpSocket::disconnected, server, &QTcpSocket::abort);
            QObject::connect(server, &QTcpSocket::disconnected, caller, &QTcpSocket::disconnectFromHost);
            server->connectToHost(QHostAddress::LocalHost, m_port);
        }
    }
    static void pass(QTcpSocket *from, QTcpSocket *to)
    {
        QObject::connect(from, &QTcpSocket::readyRead, to, [from, to] { to->write(from->readAll()); });
    }

    QTemporaryDir m_files;
    quint16 m_port = 0;
    QTcpServer m_relay;
    std::vector<QPointer<QTcpSocket>> m_callers;
    QProcess m_server;
};

} // namespace millrace::test
