#pragma once

#include "core/joblist/listsource.h"

#include <QObject>

#include <chrono>
#include <memory>
#include <vector>

class QLocalSocket;
class QTimer;

namespace millrace {

/// Hands lists to the instance that owns the data directory. One call, one answer.
class HandoverClient : public QObject
{
    Q_OBJECT

public:
    explicit HandoverClient(QObject *parent = nullptr);
    ~HandoverClient() override;

    /// \fires ended(), once, within \a patience; at once where nobody listens.
    void send(const QString &place, const std::vector<ListSource> &sources,
              std::chrono::milliseconds patience = std::chrono::seconds(5));

Q_SIGNALS:
    /// True when the other instance has taken the lists over.
    void ended(bool taken);

private:
    void end(bool taken);

    std::unique_ptr<QLocalSocket> m_socket;
    std::unique_ptr<QTimer> m_patience;
    QByteArray m_message;
    bool m_hasEnded = false;
};

} // namespace millrace
