#pragma once

#include <QByteArray>
#include <QObject>

#include <memory>

class QTcpServer;
class QTcpSocket;

namespace millrace {

/// "Try an example": a responder on this computer alone, with a few pages to fetch, and the list that fetches them.
///
/// Listens on 127.0.0.1, on a port the system chooses, until it is destroyed. Serves nothing but its own few answers.
class ExampleServer : public QObject
{
    Q_OBJECT

public:
    explicit ExampleServer(QObject *parent = nullptr);
    ~ExampleServer() override;

    /// The list, as text to be reviewed like any other; its fetches go here.
    [[nodiscard]] QByteArray list() const;

private:
    void admit();
    void read(QTcpSocket *peer);
    static void answer(QTcpSocket *peer, const QByteArray &path);

    std::unique_ptr<QTcpServer> m_server;
};

} // namespace millrace
