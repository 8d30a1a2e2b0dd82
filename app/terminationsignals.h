#pragma once

#include <QObject>

#include <memory>

class QSocketNotifier;

namespace millrace {

/// Turns SIGINT, SIGTERM and SIGHUP into a Qt signal, for as long as it lives; afterwards they end the program again.
///
/// The handler only writes to an eventfd. One at a time. GUI thread.
class TerminationSignals : public QObject
{
    Q_OBJECT

public:
    explicit TerminationSignals(QObject *parent = nullptr);
    ~TerminationSignals() override;

Q_SIGNALS:
    /// \a times is how often that was asked so far, from 1.
    void received(int times);

private:
    void read();

    int m_wake;
    int m_times = 0;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace millrace
