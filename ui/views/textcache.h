#pragma once

#include <QCache>
#include <QFont>
#include <QStaticText>

class QPainter;

namespace millrace {

/// Draws lines of plain text, and remembers how they were laid out: a table that is painted ten times a second says
/// mostly what it said before, and shaping text is most of what painting it takes.
class TextCache
{
public:
    /// Draws \a text into \a rect in the painter's font and pen, elided in the middle if it is too long.
    void draw(QPainter &painter, const QRect &rect, const QString &text, Qt::Alignment horizontally);

private:
    struct Line
    {
        QString text;
        int width; ///< What there was for it.

        friend bool operator==(const Line &, const Line &) = default;
        friend std::size_t qHash(const Line &line, std::size_t seed) noexcept
        {
            return qHashMulti(seed, line.text, line.width);
        }
    };

    QStaticText laidOut(const QString &text, int width);

    QFont m_font;                            ///< Of all that is remembered.
    QCache<Line, QStaticText> m_lines{4096}; ///< More than the cells of any screen.
};

} // namespace millrace
