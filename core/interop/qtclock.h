#pragma once

#include "core/deferred/clock.h"
#include "core/deferred/delayedcalls.h"

#include <QObject>
#include <QTimer>

namespace millrace {

/// The clock of a program with a Qt event loop: one QTimer for any number of delayed calls.
///
/// Calls come to the millisecond, never early. One thread, that of its construction.
/// Destroyed, it forgets the calls it has not made.
class QtClock final : public QObject, public Clock
{
    Q_OBJECT

public:
    explicit QtClock(QObject *parent = nullptr);
    ~QtClock() override;

    [[nodiscard]] TimePoint now() const override;
    [[nodiscard]] WallPoint wallNow() const override;

private:
    DelayedCall schedule(Duration delay, std::function<void()> call) override;
    void makeDueCalls();
    void arm();

    DelayedCalls m_calls;
    QTimer m_timer;
    TimePoint m_armedFor{};
};

} // namespace millrace
