#include "ui/details/logview.h"

#include <QFontDatabase>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextCursor>

#include <utility>

namespace millrace {

namespace {

/// The margin that the numbers stand in.
class LineNumbers : public QWidget
{
public:
    explicit LineNumbers(LogView *view) : QWidget(view), m_view(view) {}

protected:
    void paintEvent(QPaintEvent *event) override { m_view->paintNumbers(event, this); }

private:
    LogView *m_view;
};

} // namespace

LogView::LogView(QWidget *parent) : QPlainTextEdit(parent), m_numbers(new LineNumbers(this))
{
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setMaximumBlockCount(longestView);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFrameShape(QFrame::NoFrame);
    connect(this, &QPlainTextEdit::updateRequest, m_numbers, [this](const QRect &rect, int dy) {
        if (dy != 0)
            m_numbers->scroll(0, dy);
        else
            m_numbers->update(0, rect.y(), m_numbers->width(), rect.height());
    });
    connect(this, &QPlainTextEdit::blockCountChanged, this, &LogView::layOutNumbers);
    connect(verticalScrollBar(), &QScrollBar::actionTriggered, this, [this] {
        m_following = verticalScrollBar()->sliderPosition() >= verticalScrollBar()->maximum();
    });
    layOutNumbers();
}

void LogView::start(qint64 firstLine)
{
    clear();
    m_firstLine = firstLine;
    layOutNumbers();
}

void LogView::append(const QStringList &lines)
{
    if (lines.isEmpty())
        return;
    const bool follow = m_following && isAtEnd();
    const int blocksBefore = blockCount();
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    cursor.movePosition(QTextCursor::StartOfBlock, QTextCursor::KeepAnchor);
    if (lines.size() > 1 || cursor.selectedText() != lines.first())
        cursor.insertText(lines.join(u'\n'));
    m_firstLine += blocksBefore + lines.size() - 1 - blockCount(); // What setMaximumBlockCount() dropped.
    forgetOldest();
    if (follow)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

// A quarter at a time: what is left has to be laid out anew.
void LogView::forgetOldest()
{
    if (document()->characterCount() <= mostCharacters)
        return;
    const int lines = document()->findBlock(mostCharacters / 4).blockNumber();
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::NextBlock, QTextCursor::KeepAnchor, lines);
    cursor.removeSelectedText();
    m_firstLine += lines;
}

QString LogView::lastLine() const
{
    return document()->lastBlock().text();
}

bool LogView::isAtEnd() const
{
    return verticalScrollBar()->value() >= verticalScrollBar()->maximum();
}

void LogView::setNumbered(bool numbered)
{
    m_numbered = numbered;
    m_numbers->setVisible(numbered);
    layOutNumbers();
}

int LogView::numbersWidth() const
{
    if (!m_numbered)
        return 0;
    const int digits = int(QString::number(m_firstLine + blockCount()).size());
    return fontMetrics().horizontalAdvance(u'9') * (std::max(digits, 3) + 2);
}

void LogView::layOutNumbers()
{
    const int width = numbersWidth();
    setViewportMargins(width, 0, 0, 0);
    const QRect inside = contentsRect();
    m_numbers->setGeometry(inside.left(), inside.top(), width, inside.height());
}

void LogView::paintNumbers(QPaintEvent *event, QWidget *numbers)
{
    QPainter painter(numbers);
    painter.fillRect(event->rect(), palette().color(QPalette::AlternateBase));
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.setFont(font());
    const int right = numbers->width() - fontMetrics().horizontalAdvance(u'9');
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF area = blockBoundingGeometry(block).translated(contentOffset());
        if (area.top() > event->rect().bottom())
            break;
        const bool begun =
            block.next().isValid() || block.length() > 1; // A last line without text is none yet.
        if (begun && block.isVisible() && area.bottom() >= event->rect().top()) {
            painter.drawText(QRectF(0, area.top(), right, fontMetrics().height()), Qt::AlignRight,
                             QString::number(m_firstLine + block.blockNumber()));
        }
    }
}

void LogView::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    layOutNumbers();
}

// Loading a font takes its time, which the start of the program has not.
void LogView::showEvent(QShowEvent *event)
{
    if (!std::exchange(m_hasFont, true))
        setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    QPlainTextEdit::showEvent(event);
}

void LogView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange && m_numbers)
        layOutNumbers();
}

} // namespace millrace
