#pragma once

#include "core/store/datalock.h"

#include <QObject>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace millrace {

/// Takes the lock of a data directory that can't be taken yet: tries every second on a thread of its own, as its disk
/// is in trouble and may hold up whoever touches it.
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
    void work(const std::stop_token &stop);

    const QString m_directory;
    const std::chrono::milliseconds m_interval;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::jthread m_thread; // Last: it uses all of the above.
};

} // namespace millrace
