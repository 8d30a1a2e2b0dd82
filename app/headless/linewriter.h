#pragma once

#include <QByteArray>
#include <QObject>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace millrace {

/// Writes to a descriptor on a thread of its own, so that a reader that stops reading stops nobody else.
///
/// Destroying it writes what is left, and waits for that as long as the reader takes. SIGPIPE must be ignored.
class LineWriter : public QObject
{
    Q_OBJECT

public:
    /// \a descriptor is borrowed.
    explicit LineWriter(int descriptor, QObject *parent = nullptr);
    ~LineWriter() override;

    /// In order; nothing is written any more after failed().
    void write(const QByteArray &bytes);

Q_SIGNALS:
    /// Once: nobody reads any more, or the disk is full. \a error is an errno.
    void failed(int error);
    /// More than 8 MiB wait for the reader; and fewer than 1 MiB again.
    void congested(bool congested);

private:
    void work(const std::stop_token &stop);
    void writeAll(const QByteArray &bytes);

    int m_descriptor;
    std::mutex m_mutex; // Of all below.
    std::condition_variable_any m_wake;
    QByteArray m_waiting;
    bool m_failed = false;
    bool m_congested = false;
    std::jthread m_thread; // Last: it starts at once.
};

} // namespace millrace
