#include "ui/views/textcache.h"

#include <QFontMetrics>
#include <QPainter>

namespace millrace {

QStaticText TextCache::laidOut(const QString &text, int width)
{
    const Line line{text, width};
    if (const QStaticText *known = m_lines.object(line))
        return *known;
    QStaticText fresh(QFontMetrics(m_font).elidedText(text, Qt::ElideMiddle, width));
    fresh.setTextFormat(Qt::PlainText); // A job may be called "<img src=…>".
    fresh.prepare({}, m_font);
    m_lines.insert(line, new QStaticText(fresh));
    return fresh;
}

void TextCache::draw(QPainter &painter, const QRect &rect, const QString &text, Qt::Alignment horizontally)
{
    if (text.isEmpty())
        return;
    if (painter.font() != m_font) {
        m_lines.clear();
        m_font = painter.font();
    }
    const QStaticText line = laidOut(text, rect.width());
    const QSizeF size = line.size();
    const qreal left =
        horizontally.testFlag(Qt::AlignRight) ? rect.x() + rect.width() - size.width() : rect.x();
    painter.drawStaticText(QPointF(left, rect.y() + (rect.height() - size.height()) / 2), line);
}

} // namespace millrace
