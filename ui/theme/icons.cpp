#include "ui/theme/icons.h"

#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <array>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

/// By Icon: the file in resources/icons.
constexpr std::array iconFiles{
    "add",     "open",    "paste",   "pause",  "resume",   "cancel", "retry",  "remove",   "undo",
    "redo",    "totop",   "up",      "down",   "tobottom", "filter", "clear",  "settings", "details",
    "columns", "copy",    "folder",  "link",   "keys",     "info",   "quit",   "queue",    "host",
    "example", "save",    "search",  "next",   "previous", "wrap",   "follow", "narrow",   "widen",
    "fetch",   "command", "warning", "export", "more",
};
static_assert(iconFiles.size() == static_cast<std::size_t>(Icon::More) + 1);

/// Draws one of our SVGs in the colour the application's palette has now.
class TintedIcon : public QIconEngine
{
public:
    explicit TintedIcon(Icon name) : m_name(name) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal scale = painter->device() ? painter->device()->devicePixelRatio() : 1.0;
        painter->drawPixmap(rect, scaledPixmap(rect.size() * scale, mode, state, scale));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1.0);
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal) override
    {
        const QColor color = colorOf(mode);
        const QString key = u"millrace-icon/%1/%2x%3/%4"_s.arg(int(m_name))
                                .arg(size.width())
                                .arg(size.height())
                                .arg(color.rgba());
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap))
            return pixmap;
        pixmap = QPixmap(size);
        pixmap.fill(Qt::transparent);
        QSvgRenderer svg(u":/millrace/icons/"_s + QLatin1StringView(iconFiles[std::size_t(m_name)]) +
                         u".svg"_s);
        QPainter painter(&pixmap);
        svg.render(&painter, QRectF(QPointF(), QSizeF(size)));
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(pixmap.rect(), color);
        painter.end();
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QIconEngine *clone() const override { return new TintedIcon(m_name); }
    QString key() const override { return u"millrace"_s; }

private:
    static QColor colorOf(QIcon::Mode mode)
    {
        const QPalette palette = QGuiApplication::palette();
        switch (mode) {
        case QIcon::Disabled:
            return palette.color(QPalette::Disabled, QPalette::ButtonText);
        case QIcon::Selected:
            return palette.color(QPalette::HighlightedText);
        default:
            return palette.color(QPalette::ButtonText);
        }
    }

    Icon m_name;
};

} // namespace

QIcon icon(Icon name)
{
    return QIcon(new TintedIcon(name));
}

} // namespace millrace
