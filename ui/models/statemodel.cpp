#include "ui/models/statemodel.h"

#include "ui/models/filterwords.h"
#include "ui/models/jobtablemodel.h"
#include "ui/models/jobtally.h"
#include "ui/text/figures.h"
#include "ui/text/jobtext.h"
#include "ui/text/words.h"

#include <algorithm>

namespace millrace {

using namespace Qt::StringLiterals;
using text::word;

namespace {

constexpr std::size_t mostFailures = 8;
constexpr std::size_t mostHosts = 12;

} // namespace

StateModel::StateModel(JobTableModel &jobs, QObject *parent) : QAbstractListModel(parent), m_jobs(jobs)
{
    m_rows = current();
    connect(&jobs, &JobTableModel::tallied, this, &StateModel::refresh);
}

std::vector<StateModel::Row> StateModel::current() const
{
    const JobTally &tally = m_jobs.tally();
    std::vector<Row> rows{{.entry = Entry::All, .text = word("All"), .count = m_jobs.total()}};
    for (const JobState state : allJobStates) {
        qint64 count = tally.counts[state];
        if (state == JobState::Underway)
            count += tally.counts[JobState::Cancelling];
        // Cancelling stands under Underway; interrupted jobs are rare, and then worth a line.
        if (state == JobState::Cancelling || (state == JobState::Interrupted && count == 0))
            continue;
        rows.push_back({Entry::State, state, text::stateTitle(state), filterwords::wordFor(state), count, 0});
        if (state != JobState::Failed)
            continue;
        for (const NameCounts::Entry &failure : tally.failures.top(mostFailures))
            rows.push_back({Entry::Failure, state, text::cell(failure.label), QString::fromUtf8(failure.name),
                            failure.jobs, 1});
    }
    rows.push_back({.entry = Entry::Heading, .text = word("Queues")});
    rows.push_back({Entry::Queue, {}, text::queueName(QueueId::Default), {}, m_jobs.total(), 0});
    const std::vector<NameCounts::Entry> hosts = tally.hosts.top(mostHosts);
    if (!hosts.empty())
        rows.push_back({.entry = Entry::Heading, .text = word("Hosts")});
    for (const NameCounts::Entry &host : hosts) {
        const QString name = QString::fromUtf8(host.name);
        rows.push_back({Entry::Host,
                        {},
                        text::cell(name),
                        filterWord(FilterExpression::Field::Host, name),
                        host.jobs,
                        0});
    }
    return rows;
}

void StateModel::refresh()
{
    std::vector<Row> rows = current();
    const auto isSame = [](const Row &a, const Row &b) {
        return a.entry == b.entry && a.words == b.words && a.text == b.text;
    };
    // Entries that stand where they stood keep their place: only what comes behind the first difference
    // moves.
    const auto [oldEnd, newEnd] = std::ranges::mismatch(m_rows, rows, isSame);
    const auto same = int(newEnd - rows.begin());
    std::size_t tail = 0;
    while (tail + std::size_t(same) < std::min(m_rows.size(), rows.size()) &&
           isSame(m_rows[m_rows.size() - 1 - tail], rows[rows.size() - 1 - tail]))
        ++tail;
    const int gone = int(m_rows.size() - tail) - same;
    const int come = int(rows.size() - tail) - same;
    if (gone > 0) {
        beginRemoveRows({}, same, same + gone - 1);
        m_rows.erase(m_rows.begin() + same, m_rows.begin() + same + gone);
        endRemoveRows();
    }
    if (come > 0) {
        beginInsertRows({}, same, same + come - 1);
        m_rows.insert(m_rows.begin() + same, rows.begin() + same, rows.begin() + same + come);
        endInsertRows();
    }
    const bool counted = !std::ranges::equal(m_rows, rows, {}, &Row::count, &Row::count);
    m_rows = std::move(rows);
    if (counted)
        Q_EMIT dataChanged(index(0), index(int(m_rows.size()) - 1), {Qt::DisplayRole, int(Role::Count)});
}

int StateModel::rowOf(const QString &words) const
{
    const auto found = std::ranges::find_if(m_rows, [&words](const Row &row) {
        return row.entry != Entry::Heading && row.entry != Entry::Queue && row.words == words;
    });
    return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

int StateModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant StateModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return row.text;
    case Qt::AccessibleTextRole:
        return row.entry == Entry::Heading ? row.text : row.text + u' ' + text::count(row.count);
    case Qt::ToolTipRole:
        return row.entry == Entry::Heading
                   ? QVariant()
                   : QVariant((row.text + u": "_s + text::count(row.count)).toHtmlEscaped());
    case int(Role::Words):
        return row.words;
    case int(Role::Count):
        return row.count;
    case int(Role::Kind):
        return int(row.entry);
    case int(Role::State):
        return row.state ? QVariant(int(*row.state)) : QVariant();
    case int(Role::Level):
        return row.level;
    default:
        return {};
    }
}

Qt::ItemFlags StateModel::flags(const QModelIndex &index) const
{
    if (!index.isValid() || m_rows[std::size_t(index.row())].entry == Entry::Heading)
        return Qt::NoItemFlags;
    return Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
}

} // namespace millrace
