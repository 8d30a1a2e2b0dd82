#include "app/resultswatch.h"

#include <QPointer>

#include <algorithm>

namespace millrace {

namespace {

using namespace std::chrono_literals;

constexpr qint64 leastRoom = 1 << 20;
/// Of what failed, a large file may have come far: waiting for more room than this would wait for a better disk.
constexpr qint64 mostRoom = qint64{1} << 30;

/// What fails at the same time is counted together, and clears away what it had written.
constexpr auto pause = 1s;
/// Trouble so soon after the last means that the room that was asked for then was too little.
constexpr auto soon = 60s;

} // namespace

ResultsWatch::ResultsWatch(JobQueue &queue, ResultsWriter &writer, Clock &clock)
    : m_queue(queue), m_writer(writer), m_clock(clock)
{
    connect(&queue, &JobQueue::statusChanged, this, &ResultsWatch::follow);
}

void ResultsWatch::check()
{
    m_queue.hold(Hold::ResultsTrouble);
    tryRoom();
}

void ResultsWatch::follow()
{
    if (m_next.isActive() || m_isTrying || !m_queue.status().unwritten)
        return;
    m_before = m_clock.now() < m_endedAt + soon ? m_needed : 0;
    m_next = m_clock.callLater(pause, [this] { tryRoom(); });
}

void ResultsWatch::tryRoom()
{
    const qint64 lost = std::min(m_queue.status().unwritten.value_or(0), mostRoom);
    const qint64 bytes = m_needed = std::clamp((m_before + lost) * 2, leastRoom, mostRoom);
    m_isTrying = true;
    m_writer.tryRoom(bytes, [self = QPointer(this), bytes](const WrittenResult &result) {
        if (self)
            self->answered(result.error, bytes);
    });
}

void ResultsWatch::answered(const QString &error, qint64 bytes)
{
    m_isTrying = false;
    if (!error.isEmpty()) {
        m_next = m_clock.callLater(pause, [this] { tryRoom(); });
        if (!std::exchange(m_isTroubled, true))
            Q_EMIT troubled(error, bytes);
        return;
    }
    m_endedAt = m_clock.now();
    m_queue.release(Hold::ResultsTrouble);
    if (std::exchange(m_isTroubled, false))
        Q_EMIT recovered();
}

} // namespace millrace
