#pragma once

#include "core/queue/jobid.h"

#include <QBasicTimer>
#include <QByteArray>
#include <QTableView>

#include <memory>
#include <optional>
#include <unordered_set>
#include <vector>

class QMenu;
class QTimer;

namespace millrace {

class JobTableModel;

/// How much air a row has.
enum class Density : std::uint8_t { Comfortable, Compact };

/// The table of jobs (accessible name `Jobs`).
///
/// Holds the model's rows in place while the pointer or the selection is among the visible ones. Rows of
/// pending jobs can be dragged to another place; what is dragged in from outside is left to the window.
class JobTableView : public QTableView
{
    Q_OBJECT

public:
    explicit JobTableView(JobTableModel &model, QWidget *parent = nullptr);
    ~JobTableView() override;

    /// Selected jobs, in the order of the rows; also while followMoves() has set them aside.
    /// \cost O(selected).
    [[nodiscard]] std::vector<JobId> selectedJobs() const;
    /// Nothing is selected any more, nor is it again when moved rows have taken their places.
    void selectNothing();
    /// Selects these and scrolls to the first.
    void selectJobs(const std::vector<JobId> &ids);
    /// Lets rows that were moved take their new places, though others are held; what is selected stays so.
    void followMoves();
    /// Takes the keyboard; if nothing is selected, the row with the cursor is from now on.
    void enter();

    void setDensity(Density density);
    [[nodiscard]] Density density() const { return m_density; }

    /// Columns shown, their order and widths, the sorting and the density.
    [[nodiscard]] QByteArray saveLayout() const;
    /// False, and nothing is changed, if \a layout isn't one.
    bool restoreLayout(const QByteArray &layout);
    void resetLayout();
    /// The column chooser, as in the header's context menu; for the View menu. Filled each time it is shown.
    [[nodiscard]] QMenu *columnsMenu() const { return m_columnsMenu; }

    static constexpr std::size_t mostCopied = 100'000;
    /// Selected rows as tab-separated text, with a header line; at most the first mostCopied rows.
    [[nodiscard]] QString selectedText() const;

Q_SIGNALS:
    void currentJobChanged(millrace::JobId id);
    /// What is selected changed; at most once an event loop turn.
    void selectionChangedLater();
    /// Enter or a double click on a row.
    void jobActivated(millrace::JobId id);
    /// A right click or the menu key, with the selection already moved there.
    void menuRequested(const QPoint &globalPos);
    /// Pending rows were dragged in front of \a before; an invalid id means behind the last pending one.
    void moveRequested(const std::vector<millrace::JobId> &ids, millrace::JobId before);
    /// Pending rows were to be dragged, but the table isn't in the queue's order.
    void dragRefused();
    void layoutEdited();
    /// Rows keep their places from now on, or no longer.
    void heldChanged(bool held);

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    void startDrag(Qt::DropActions actions) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void paintEvent(QPaintEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class RowHold;

    void setUpHeader();
    void fillColumnsMenu();
    void applyDefaultColumns();
    void applyDensity();
    void selectCursorRow();
    [[nodiscard]] int dropRow(const QPoint &position) const;
    void setDropRow(int row);
    void endDrag();
    void giveUpDrag();
    /// The job in front of which \a dragged ones would land between \a row and the one above, invalid for the end of
    /// the queue; absent where nothing that is shown stands still.
    [[nodiscard]] std::optional<JobId> dropPlace(int row, const std::unordered_set<JobId> &dragged) const;

    JobTableModel &m_model;
    std::unique_ptr<RowHold> m_hold;
    QMenu *m_columnsMenu = nullptr;
    Density m_density = Density::Compact;
    std::vector<JobId> m_dragged;
    std::vector<JobId> m_setAside; ///< Selected, but not in the selection model while rows are moved.
    QTimer *m_takeUp;
    int m_dropRow = -1;
    bool m_refusesDrag = false;
    QBasicTimer m_edgeScroll;
    bool m_selectionNews = false;
};

} // namespace millrace
