#include "ui/window/notificationcontroller.h"

#include "ui/text/actiontext.h"

#include <QGuiApplication>
#include <QSystemTrayIcon>

namespace millrace {

NotificationController::NotificationController(JobQueue &queue, Clock &clock, std::function<bool()> attentive,
                                               QObject *parent)
    : QObject(parent),
      m_queue(queue),
      m_clock(clock),
      m_attentive(std::move(attentive)),
      m_seen(clock.wallNow())
{
    connect(&queue, &JobQueue::changed, this, &NotificationController::count);
    connect(&queue, &JobQueue::drained, this, &NotificationController::tellEmpty);
}

NotificationController::~NotificationController()
{
    m_end.cancel();
}

void NotificationController::count(const JobChanges &changes)
{
    const qint64 before = m_finished + m_failed;
    for (const auto *ids : {&changes.added, &changes.changed}) { // A job may come and end within one frame.
        for (const JobId id : *ids) {
            const JobRecord *job = m_queue.find(id);
            if (!job || job->endedAt < m_seen)
                continue;
            m_finished += job->state == JobState::Finished;
            m_failed += job->state == JobState::Failed;
        }
    }
    m_seen = m_clock.wallNow();
    if (m_finished + m_failed == before)
        return;
    m_end.cancel();
    m_end = m_clock.callLater(quiet, [this] { endBurst(); });
}

void NotificationController::endBurst()
{
    const qint64 finished = std::exchange(m_finished, 0);
    const qint64 failed = std::exchange(m_failed, 0);
    if (finished + failed > 0 && !m_attentive())
        Q_EMIT notified(text::burst(finished, failed));
}

void NotificationController::tellEmpty()
{
    m_end.cancel();
    const qint64 finished = std::exchange(m_finished, 0);
    const qint64 failed = std::exchange(m_failed, 0);
    if (finished + failed > 0)
        Q_EMIT notified(tr("The queue is empty: %1").arg(text::burst(finished, failed)));
}

bool NotificationController::showOutside(const QString &sentence)
{
    if (!QSystemTrayIcon::isSystemTrayAvailable() || !QSystemTrayIcon::supportsMessages())
        return false;
    if (!m_tray) {
        m_tray = new QSystemTrayIcon(QGuiApplication::windowIcon(), this);
        m_tray->show();
    }
    m_tray->showMessage(tr("Millrace"), sentence, QSystemTrayIcon::NoIcon);
    return true;
}

} // namespace millrace
