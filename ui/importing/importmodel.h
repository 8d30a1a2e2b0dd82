#pragma once

#include "core/joblist/joblist.h"

#include <QAbstractTableModel>

#include <cstdint>
#include <vector>

namespace millrace {

/// The jobs of a read list, each as it would be put: a row costs nothing until it is looked at.
class ImportModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    /// Source only tells something where several lists were read together: see hasSeveralSources().
    enum class Column : std::uint8_t { Source, Line, Kind, What, Host };
    static constexpr int columns = 5;
    enum class Show : std::uint8_t { All, Fetches, Commands, Duplicates };

    explicit ImportModel(QObject *parent = nullptr);

    /// \a list may be null: no rows.
    void setList(JobListPtr list);
    void setShow(Show show);
    /// While duplicates are to be skipped, their rows say so.
    void setSkipsDuplicates(bool skips);

    [[nodiscard]] const JobSpec &specAt(int row) const;
    [[nodiscard]] bool isDuplicate(int row) const;
    [[nodiscard]] bool hasSeveralSources() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] std::size_t jobAt(int row) const;
    [[nodiscard]] QString text(std::size_t job, Column column) const;
    [[nodiscard]] QString sourceOf(std::size_t job) const;
    void choose();

    JobListPtr m_list;
    Show m_show = Show::All;
    std::vector<std::uint32_t> m_chosen; // Places in the list's jobs; unused for All.
    bool m_skips = false;
};

} // namespace millrace
