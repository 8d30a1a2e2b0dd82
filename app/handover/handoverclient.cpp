#include "app/handover/handoverclient.h"

#include "app/handover/handovermessage.h"
#include "app/handover/handoverplace.h"

#include <QLocalSocket>
#include <QTimer>
#include <QtEndian>

namespace millrace {

HandoverClient::HandoverClient(QObject *parent)
    : QObject(parent), m_socket(std::make_unique<QLocalSocket>()), m_patience(std::make_unique<QTimer>())
{
    m_patience->setSingleShot(true);
    connect(m_patience.get(), &QTimer::timeout, this, [this] { end(false); });
    connect(m_socket.get(), &QLocalSocket::errorOccurred, this, [this] { end(false); });
    connect(m_socket.get(), &QLocalSocket::disconnected, this, [this] { end(false); });
    connect(m_socket.get(), &QLocalSocket::readyRead, this, [this] { end(m_socket->readAll() == "+"); });
    connect(m_socket.get(), &QLocalSocket::connected, this, [this] {
        if (!isOurs(m_socket->socketDescriptor()))
            return end(false);
        m_socket->write(m_message);
    });
}

HandoverClient::~HandoverClient()
{
    m_hasEnded = true;
}

void HandoverClient::send(const QString &place, const std::vector<ListSource> &sources,
                          std::chrono::milliseconds patience)
{
    const QByteArray message = encodeHandover(sources);
    m_patience->start(patience);
    if (place.isEmpty() || message.size() > longestHandover)
        return m_patience->start(std::chrono::milliseconds(0));
    QByteArray length(sizeof(quint32), Qt::Uninitialized);
    qToBigEndian(static_cast<quint32>(message.size()), length.data());
    m_message = length + message;
    m_socket->connectToServer(place);
}

void HandoverClient::end(bool taken)
{
    if (m_hasEnded)
        return;
    m_hasEnded = true;
    m_patience->stop();
    Q_EMIT ended(taken);
}

} // namespace millrace
