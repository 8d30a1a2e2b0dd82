#include "ui/importing/importmodel.h"

#include "ui/importing/listtext.h"
#include "ui/text/figures.h"
#include "ui/text/jobtext.h"

#include <QFont>
#include <QGuiApplication>
#include <QPalette>

#include <algorithm>

namespace millrace {

ImportModel::ImportModel(QObject *parent) : QAbstractTableModel(parent) {}

void ImportModel::setList(JobListPtr list)
{
    beginResetModel();
    m_list = std::move(list);
    choose();
    endResetModel();
}

void ImportModel::setShow(Show show)
{
    beginResetModel();
    m_show = show;
    choose();
    endResetModel();
}

void ImportModel::setSkipsDuplicates(bool skips)
{
    m_skips = skips;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
}

void ImportModel::choose()
{
    m_chosen.clear();
    if (!m_list || m_show == Show::All)
        return;
    if (m_show == Show::Duplicates) {
        m_chosen = m_list->duplicateRows;
        return;
    }
    const JobKind kind = m_show == Show::Fetches ? JobKind::Fetch : JobKind::Command;
    for (std::size_t job = 0; job < m_list->jobs.size(); ++job) {
        if (m_list->jobs[job].kind == kind)
            m_chosen.push_back(static_cast<std::uint32_t>(job));
    }
}

std::size_t ImportModel::jobAt(int row) const
{
    const auto at = static_cast<std::size_t>(row);
    return m_show == Show::All ? at : m_chosen[at];
}

const JobSpec &ImportModel::specAt(int row) const
{
    return m_list->jobs[jobAt(row)];
}

bool ImportModel::isDuplicate(int row) const
{
    return std::ranges::binary_search(m_list->duplicateRows, static_cast<std::uint32_t>(jobAt(row)));
}

int ImportModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid() || !m_list)
        return 0;
    return static_cast<int>(m_show == Show::All ? m_list->jobs.size() : m_chosen.size());
}

int ImportModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QString ImportModel::text(std::size_t job, Column column) const
{
    const JobSpec &spec = m_list->jobs[job];
    switch (column) {
    case Column::Source:
        return text::cell(sourceOf(job));
    case Column::Line:
        return text::count(m_list->lines[job]);
    case Column::Kind:
        return text::kindWord(spec.kind);
    case Column::What:
        return briefText(spec);
    case Column::Host:
        return text::placeCell(spec);
    }
    return {};
}

bool ImportModel::hasSeveralSources() const
{
    const auto holdsJobs = [](const ListPart &part) { return part.jobs > 0; };
    return m_list && std::ranges::count_if(m_list->parts, holdsJobs) > 1;
}

QString ImportModel::sourceOf(std::size_t job) const
{
    std::size_t end = 0;
    for (const ListPart &part : m_list->parts) {
        end += part.jobs;
        if (job < end)
            return part.source;
    }
    return m_list->source;
}

QVariant ImportModel::data(const QModelIndex &index, int role) const
{
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(jobAt(index.row()), column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (column == Column::Line ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ForegroundRole:
        if (m_skips && isDuplicate(index.row()))
            return QGuiApplication::palette().color(QPalette::PlaceholderText);
        return {};
    case Qt::FontRole:
        if (m_skips && column == Column::What && isDuplicate(index.row())) {
            QFont font;
            font.setStrikeOut(true);
            return font;
        }
        return {};
    default:
        return {};
    }
}

QVariant ImportModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole &&
        static_cast<Column>(section) == Column::Line)
        return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignRight);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case Column::Source:
        return tr("Source");
    case Column::Line:
        return tr("Line");
    case Column::Kind:
        return tr("Kind");
    case Column::What:
        return tr("What");
    case Column::Host:
        return tr("Host / dir");
    }
    return {};
}

} // namespace millrace
