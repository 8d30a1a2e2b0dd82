#include "ui/window/drophint.h"

#include <QEvent>
#include <QPainter>

namespace millrace {

DropHint::DropHint(QWidget *parent) : QWidget(parent)
{
    // What is under it gets the drag.
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    parent->installEventFilter(this);
    hide();
}

void DropHint::setShown(bool shown)
{
    if (shown) {
        setGeometry(parentWidget()->rect());
        raise();
    }
    setVisible(shown);
}

void DropHint::paintEvent(QPaintEvent *)
{
    constexpr qreal inset = 6, radius = 8;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(inset, inset, -inset, -inset);
    QColor veil = palette().color(QPalette::Window);
    veil.setAlphaF(0.82F);
    painter.fillRect(rect(), veil);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 2, Qt::DashLine));
    painter.drawRoundedRect(frame, radius, radius);

    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    painter.setFont(large);
    painter.setPen(palette().color(QPalette::WindowText));
    const int line = QFontMetrics(large).height();
    painter.drawText(frame.translated(0, -line / 2.0), Qt::AlignCenter, tr("Drop to review"));
    painter.setFont(font());
    painter.drawText(frame.translated(0, line / 1.5), Qt::AlignCenter,
                     tr("Nothing runs before you have seen it."));
}

bool DropHint::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

} // namespace millrace
