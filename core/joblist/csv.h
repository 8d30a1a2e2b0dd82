#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

namespace millrace {

/// A cell of text as a spreadsheet may open it: quoted where it must be, and with an apostrophe before what would be
/// taken for a formula, which plainCell() takes away again.
[[nodiscard]] QByteArray csvCell(const QByteArray &text);

/// The text of a cell as csvCell() had it.
[[nodiscard]] QByteArray plainCell(const QByteArray &cell);

/// Cuts lines into records of cells; a record goes on over a line's end inside quotes.
class CsvRecord
{
public:
    explicit CsvRecord(char separator) : m_separator(separator) {}

    /// One more line, without its end. True when the record is whole.
    bool add(QByteArrayView line);
    [[nodiscard]] bool isOpen() const { return m_isQuoted; }
    [[nodiscard]] qsizetype size() const { return m_size; }
    /// Gives the cells away and begins anew.
    [[nodiscard]] QList<QByteArray> take();

private:
    char m_separator;
    QList<QByteArray> m_cells;
    bool m_isQuoted = false; // In quotes when the line ended.
    qsizetype m_size = 0;
};

} // namespace millrace
