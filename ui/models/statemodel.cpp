#include "ui/models/statemodel.h"

#include "ui/models/filterwords.h"
#include "ui/models/jobtablemodel.h"
#include "ui/models/jobtally.h"
#include "ui/text/figures.h"
#include "ui/text/jobtext.h"
#include "ui/text/words.h"

#include <algorithm>
#include <iterator>
#include <utility>

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

StateModel::Rows StateModel::current() const
{
    const JobTally &tally = m_jobs.tally();
    Rows rows{{.entry = Entry::All, .text = word("All"), .count = m_jobs.total()}};
    for (const JobState state : allJobStates) {
        qint64 count = tally.counts[state];
        if (state == JobState::Underway)
            count += tally.counts[JobState::Cancelling];
        const bool isKept = m_kept.entry == Entry::State && m_kept.state == state;
        // Cancelling stands under Underway; interrupted jobs are rare, and then worth a line.
        if (state == JobState::Cancelling || (state == JobState::Interrupted && count == 0 && !isKept))
            continue;
        rows.push_back({Entry::State, state, text::stateTitle(state), filterwords::wordFor(state), count});
        if (state == JobState::Failed)
            addFailures(rows);
    }
    rows.push_back({.entry = Entry::Heading, .text = word("Queues")});
    rows.push_back({Entry::Queue, {}, text::queueName(QueueId::Default), {}, m_jobs.total()});
    addHosts(rows);
    return rows;
}

void StateModel::addFailures(Rows &rows) const
{
    const std::size_t from = rows.size();
    const NameCounts &failures = m_jobs.tally().failures;
    for (const NameCounts::Entry &failure : failures.top(mostFailures))
        rows.push_back({Entry::Failure, JobState::Failed, text::cell(failure.label),
                        QString::fromUtf8(failure.name), failure.jobs, 1, failure.name});
    if (m_kept.entry == Entry::Failure)
        addKept(rows, from, failures.jobsOf(m_kept.name));
}

void StateModel::addHosts(Rows &rows) const
{
    const std::size_t from = rows.size();
    const NameCounts &hosts = m_jobs.tally().hosts;
    for (const NameCounts::Entry &host : hosts.top(mostHosts)) {
        const QString name = QString::fromUtf8(host.name);
        rows.push_back({Entry::Host,
                        {},
                        text::cell(name),
                        filterWord(FilterExpression::Field::Host, name),
                        host.jobs,
                        0,
                        host.name});
    }
    if (m_kept.entry == Entry::Host)
        addKept(rows, from, hosts.jobsOf(m_kept.name));
    if (rows.size() > from)
        rows.insert(rows.begin() + std::ptrdiff_t(from), {.entry = Entry::Heading, .text = word("Hosts")});
}

void StateModel::addKept(Rows &rows, std::size_t from, qint64 count) const
{
    const auto begin = rows.begin() + std::ptrdiff_t(from);
    if (std::any_of(begin, rows.end(), [this](const Row &row) { return row.isSameEntry(m_kept); }))
        return;
    rows.push_back(m_kept);
    rows.back().count = count;
}

void StateModel::keep(const QString &words)
{
    if (const int row = rowOf(words); row >= 0)
        m_kept = m_rows[std::size_t(row)];
}

// Entries come and go at the end of the list and are moved from or to there: what somebody chose is carried along.
void StateModel::refresh()
{
    Rows rows = current();
    const auto isIn = [](const Rows &those) {
        return [&those](const Row &row) {
            return std::ranges::any_of(those, [&row](const Row &each) { return each.isSameEntry(row); });
        };
    };
    Rows come;
    std::ranges::remove_copy_if(rows, std::back_inserter(come), isIn(m_rows));
    if (!come.empty()) {
        beginInsertRows({}, int(m_rows.size()), int(m_rows.size() + come.size()) - 1);
        m_rows.insert(m_rows.end(), come.begin(), come.end());
        endInsertRows();
    }
    Rows wanted = rows;
    std::ranges::remove_copy_if(m_rows, std::back_inserter(wanted), isIn(rows));
    reorder(wanted);
    if (rows.size() < m_rows.size()) {
        beginRemoveRows({}, int(rows.size()), int(m_rows.size()) - 1);
        m_rows.resize(rows.size());
        endRemoveRows();
    }
    const auto shows = [](const Row &row) { return std::pair(row.count, row.text); };
    const bool changed = !std::ranges::equal(m_rows, rows, {}, shows, shows);
    m_rows = std::move(rows);
    if (changed)
        Q_EMIT dataChanged(index(0), index(int(m_rows.size()) - 1), {Qt::DisplayRole, int(Role::Count)});
}

// The same entries in the order of rows.
void StateModel::reorder(const Rows &rows)
{
    const auto isSame = [](const Row &a, const Row &b) { return a.isSameEntry(b); };
    if (std::ranges::equal(m_rows, rows, isSame))
        return;
    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList from = persistentIndexList();
    QModelIndexList to;
    for (const QModelIndex &old : from) {
        const Row &row = m_rows[std::size_t(old.row())];
        const auto now =
            std::ranges::find_if(rows, [&row, &isSame](const Row &each) { return isSame(each, row); });
        to << index(int(now - rows.begin()));
    }
    m_rows = rows;
    changePersistentIndexList(from, to);
    Q_EMIT layoutChanged();
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
