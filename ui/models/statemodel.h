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
/// Each entry gives the filter words that show it. A list, not a tree: an entry has a level.
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
    };

    [[nodiscard]] std::vector<Row> current() const;
    void refresh();

    JobTableModel &m_jobs;
    std::vector<Row> m_rows;
};

} // namespace millrace
