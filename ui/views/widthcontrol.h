#pragma once

#include "core/queue/jobqueue.h"

#include <QWidget>

class QSpinBox;
class QSlider;

namespace millrace {

/// The width as a spin box (accessible name `Width`) and a slider, 0 to 1,000; logarithmic beyond 32.
///
/// Asks for a width, never sets it: the queue's answer is what it shows.
class WidthControl : public QWidget
{
    Q_OBJECT

public:
    static constexpr int most = 1000;

    /// \a queue and \a clock outlive it.
    WidthControl(const JobQueue &queue, const Clock &clock, QWidget *parent = nullptr);

    [[nodiscard]] int width() const;
    /// Puts the cursor into the number, selected.
    void edit();

    /// Where on the slider (0 to lastStep) a width stands, and back.
    static constexpr int lastStep = 96;
    [[nodiscard]] static int stepOf(int width);
    [[nodiscard]] static int widthAt(int step);
    /// The next width up or down as Ctrl++ and Ctrl+- take it: by one up to 32, by a slider step beyond.
    [[nodiscard]] static int wider(int width);
    [[nodiscard]] static int narrower(int width);

Q_SIGNALS:
    void widthRequested(int width);
    /// Return or Esc in the number: the keyboard may go elsewhere.
    void leaveRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void refresh();
    void ask(int width);
    [[nodiscard]] QString forecast(int width) const;
    [[nodiscard]] QRect handle() const;
    [[nodiscard]] int stepUnder(int x) const;

    const JobQueue &m_queue;
    const Clock &m_clock;
    QSpinBox *m_number = nullptr;
    QSlider *m_slider = nullptr;
};

} // namespace millrace
