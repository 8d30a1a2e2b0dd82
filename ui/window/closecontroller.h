#pragma once

#include "core/queue/jobqueue.h"

#include <QObject>
#include <QPointer>
#include <QString>

#include <chrono>
#include <cstdint>
#include <optional>

class QMessageBox;
class QWidget;

namespace millrace {

class WindowHost;

/// How long what is underway will still take, from its progress and from how long ended jobs took; absent when
/// nothing is known.
/// \cost a look at each of them.
[[nodiscard]] std::optional<std::chrono::milliseconds> timeToFinish(const JobQueue &queue, WallTime now);

/// Closing the window: at once with nothing underway and everything saved, else after asking what should become of it.
///
/// Asks the host to do the rest; the window stays until that is done. Closing again meanwhile offers to cancel what is
/// still underway; and where the store can't write, nobody has to wait for it: that is offered once nothing is
/// underway any more.
class CloseController : public QObject
{
    Q_OBJECT

public:
    enum class Phase : std::uint8_t { Open, Asking, Finishing, Cancelling };

    CloseController(JobQueue &queue, const Clock &clock, WindowHost &host, QWidget *window,
                    QObject *parent = nullptr);

    /// The user wants the window closed; the host ends the program when all is saved.
    void requestClose();
    /// Without asking: the user doesn't want to wait any longer, or a signal came. Never goes back from Cancel.
    void quit(Underway underway);
    /// As quit(), and not even what isn't saved is waited for.
    void quitUnsaved();
    /// Why the store can't write; empty when it can.
    void setStoreTrouble(const QString &sentence);
    /// How many accepted jobs are not even in the queue yet: who quits now without being asked waits for them.
    void setHeldJobs(qint64 jobs);
    [[nodiscard]] Phase phase() const { return m_phase; }

Q_SIGNALS:
    /// The queue is being stopped: nothing can be put or steered any more.
    void stopping(millrace::Underway underway);
    /// Only the store keeps the program from ending, and the user chose to wait for it.
    void waitingToSave();

private:
    void ask();
    void askUnsaved();
    void offerToQuitUnsaved();
    void reconsider();
    [[nodiscard]] qint64 unsaved() const;
    QMessageBox *makeBox();
    void open(QMessageBox *box);
    void dropQuestion();
    void answer(const QString &said);
    void retell();
    void tellUnderway();
    void tellUnsaved();
    [[nodiscard]] QString pendingSentence(qint64 pending) const;
    [[nodiscard]] bool isAskingUnsaved() const;
    [[nodiscard]] int underway() const;
    [[nodiscard]] bool isQuitting() const;
    [[nodiscard]] bool isStuck() const;

    JobQueue &m_queue;
    const Clock &m_clock;
    WindowHost &m_host;
    QWidget *m_window;
    QString m_trouble;
    qint64 m_heldJobs = 0;
    bool m_isQuitDue = false; // As soon as none are held any more.
    QPointer<QMessageBox> m_box;
    Phase m_phase = Phase::Open;
    Phase m_before = Phase::Open; // What "Keep going" goes back to.
    bool m_hasOffered = false;    // To quit unsaved, since the queue stopped.
};

} // namespace millrace
