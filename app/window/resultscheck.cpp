#include "app/window/resultscheck.h"

#include <QMetaObject>

#include <optional>
#include <utility>

namespace millrace {

ResultsCheck::ResultsCheck(std::function<QString()> complain, std::chrono::milliseconds interval,
                           QObject *parent)
    : QObject(parent),
      m_complain(std::move(complain)),
      m_interval(interval),
      m_thread([this](const std::stop_token &stop) { work(stop); })
{}

ResultsCheck::~ResultsCheck()
{
    m_thread.request_stop();
    m_thread.join();
}

void ResultsCheck::work(const std::stop_token &stop)
{
    std::optional<QString> told;
    while (!stop.stop_requested()) {
        const QString complaint = m_complain();
        if (complaint != std::exchange(told, complaint))
            QMetaObject::invokeMethod(
                this, [this, complaint] { Q_EMIT answered(complaint); }, Qt::QueuedConnection);
        if (complaint.isEmpty())
            return;
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, stop, m_interval, [] { return false; });
    }
}

} // namespace millrace
