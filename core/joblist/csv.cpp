#include "core/joblist/csv.h"

#include <algorithm>
#include <utility>

namespace millrace {

namespace {

/// What a spreadsheet takes for the beginning of a formula, or skips before it.
bool beginsFormula(QByteArrayView text)
{
    constexpr QByteArrayView triggers("=+-@\t\r\n");
    // What is typed with the wide keys of an East Asian keyboard counts as well: ＝ ＋ － ＠.
    constexpr QByteArrayView wide[] = {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
    if (text.isEmpty())
        return false;
    return triggers.contains(text.front()) ||
           std::any_of(std::begin(wide), std::end(wide),
                       [text](QByteArrayView each) { return text.startsWith(each); });
}

QByteArrayView withoutApostrophes(QByteArrayView text)
{
    while (text.startsWith('\''))
        text = text.sliced(1);
    return text;
}

} // namespace

QByteArray csvCell(const QByteArray &text)
{
    // Apostrophes of the text's own are kept apart from ours by one more.
    QByteArray cell = beginsFormula(withoutApostrophes(text)) ? '\'' + text : text;
    const auto needsQuotes = [](char c) { return QByteArrayView(",;\"\t\r\n ").contains(c); };
    if (std::none_of(cell.cbegin(), cell.cend(), needsQuotes))
        return cell;
    cell.replace('"', "\"\"");
    return '"' + cell + '"';
}

QByteArray plainCell(const QByteArray &cell)
{
    return cell.startsWith('\'') && beginsFormula(withoutApostrophes(cell)) ? cell.sliced(1) : cell;
}

bool CsvRecord::add(QByteArrayView line)
{
    m_size += line.size();
    if (m_isQuoted)
        m_cells.back() += '\n';
    else
        m_cells.append(QByteArray());
    bool isFresh = !m_isQuoted; // Nothing of this cell so far: a quote here opens it.
    for (qsizetype i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (m_isQuoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
            m_cells.back() += line[++i];
        } else if (m_isQuoted && c == '"') {
            m_isQuoted = false;
        } else if (!m_isQuoted && c == m_separator) {
            m_cells.append(QByteArray());
            isFresh = true;
            continue;
        } else if (isFresh && c == '"') {
            m_isQuoted = true;
        } else {
            m_cells.back() += c;
        }
        isFresh = false;
    }
    return !m_isQuoted;
}

QList<QByteArray> CsvRecord::take()
{
    m_isQuoted = false;
    m_size = 0;
    return std::exchange(m_cells, {});
}

} // namespace millrace
