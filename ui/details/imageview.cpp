#include "ui/details/imageview.h"

#include <QPainter>

namespace millrace {

ImageView::ImageView(QWidget *parent) : QWidget(parent)
{
    setAccessibleName(tr("Image"));
    setMinimumSize(40, 40);
}

void ImageView::setImage(const QImage &image)
{
    m_image = image;
    m_scaled = QImage();
    update();
}

void ImageView::resizeEvent(QResizeEvent *event)
{
    m_scaled = QImage();
    QWidget::resizeEvent(event);
}

void ImageView::paintEvent(QPaintEvent *)
{
    if (m_image.isNull())
        return;
    const qreal ratio = devicePixelRatioF();
    if (m_scaled.isNull()) {
        const QSize room = size() * ratio;
        const bool fits = m_image.width() <= room.width() && m_image.height() <= room.height();
        m_scaled = fits ? m_image : m_image.scaled(room, Qt::KeepAspectRatio, Qt::SmoothTransformation);
        m_scaled.setDevicePixelRatio(ratio);
    }
    QPainter painter(this);
    const QSizeF shown = m_scaled.deviceIndependentSize();
    const QPointF at((width() - shown.width()) / 2, (height() - shown.height()) / 2);
    painter.fillRect(QRectF(at, shown), Qt::white); // What is transparent was made to be seen on paper.
    painter.drawImage(at, m_scaled);
}

} // namespace millrace
