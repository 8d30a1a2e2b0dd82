#pragma once

#include "core/queue/jobqueue.h"

#include <QObject>

#include <functional>

class QSystemTrayIcon;
class QWidget;

namespace millrace {

/// Tells of ended jobs: one notification a burst, and one when the queue is empty.
///
/// A burst is over when nothing ended for a while. Outside the window where there is a tray, else in it; a burst
/// is told only to somebody who isn't looking at the window anyway.
class NotificationController : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::seconds quiet{5};

    /// \a attentive says whether the user looks at the window. All outlive it.
    NotificationController(JobQueue &queue, Clock &clock, std::function<bool()> attentive,
                           QObject *parent = nullptr);
    ~NotificationController() override;

    /// Shows \a sentence outside the window; false where there is no tray.
    bool showOutside(const QString &sentence);

Q_SIGNALS:
    /// One notification.
    void notified(const QString &sentence);

private:
    void count(const JobChanges &changes);
    void endBurst();
    void tellEmpty();

    JobQueue &m_queue;
    Clock &m_clock;
    std::function<bool()> m_attentive;
    QSystemTrayIcon *m_tray = nullptr;
    DelayedCall m_end;
    qint64 m_finished = 0;
    qint64 m_failed = 0;
    WallTime m_seen{}; // When the frame before was looked at: what ended earlier was counted.
};

} // namespace millrace
