#pragma once

#include <QWidget>

namespace millrace {

/// Says, over the whole window, what a drop would do while something is being dragged in.
class DropHint : public QWidget
{
    Q_OBJECT

public:
    explicit DropHint(QWidget *parent);

    void setShown(bool shown);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace millrace
