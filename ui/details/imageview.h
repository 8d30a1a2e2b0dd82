#pragma once

#include <QImage>
#include <QWidget>

namespace millrace {

/// An image as large as there is room, never larger than it is.
class ImageView : public QWidget
{
    Q_OBJECT

public:
    explicit ImageView(QWidget *parent = nullptr);

    void setImage(const QImage &image);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QImage m_image;
    QImage m_scaled; // For the widget's size; null until painted.
};

} // namespace millrace
