#pragma once

#include "ui/views/textcache.h"

#include <QStyledItemDelegate>

namespace millrace {

/// Paints a cell of the job table: state as glyph, word and colour, progress as a bar with figures, all else as one
/// line of plain text, elided in the middle.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit CellDelegate(QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    /// Beside every cell's text.
    static constexpr int margin = 6;

private:
    mutable TextCache m_texts; ///< Painting is const.
};

} // namespace millrace
