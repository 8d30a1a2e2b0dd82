#pragma once

#include "core/queue/jobstate.h"

#include <QAbstractListModel>

#include <cstdint>
#include <optional>
#include <vector>

namespace millrace {

class JobTableModel;

/// The sidebar: All, the states with live counts, groups of similar failures under Failed, queues, hosts.
///
/// Each entry gives the filter words that show it. A list, not a tree: an entry has a level. Entries that overtake one
/// another are moved: who chose one still has it.
class StateModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum class Entry : std::uint8_t { All, State, Failure, Heading, Queue, Host };
    enum class Role : int {
        Words = Qt::UserRole + 1, ///< QString: the filter words; empty for All.
        Count,                    ///< int
        Kind,                     ///< int of Entry
        State,                    ///< int of JobState, for State and Failure
        Level,                    ///< int, from 0
    };

    /// \a jobs outlives it.
    explicit StateModel(JobTableModel &jobs, QObject *parent = nullptr);

    /// The entry with these words stays in the list, also when none of its jobs is left; until another is kept.
    void keep(const QString &words);
    /// The row whose words are \a words; -1 if there is none.
    [[nodiscard]] int rowOf(const QString &words) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Row
    {
        Entry entry = Entry::All;
        std::optional<JobState> state{};
        QString text{};
        QString words{};
        qint64 count = 0;
        int level = 0;
        QByteArray name{}; ///< What the tally counts it by: of failures and hosts.

        [[nodiscard]] bool isSameEntry(const Row &other) const
        {
            const bool isNamed = entry == Entry::Heading || entry == Entry::Queue;
            return entry == other.entry && words == other.words && (!isNamed || text == other.text);
        }
    };
    using Rows = std::vector<Row>;

    [[nodiscard]] Rows current() const;
    void addFailures(Rows &rows) const;
    void addHosts(Rows &rows) const;
    void addKept(Rows &rows, std::size_t from, qint64 count) const;
    void refresh();
    void reorder(const Rows &rows);

    JobTableModel &m_jobs;
    Rows m_rows;
    Row m_kept;
};

} // namespace millrace
