#include "app/window/datalockwait.h"

#include <QMetaObject>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace millrace {

/// Outlives the waiting while the thread is held up.
struct DataLockWait::Shared
{
    std::mutex mutex;
    std::condition_variable wake;
    DataLockWait *wait = nullptr; ///< Null: nobody wants to know any more.
};

DataLockWait::DataLockWait(const QString &directory, std::chrono::milliseconds interval, QObject *parent)
    : QObject(parent), m_shared(std::make_shared<Shared>())
{
    m_shared->wait = this;
    std::thread([shared = m_shared, directory, interval] { work(shared, directory, interval); }).detach();
}

DataLockWait::~DataLockWait()
{
    const std::scoped_lock lock(m_shared->mutex);
    m_shared->wait = nullptr;
    m_shared->wake.notify_one();
}

void DataLockWait::work(const std::shared_ptr<Shared> &shared, const QString &directory,
                        std::chrono::milliseconds interval)
{
    QString told;
    for (bool isOurs = false; !isOurs;) {
        {
            std::unique_lock lock(shared->mutex);
            if (shared->wake.wait_for(lock, interval, [&shared] { return shared->wait == nullptr; }))
                return;
        }
        // Taken too late, it is let go of with the attempt.
        auto attempt = std::make_shared<DataLock::Attempt>(DataLock::take(directory));
        isOurs = attempt->holder == DataLock::Holder::Us;
        const QString how = isOurs ? QString() : attempt->error + QString::number(attempt->pid);
        const bool isNews = isOurs || how != std::exchange(told, how);
        const std::scoped_lock lock(shared->mutex);
        if (isNews && shared->wait)
            QMetaObject::invokeMethod(
                shared->wait, [wait = shared->wait, attempt] { Q_EMIT wait->tried(attempt); },
                Qt::QueuedConnection);
    }
}

} // namespace millrace
