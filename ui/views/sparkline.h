#pragma once

#include <QWidget>

#include <deque>

namespace millrace {

/// The last 30 seconds of a rate as a row of thin bars, newest right.
class Sparkline : public QWidget
{
    Q_OBJECT

public:
    explicit Sparkline(QWidget *parent = nullptr);

    /// Adds a second's value; the oldest goes.
    void add(double value);
    [[nodiscard]] std::size_t size() const { return m_values.size(); }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::deque<double> m_values;
};

} // namespace millrace
