#pragma once

#include "core/joblist/listsource.h"

#include <QByteArray>
#include <QObject>

#include <memory>
#include <unordered_map>
#include <vector>

class QLocalServer;
class QLocalSocket;

namespace millrace {

/// Takes lists from other calls of the program by the same user, to be reviewed: what comes in this way never runs by
/// itself.
///
/// A peer sends one message of at most 1 MiB within 5 s and is answered with one byte; at most 16 at a time.
class HandoverServer : public QObject
{
    Q_OBJECT

public:
    explicit HandoverServer(QObject *parent = nullptr);
    ~HandoverServer() override;

    /// Call it only while owning the data directory: a socket that is there is a dead one. False if it can't be.
    bool listen(const QString &place);
    /// Takes nothing more: who hasn't been answered yet is told so.
    void close();

Q_SIGNALS:
    /// Empty if somebody just started the program again.
    void received(const std::vector<millrace::ListSource> &sources);

private:
    void admit();
    void read(QLocalSocket *peer);
    static void dismiss(QLocalSocket *peer);

    std::unordered_map<QObject *, QByteArray> m_messages; // What each peer sent so far.
    std::unique_ptr<QLocalServer> m_server;               // Goes first: its peers tell when they go.
};

} // namespace millrace
