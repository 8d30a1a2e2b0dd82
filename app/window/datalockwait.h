#pragma once

#include "core/store/datalock.h"

#include <QObject>

#include <chrono>
#include <memory>

namespace millrace {

/// Takes the lock of a data directory that can't be taken yet: tries every second on a thread of its own, as its disk
/// is in trouble and may hold up whoever touches it, also for ever. Nobody waits for that thread.
class DataLockWait : public QObject
{
    Q_OBJECT

public:
    DataLockWait(const QString &directory, std::chrono::milliseconds interval, QObject *parent = nullptr);
    ~DataLockWait() override;

Q_SIGNALS:
    /// How another try went; the last time it is ours. Told again only where that is news.
    void tried(const std::shared_ptr<millrace::DataLock::Attempt> &attempt);

private:
    struct Shared;
    static void work(const std::shared_ptr<Shared> &shared, const QString &directory,
                     std::chrono::milliseconds interval);

    std::shared_ptr<Shared> m_shared;
};

} // namespace millrace
