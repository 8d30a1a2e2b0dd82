#pragma once

#include "core/queue/jobqueue.h"

#include <QWidget>

namespace millrace {

/// The whole queue as one stacked bar, and in words: "4,211 of 9,876 · 8 underway · done 14:20–14:31".
///
/// Reads the queue at most ten times a second.
class QueueBar : public QWidget
{
    Q_OBJECT

public:
    /// \a queue and \a clock outlive it.
    QueueBar(const JobQueue &queue, const Clock &clock, QWidget *parent = nullptr);

    /// The words beside the bar.
    [[nodiscard]] QString text() const { return m_text; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// A part of the bar was clicked: the filter words that show those jobs.
    void chosen(const QString &words);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Part
    {
        JobState state;
        QRectF rect;
    };

    void refresh();
    [[nodiscard]] std::vector<Part> parts() const;
    [[nodiscard]] QRectF barRect() const;

    const JobQueue &m_queue;
    const Clock &m_clock;
    JobCounts m_counts;
    QString m_text;
};

} // namespace millrace
