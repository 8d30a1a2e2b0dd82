#pragma once

#include "ui/window/banner.h"
#include "ui/window/windowparts.h"
#include "ui/window/windowviews.h"

#include <QMainWindow>

#include <initializer_list>
#include <memory>

class QMenu;

namespace millrace {

enum class ActionId : std::uint8_t;
class ImportController;
class WindowWiring;

/// The window: lays out the views and passes on what is dropped on it and that it is being closed.
///
/// Borrows what \c WindowParts names. What acts is in WindowWiring and its controllers.
/// \code
/// MainWindow window({queue, host, layout, clock, preferences});
/// window.show();
/// window.importing().openFiles(paths);
/// \endcode
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(const WindowParts &parts, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Quits as if the user had closed it and answered so: a signal asked for it.
    void quit(Underway underway);
    /// Where app hands lists over.
    [[nodiscard]] ImportController &importing();
    [[nodiscard]] const WindowViews &views() const { return m_views; }

    /// App calls it once all jobs of the last run are restored.
    void showRestored(const RestoredCounts &counts);
    /// A sentence that stays until it is closed: jobs can't be read any more, a list was refused.
    void showNotice(const QString &sentence, Banner::Subject subject = Banner::Subject::Other);
    void withdrawNotice(Banner::Subject subject);
    /// Why the store can't write and what to do, empty when all is well: a notice, and in place of "saved", as a notice
    /// can be closed.
    void setStoreTrouble(const QString &sentence);
    /// What is free where results go; -1 is unknown.
    void setFreeSpace(qint64 bytes);
    /// Keeps the layout; done too when the window closes.
    void saveLayout();

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void layOut(const WindowParts &parts);
    void layOutToolBar(const WindowParts &parts);
    [[nodiscard]] QMenu *makeMenu(const QString &title, std::initializer_list<ActionId> ids);
    void layOutDocks(const WindowParts &parts);
    void layOutMenus();
    void showDropHint(bool shown);

    WindowViews m_views;
    std::unique_ptr<WindowWiring> m_wiring;
};

} // namespace millrace
