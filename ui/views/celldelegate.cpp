#include "ui/views/celldelegate.h"

#include "ui/models/jobcolumn.h"
#include "ui/text/jobtext.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QPainter>

namespace millrace {

namespace {

JobState stateOf(const QModelIndex &index)
{
    return static_cast<JobState>(index.data(int(JobRole::State)).toInt());
}

bool isSelected(const QStyleOptionViewItem &option)
{
    return option.state.testFlag(QStyle::State_Selected);
}

QColor textColor(const QStyleOptionViewItem &option)
{
    return option.palette.color(isSelected(option) ? QPalette::HighlightedText : QPalette::Text);
}

/// Columns that say less than the job itself.
bool isQuiet(JobColumn column)
{
    return column == JobColumn::Number || column == JobColumn::Place || column == JobColumn::LastLine ||
           column == JobColumn::Kind || column == JobColumn::Queued || column == JobColumn::Started ||
           column == JobColumn::Ended;
}

void paintState(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index, QRect rect,
                TextCache &texts)
{
    const JobState state = stateOf(index);
    const bool again = index.data(int(JobRole::WaitingAgain)).toBool();
    painter->setPen(stateColor(state, option.palette));
    const int glyphWidth = option.fontMetrics.horizontalAdvance(u'◐') + CellDelegate::margin;
    texts.draw(*painter, QRect(rect.left(), rect.top(), glyphWidth, rect.height()),
               again ? QStringLiteral("↻") : QString(text::stateGlyph(state)), Qt::AlignLeft);
    rect.setLeft(rect.left() + glyphWidth);
    texts.draw(*painter, rect, index.data().toString(), Qt::AlignLeft);
}

/// A bar and, right of it, the figure, so that neither hides the other.
void paintProgress(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                   const QRect &rect, TextCache &texts)
{
    const QVariant share = index.data(int(JobRole::Progress));
    if (!share.isValid())
        return;
    const QString figure = index.data().toString();
    const bool unknown = share.toDouble() < 0;
    const int figureWidth =
        option.fontMetrics.horizontalAdvance(QStringLiteral("100%")) + CellDelegate::margin;
    painter->setPen(textColor(option));
    if (unknown) {
        texts.draw(*painter, rect, figure, Qt::AlignRight);
        return;
    }
    const int height = std::clamp(option.fontMetrics.height() / 2, 6, 10);
    const QRectF groove(rect.left(), rect.center().y() - height / 2.0 + 1, rect.width() - figureWidth,
                        height);
    if (groove.width() > 12) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(lineColor(option.palette));
        painter->drawRoundedRect(groove, 2, 2);
        QRectF done = groove;
        done.setWidth(groove.width() * share.toDouble());
        painter->setBrush(stateFill(stateOf(index), option.palette));
        painter->drawRoundedRect(done, 2, 2);
        painter->setRenderHint(QPainter::Antialiasing, false);
        painter->setPen(textColor(option));
    }
    texts.draw(*painter, rect, figure, Qt::AlignRight);
}

} // namespace

CellDelegate::CellDelegate(QObject *parent) : QStyledItemDelegate(parent) {}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    painter->save();
    const QWidget *widget = option.widget;
    QStyle *style = widget ? widget->style() : QApplication::style();
    if (isSelected(option)) { // Else the panel is nothing, which the style would take its time to find out.
        QStyleOptionViewItem panel = option;
        panel.index = index;
        // Rows have a cursor, cells don't.
        panel.state &= ~QStyle::State_HasFocus;
        style->drawPrimitive(QStyle::PE_PanelItemViewItem, &panel, painter, widget);
    }

    const auto column = static_cast<JobColumn>(index.column());
    const QRect rect = option.rect.adjusted(margin, 0, -margin, 0);
    painter->setFont(option.font);
    if (column == JobColumn::State) {
        paintState(painter, option, index, rect, m_texts);
    } else if (column == JobColumn::Progress) {
        paintProgress(painter, option, index, rect, m_texts);
    } else {
        const bool failed = column == JobColumn::Result && stateOf(index) == JobState::Failed;
        if (failed)
            painter->setPen(stateColor(JobState::Failed, option.palette));
        else if (isQuiet(column) && !isSelected(option))
            painter->setPen(quietColor(option.palette));
        else
            painter->setPen(textColor(option));
        const bool figures = columnInfo(column).figures;
        m_texts.draw(*painter, rect, index.data().toString(), figures ? Qt::AlignRight : Qt::AlignLeft);
    }
    painter->restore();
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int width = option.fontMetrics.horizontalAdvance(index.data().toString()) + 2 * margin;
    return {std::min(width + (index.column() == columnIndex(JobColumn::State) ? 24 : 0), 800),
            option.fontMetrics.height() + 4};
}

} // namespace millrace
