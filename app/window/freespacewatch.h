#pragma once

#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>

namespace millrace {

/// Measures every 10 s how much is free where a folder is, or will be; on another thread, as a dead network disk may
/// take for ever.
class FreeSpaceWatch : public QObject
{
    Q_OBJECT

public:
    explicit FreeSpaceWatch(const QString &folder, QObject *parent = nullptr);
    ~FreeSpaceWatch() override;

Q_SIGNALS:
    /// Bytes that this user may still write; -1 if that can't be known.
    void measured(qint64 bytes);

private:
    void measure();

    struct Answer;
    QString m_folder;
    std::shared_ptr<Answer> m_answer;
    QTimer m_timer;
};

} // namespace millrace
