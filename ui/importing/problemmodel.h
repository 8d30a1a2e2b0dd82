#pragma once

#include "core/joblist/joblist.h"

#include <QAbstractTableModel>

#include <cstdint>

namespace millrace {

/// What of a list could not be understood: line, reason and how the line starts; a last row counts those that the list
/// doesn't name.
class ProblemModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column : std::uint8_t { Source, Line, Reason, Text };
    static constexpr int columns = 4;

    explicit ProblemModel(const JobListPtr &list, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] qint64 unnamed() const;

    JobListPtr m_list;
};

/// The hosts of a list's fetches and how many go to each.
class HostModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit HostModel(const JobListPtr &list, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    JobListPtr m_list;
};

} // namespace millrace
