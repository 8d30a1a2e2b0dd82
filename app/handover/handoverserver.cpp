#include "app/handover/handoverserver.h"

#include "app/handover/handovermessage.h"
#include "app/handover/handoverplace.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QTimer>
#include <QtEndian>

namespace millrace {

namespace {

constexpr std::size_t mostPeers = 16;
constexpr std::chrono::milliseconds patience{5'000};
constexpr qsizetype lengthSize = sizeof(quint32);
constexpr qint64 bufferSize = 65'536;

} // namespace

HandoverServer::HandoverServer(QObject *parent) : QObject(parent), m_server(std::make_unique<QLocalServer>())
{
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    m_server->setMaxPendingConnections(static_cast<int>(mostPeers));
    connect(m_server.get(), &QLocalServer::newConnection, this, &HandoverServer::admit);
}

HandoverServer::~HandoverServer() = default;

bool HandoverServer::listen(const QString &place)
{
    if (place.isEmpty() || !makePrivateFolder(place))
        return false;
    QLocalServer::removeServer(place);
    return m_server->listen(place);
}

void HandoverServer::close()
{
    m_server->close();
    const QList<QLocalSocket *> peers = m_server->findChildren<QLocalSocket *>();
    for (QLocalSocket *peer : peers)
        dismiss(peer);
}

void HandoverServer::admit()
{
    while (QLocalSocket *peer = m_server->nextPendingConnection()) {
        connect(peer, &QLocalSocket::disconnected, peer, &QObject::deleteLater);
        if (m_messages.size() >= mostPeers || !isOurs(peer->socketDescriptor())) {
            dismiss(peer);
            continue;
        }
        m_messages.emplace(peer, QByteArray());
        connect(peer, &QObject::destroyed, this, [this](QObject *gone) { m_messages.erase(gone); });
        peer->setReadBufferSize(bufferSize);
        connect(peer, &QLocalSocket::readyRead, this, [this, peer] { read(peer); });
        QTimer::singleShot(patience, peer, [peer] { dismiss(peer); });
        read(peer);
    }
}

// The length of a message comes first.
void HandoverServer::read(QLocalSocket *peer)
{
    QByteArray &message = m_messages[peer];
    message += peer->readAll();
    if (message.size() < lengthSize)
        return;
    const auto length = static_cast<qsizetype>(qFromBigEndian<quint32>(message.constData()));
    if (length > longestHandover || message.size() > lengthSize + length)
        return dismiss(peer);
    if (message.size() < lengthSize + length)
        return;
    const auto sources = decodeHandover(message.sliced(lengthSize));
    if (!sources)
        return dismiss(peer);
    peer->write("+", 1);
    peer->disconnectFromServer();
    Q_EMIT received(*sources);
}

void HandoverServer::dismiss(QLocalSocket *peer)
{
    peer->abort();
    peer->deleteLater();
}

} // namespace millrace
