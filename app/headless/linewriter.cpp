#include "app/headless/linewriter.h"

#include <QMetaObject>

#include <cerrno>
#include <utility>

#include <poll.h>
#include <unistd.h>

namespace millrace {

namespace {

constexpr qsizetype muchWaiting = 8'388'608;
constexpr qsizetype littleWaiting = 1'048'576;

} // namespace

LineWriter::LineWriter(int descriptor, QObject *parent)
    : QObject(parent), m_descriptor(descriptor), m_thread([this](const std::stop_token &stop) { work(stop); })
{}

LineWriter::~LineWriter()
{
    m_thread.request_stop();
    m_thread.join();
}

void LineWriter::write(const QByteArray &bytes)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_failed)
            return;
        m_waiting += bytes;
        if (m_congested || m_waiting.size() <= muchWaiting) {
            m_wake.notify_one();
            return;
        }
        m_congested = true;
    }
    m_wake.notify_one();
    Q_EMIT congested(true);
}

void LineWriter::work(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, stop, [this] { return !m_waiting.isEmpty(); });
        if (m_waiting.isEmpty())
            return; // Asked to stop, and nothing is left.
        const QByteArray bytes = std::exchange(m_waiting, {});
        lock.unlock();
        writeAll(bytes);
        lock.lock();
        if (m_congested && m_waiting.size() < littleWaiting) {
            m_congested = false;
            QMetaObject::invokeMethod(
                this, [this] { Q_EMIT congested(false); }, Qt::QueuedConnection);
        }
    }
}

void LineWriter::writeAll(const QByteArray &bytes)
{
    for (QByteArrayView rest(bytes); !rest.isEmpty();) {
        const ssize_t count = ::write(m_descriptor, rest.data(), static_cast<std::size_t>(rest.size()));
        if (count >= 0) {
            rest = rest.sliced(count);
        } else if (errno == EAGAIN) {
            pollfd writable{m_descriptor, POLLOUT, 0};
            ::poll(&writable, 1, -1);
        } else if (errno != EINTR) {
            const int error = errno;
            const std::scoped_lock lock(m_mutex);
            m_waiting.clear();
            if (!std::exchange(m_failed, true))
                QMetaObject::invokeMethod(
                    this, [this, error] { Q_EMIT failed(error); }, Qt::QueuedConnection);
            return;
        }
    }
}

} // namespace millrace
