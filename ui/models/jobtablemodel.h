#pragma once

#include "core/queue/jobqueue.h"
#include "ui/models/filterexpression.h"
#include "ui/models/jobcolumn.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace millrace {

class JobTally;

/// All jobs of a queue, sorted and filtered, as a table of JobColumn.
///
/// Keeps a flat index of its own: no proxy model. Takes the queue's changes in at most ten times a second, a
/// bounded piece a tick; a re-sort is computed off the GUI thread. Rows appear and leave in ranges at the end
/// of the table, everything else is one layout change a tick, so that a selection survives.
class JobTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    /// Rows in the order that means something to the queue, and nothing else: underway, then pending in
    /// dispatch order, then ended newest first.
    static constexpr int dispatchOrder = -1;

    /// \a queue and \a clock outlive the model.
    JobTableModel(JobQueue &queue, Clock &clock, QObject *parent = nullptr);
    ~JobTableModel() override;

    [[nodiscard]] JobQueue &queue() const;

    /// Invalid for a row that is out of range.
    [[nodiscard]] JobId jobAt(int row) const;
    /// -1 if the job isn't shown.
    [[nodiscard]] int rowOf(JobId id) const;
    [[nodiscard]] std::vector<JobId> jobsAt(int first, int last) const;
    /// In dispatch order: the pending job behind \a id, shown or not; invalid behind the last.
    /// \cost O(log n)
    [[nodiscard]] JobId nextInLine(JobId id) const;

    /// A column of JobColumn, or dispatchOrder. The rows follow as soon as they are sorted: sorted() tells.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    [[nodiscard]] int sortColumn() const;
    [[nodiscard]] Qt::SortOrder sortOrder() const;

    void setFilter(const FilterExpression &filter);
    [[nodiscard]] const FilterExpression &filter() const;
    /// How many jobs there are, shown or not.
    [[nodiscard]] int total() const;

    /// A sort or filter that was asked for isn't shown yet.
    [[nodiscard]] bool isRebuilding() const;

    /// While held, no row changes its place or leaves for the filter's sake; rows still come, and go when
    /// removed.
    void setHeld(bool held);
    [[nodiscard]] bool isHeld() const;
    /// Rows take their places at once for a moment, held or not: the user moved them and means to see it.
    void catchUp();

    /// Counts by host and by failure, as of the last tick.
    [[nodiscard]] const JobTally &tally() const;

    /// The hosts with most jobs whose names start so.
    /// \cost O(hosts)
    [[nodiscard]] QStringList hostsStarting(const QString &start) const;

    /// Takes in everything that waits, at once. For tests and for the moment before a snapshot.
    void settle();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    /// The rows stand in the order that sort() asked for last.
    void sorted();
    /// tally(), total() or the number of rows may have changed; at most ten times a second.
    void tallied();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace millrace

Q_DECLARE_METATYPE(millrace::JobId)
