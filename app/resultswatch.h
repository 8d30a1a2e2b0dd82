#pragma once

#include "core/deferred/clock.h"
#include "core/queue/jobqueue.h"
#include "core/runners/resultswriter.h"

#include <QObject>
#include <QString>

namespace millrace {

/// Lets a queue go on that holds because a result could not be written (Hold::ResultsTrouble), as soon as there is room
/// for twice what was lost, 1 MiB to 1 GiB; tried once a second, on the writer's thread. Less would be the gap that
/// the lost results left, and the next ones would be lost in it.
class ResultsWatch : public QObject
{
    Q_OBJECT

public:
    /// All three outlive it.
    ResultsWatch(JobQueue &queue, ResultsWriter &writer, Clock &clock);

    /// Holds the queue until it is known that results can be written: what runs and can't leave its result has run for
    /// nothing.
    void check();

Q_SIGNALS:
    /// \a why names the folder and what the system said.
    void troubled(const QString &why, qint64 bytesNeeded);
    void recovered();

private:
    void follow();
    void tryRoom();
    void answered(const QString &error, qint64 bytes);

    JobQueue &m_queue;
    ResultsWriter &m_writer;
    Clock &m_clock;
    DelayedCall m_next;
    Clock::TimePoint m_endedAt{}; ///< Of the last trouble.
    qint64 m_needed = 0;          ///< Bytes that were asked for last.
    qint64 m_before = 0;          ///< The same, of a trouble that has just been.
    bool m_isTrying = false;
    bool m_isTroubled = false;
};

} // namespace millrace
