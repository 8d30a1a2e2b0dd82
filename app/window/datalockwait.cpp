#include "app/window/datalockwait.h"

#include <QMetaObject>

#include <utility>

namespace millrace {

DataLockWait::DataLockWait(const QString &directory, std::chrono::milliseconds interval, QObject *parent)
    : QObject(parent),
      m_directory(directory),
      m_interval(interval),
      m_thread([this](const std::stop_token &stop) { work(stop); })
{}

DataLockWait::~DataLockWait()
{
    m_thread.request_stop();
    m_thread.join();
}

void DataLockWait::work(const std::stop_token &stop)
{
    QString told;
    for (;;) {
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait_for(lock, stop, m_interval, [] { return false; });
        }
        if (stop.stop_requested())
            return;
        auto attempt = std::make_shared<DataLock::Attempt>(DataLock::take(m_directory));
        const bool isOurs = attempt->holder == DataLock::Holder::Us;
        const QString how = isOurs ? QString() : attempt->error + QString::number(attempt->pid);
        if (isOurs || how != std::exchange(told, how))
            QMetaObject::invokeMethod(
                this, [this, attempt] { Q_EMIT tried(attempt); }, Qt::QueuedConnection);
        if (isOurs)
            return;
    }
}

} // namespace millrace
