#pragma once

#include "core/queue/jobqueue.h"

#include <QObject>
#include <QPointer>

#include <chrono>
#include <cstdint>
#include <optional>

class QMessageBox;
class QWidget;

namespace millrace {

class WindowHost;

/// How long what is underway will still take, from its progress and from how long ended jobs took; absent when
/// nothing is known. \cost one look at every job.
[[nodiscard]] std::optional<std::chrono::milliseconds> timeToFinish(const JobQueue &queue, WallTime now);

/// Closing the window: at once with nothing underway, else after asking what should become of it.
///
/// Asks the host to do the rest; the window stays until that is done, and closing again meanwhile offers to
/// cancel what is still underway.
class CloseController : public QObject
{
    Q_OBJECT

public:
    enum class Phase : std::uint8_t { Open, Asking, Finishing, Cancelling };

    CloseController(JobQueue &queue, const Clock &clock, WindowHost &host, QWidget *window,
                    QObject *parent = nullptr);

    /// The user wants the window closed; the host ends the program when all is saved.
    void requestClose();
    /// The user doesn't want to wait any longer.
    void cancelAndQuit() { stop(Underway::Cancel); }
    [[nodiscard]] Phase phase() const { return m_phase; }

Q_SIGNALS:
    /// The queue is being stopped: nothing can be put or steered any more.
    void stopping(millrace::Underway underway);

private:
    void ask();
    void answer(QMessageBox *box);
    void retell();
    void stop(Underway underway);
    [[nodiscard]] int underway() const;

    JobQueue &m_queue;
    const Clock &m_clock;
    WindowHost &m_host;
    QWidget *m_window;
    QPointer<QMessageBox> m_box;
    Phase m_phase = Phase::Open;
    Phase m_before = Phase::Open; // What "Keep going" goes back to.
};

} // namespace millrace
