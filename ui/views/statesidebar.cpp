#include "ui/views/statesidebar.h"

#include "ui/models/statemodel.h"
#include "ui/text/figures.h"
#include "ui/text/jobtext.h"
#include "ui/text/words.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QStyledItemDelegate>

namespace millrace {

using namespace Qt::StringLiterals;
using text::word;
using Entry = StateModel::Entry;
using Role = StateModel::Role;

namespace {

constexpr int margin = 8;

Entry entryOf(const QModelIndex &index)
{
    return static_cast<Entry>(index.data(int(Role::Kind)).toInt());
}

/// Glyph, name, count; headings small and quiet over a hairline.
class EntryDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const int air = entryOf(index) == Entry::Heading ? 14 : 8;
        return {option.fontMetrics.horizontalAdvance(index.data().toString()) + 80,
                option.fontMetrics.height() + air};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        painter->setFont(option.font);
        if (entryOf(index) == Entry::Heading)
            paintHeading(painter, option, index);
        else
            paintEntry(painter, option, index);
        painter->restore();
    }

private:
    static void paintHeading(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index)
    {
        const QRect rect = option.rect.adjusted(margin, 6, -margin, 0);
        const QString title = index.data().toString();
        painter->setPen(quietColor(option.palette));
        painter->drawText(rect, int(Qt::AlignLeft | Qt::AlignVCenter), title);
        const int from = rect.left() + option.fontMetrics.horizontalAdvance(title) + margin;
        painter->setPen(lineColor(option.palette));
        painter->drawLine(from, rect.center().y() + 1, rect.right(), rect.center().y() + 1);
    }

    static void paintEntry(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index)
    {
        const QPalette &palette = option.palette;
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        if (selected)
            painter->fillRect(option.rect, palette.brush(QPalette::Highlight));
        else if (option.state.testFlag(QStyle::State_MouseOver))
            painter->fillRect(option.rect, palette.brush(QPalette::AlternateBase));
        const QColor plain = palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
        QRect rect = option.rect.adjusted(margin, 0, -margin, 0);
        rect.setLeft(rect.left() + index.data(int(Role::Level)).toInt() * 2 * margin);

        const QString count = text::shortCount(index.data(int(Role::Count)).toLongLong());
        const int countWidth = option.fontMetrics.horizontalAdvance(count);
        painter->setPen(selected ? plain : quietColor(palette));
        painter->drawText(rect, int(Qt::AlignRight | Qt::AlignVCenter), count);
        rect.setRight(rect.right() - countWidth - margin);

        if (entryOf(index) == Entry::State) {
            const auto state = static_cast<JobState>(index.data(int(Role::State)).toInt());
            painter->setPen(stateColor(state, palette));
            painter->drawText(rect, int(Qt::AlignLeft | Qt::AlignVCenter), QString(text::stateGlyph(state)));
            rect.setLeft(rect.left() + 2 * margin + 4);
        }
        painter->setPen(plain);
        painter->drawText(
            rect, int(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine),
            option.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle, rect.width()));
    }
};

} // namespace

StateSidebar::StateSidebar(StateModel &model, QWidget *parent) : QListView(parent), m_model(model)
{
    setAccessibleName(word("States"));
    setObjectName(u"States"_s);
    setModel(&model);
    setItemDelegate(new EntryDelegate(this));
    setFrameShape(NoFrame);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    setCurrentIndex(model.index(0));
}

QString StateSidebar::words() const
{
    return m_words;
}

void StateSidebar::choose(const QString &words)
{
    const int row = std::max(0, m_model.rowOf(words));
    setCurrentIndex(m_model.index(row));
}

void StateSidebar::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    const QString words = current.data(int(Role::Words)).toString();
    if (!current.isValid() || words == m_words)
        return;
    m_words = words;
    m_model.keep(words); // Else its last job would take it along, and the choice jump to another entry.
    Q_EMIT chosen(words);
}

QSize StateSidebar::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 26, 400};
}

} // namespace millrace
