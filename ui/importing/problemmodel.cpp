#include "ui/importing/problemmodel.h"

#include "ui/importing/listtext.h"
#include "ui/text/figures.h"
#include "ui/text/jobtext.h"

namespace millrace {

ProblemModel::ProblemModel(const JobListPtr &list, QObject *parent)
    : QAbstractTableModel(parent), m_list(list)
{}

int ProblemModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_list->problems.size()) + (unnamed() > 0 ? 1 : 0);
}

qint64 ProblemModel::unnamed() const
{
    return m_list->problemCount - static_cast<qint64>(m_list->problems.size());
}

int ProblemModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant ProblemModel::data(const QModelIndex &index, int role) const
{
    const auto column = static_cast<Column>(index.column());
    const auto row = static_cast<std::size_t>(index.row());
    if (row >= m_list->problems.size()) {
        const bool says = role == Qt::DisplayRole && column == Column::Reason;
        return says ? QVariant(tr("… and %1 more").arg(text::count(unnamed()))) : QVariant();
    }
    const ListProblem &problem = m_list->problems[row];
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (column == Column::Line ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Column::Source:
        return text::cell(problem.source);
    case Column::Line:
        return problem.line > 0 ? text::count(problem.line) : QString();
    case Column::Reason:
        return problemSentence(problem);
    case Column::Text:
        return problem.text;
    }
    return {};
}

QVariant ProblemModel::headerData(int section, Qt::Orientation orientation, int role) const
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
    case Column::Reason:
        return tr("Why");
    case Column::Text:
        return tr("It reads");
    }
    return {};
}

HostModel::HostModel(const JobListPtr &list, QObject *parent) : QAbstractTableModel(parent), m_list(list) {}

int HostModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_list->hosts.size());
}

int HostModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 2;
}

QVariant HostModel::data(const QModelIndex &index, int role) const
{
    const ListHost &host = m_list->hosts[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (index.column() == 1 ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    return index.column() == 0 ? text::cell(QString::fromUtf8(host.host)) : text::count(host.jobs);
}

QVariant HostModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole && section == 1)
        return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignRight);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("Host") : tr("Jobs");
}

} // namespace millrace
